import Foundation
import Retrieval
import Testing

/// What a reader of a page would see, and nothing else.
struct HTMLTests {
    private func passages(_ html: String, _ limits: DocumentLimits = DocumentLimits()) throws -> [Passage] {
        try passages(Array(html.utf8), limits)
    }

    private func passages(_ html: [UInt8], _ limits: DocumentLimits = DocumentLimits()) throws -> [Passage] {
        let project = try TestProject()
        try project.write("page.html", html)
        let store = try project.store(limits: limits)
        _ = try store.sync(project.sources)
        return try store.passages(of: "docs/page.html")
    }

    private func failure(_ html: [UInt8], _ limits: DocumentLimits = DocumentLimits()) throws -> String? {
        let project = try TestProject()
        try project.write("page.html", html)
        return try project.store(limits: limits).sync(project.sources).failures.first?.reason
    }

    @Test func headingsMakeThePath() throws {
        let found = try passages("<title>The Book</title><h1>One <em>more</em> time</h1><p>a</p><h2>Sub</h2><p>b<h1>Two</h1>c")
        #expect(found.map(\.headings) == [["One more time"], ["One more time", "Sub"], ["Two"]])
        #expect(found.map(\.text) == ["a", "b", "c"])
        #expect(found.allSatisfy { $0.title == "The Book" })
    }

    @Test func whiteSpaceIsCollapsedAndInlineMarkupRunsOn() throws {
        let html = "<p>  one\n\t two<b>three</b> <i> four</i>&nbsp;five<br>six </p><div>seven<span>.</span></div>"
        #expect(try passages(html).map(\.text) == ["one twothree four five\nsix\n\nseven."])
    }

    @Test func whatIsNotShownIsLeftOut() throws {
        let html = """
            <head><title>T</title><style>p { color: red }</style><script>var a = "<p>x</p>"</script></head><body><!-- comment -->
            <nav>menu</nav><div role=navigation>menu</div><p hidden>a</p><p style="display: none">b</p><p aria-hidden=true>c</p>
            <noscript>d</noscript><template>e</template><svg><text>f</text></svg><select><option>g</select><p>shown</p>
            <p style='VISIBILITY:hidden'>h</p><h2>Head<a class=headerlink href=#x>¶</a></h2><p>text
            """
        let found = try passages(html)
        #expect(found.map(\.text) == ["shown", "text"])
        #expect(found.last?.headings == ["Head"])
    }

    @Test func theContentThatAPageNamesIsItsContent() throws {
        let words = String(repeating: "content ", count: 40)
        #expect(try passages("<p>banner</p><main><p>\(words)</p></main><p>footer</p>").map(\.text) == [words.dropLast().description])
        // One with next to nothing in it is not believed.
        #expect(try passages("<p>banner</p><main><p>x</p></main>").map(\.text) == ["banner\n\nx"])
    }

    @Test func listsKeepTheirItemsAndLevels() throws {
        let html = "<p>Kinds:<ul><li>one<ul><li>deep<li>deeper</ul><li><p>two</p><p>more</p></ul><ol start=3><li>three<li>four</ol>"
        #expect(try passages(html).map(\.text) == ["Kinds:\n\n- one\n  - deep\n  - deeper\n- two\n  more\n\n3. three\n4. four"])
    }

    @Test func definitionListsStayWithTheirNames() throws {
        let html = "<dl><dt>-a<dd><p>All of it.<dt>-b</dt><dt>--bare</dt><dd>Without.</dl><p>after"
        #expect(try passages(html).map(\.text) == ["-a\n  All of it.\n-b\n--bare\n  Without.\n\nafter"])
    }

    @Test func definitionListsWithChaptersInThemAreOutlines() throws {
        let html = """
            <h1>Module</h1><dl><dt>class Pen</dt><dd><p>Draws.</p><dl><dt>up()</dt><dd>Lifts it.</dd></dl><p>Go on.</p></dd></dl><p>after</p>
            """
        let found = try passages(html)
        #expect(found.map(\.headings) == [["Module", "class Pen"], ["Module"]])
        #expect(found.map(\.text) == ["Draws.\n\nup()\n  Lifts it.\n\nGo on.", "after"])
    }

    @Test func tablesKeepTheirHeaderAndRows() throws {
        let html = """
            <table><caption>Prices</caption><thead><tr><th>Part<th>Price</thead><tr><td rowspan=2>Bolt<td>1 | 2<tr><td><p>3</p><br>4</table>
            """
        #expect(try passages(html).map(\.text) == ["Prices\n\n| Part | Price |\n| --- | --- |\n| Bolt | 1 \\| 2 |\n| Bolt | 3 4 |"])
    }

    @Test func longTablesRepeatTheirHeader() throws {
        let rows = (0..<150).map { "<tr><td>part\($0)<td>price\($0)<td>in stock" }.joined()
        let found = try passages("<table><tr><th>Part<th>Price<th>Stock</tr>\(rows)</table>")
        #expect(found.count > 2)
        #expect(found.dropFirst().allSatisfy { $0.lead == "| Part | Price | Stock |\n| --- | --- | --- |" && $0.text.hasPrefix("| part") })
    }

    @Test func tablesThatLayOutAPageAreReadCellByCell() throws {
        let html = "<table><tr><td><ul><li>a</ul><td><h2>Head</h2><p>text</p><table><tr><td>1<td>2<tr><td>3<td>4</table></table>"
        let found = try passages(html)
        #expect(found.map(\.text) == ["- a", "text\n\n| 1 | 2 |\n| 3 | 4 |"])
        #expect(found.last?.headings == ["Head"])
    }

    @Test func codeKeepsItsLines() throws {
        let html = "<p>Run:<pre>\n<span>if</span> a &lt; b:\r\n    go()\n\n</pre><div>then<ul><li>x<pre>  y\nz</pre></ul>"
        #expect(try passages(html).map(\.text) == ["Run:\n\nif a < b:\n    go()\n\nthen\n\n- x\n    y\n  z"])
    }

    @Test(
        arguments: [
            ("<meta charset=utf-8><p>", [0xC3, 0xA9]), ("<meta charset=iso-8859-1><p>", [0xE9]), ("<p>", [0xE9]), ("<p>", [0xC3, 0xA9]),
            ("<?xml version='1.0' encoding='ISO-8859-15'?><p>", [0xE9]), ("<meta charset=koi8-r><p>", [0xC9]),
            ("<meta http-equiv=Content-Type content='text/html; charset=Shift_JIS'><p>", [0x83, 0x41]),
            ("<meta charset=nonsense><p>", [0xE9]),
            ("<p>&eacute;", []), ("<p>&#233;", []), ("<p>&#xE9;", []),
        ] as [(String, [UInt8])])
    func charactersAreDeclaredOrGuessed(_ head: String, _ character: [UInt8]) throws {
        let wanted = head.contains("koi8") ? "и" : head.contains("Shift") ? "ア" : "é"
        #expect(try passages(Array(head.utf8) + character).map(\.text) == [wanted])
    }

    @Test func byteOrderMarksDecide() throws {
        let text = "<meta charset=latin1><p>wörter"
        let little = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        #expect(try passages([0xFF, 0xFE] + little).map(\.text) == ["wörter"])
        #expect(try passages([0xEF, 0xBB, 0xBF] + Array(text.utf8)).map(\.text) == ["wörter"])
    }

    @Test func windowsCharactersAndBrokenOnesAreRead() throws {
        #expect(try passages(Array("<p>".utf8) + [0x93, 0x61, 0x94, 0x80]).map(\.text) == ["\u{201C}a\u{201D}€"])
        #expect(try passages(Array("<meta charset=utf-8><p>a".utf8) + [0xFF] + Array("b".utf8)).map(\.text) == ["a\u{FFFD}b"])
    }

    @Test func entitiesOfTheDocumentAreNotRead() throws {
        let html = """
            <?xml version="1.0"?><!DOCTYPE html [<!ENTITY secret SYSTEM "file:///etc/passwd"><!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>
            <html><body><p>one &secret; &b; two</p></body></html>
            """
        let text = try passages(html).map(\.text).joined()
        #expect(text.contains("one") && text.contains("two") && !text.contains("root:") && !text.contains("aaaaaaaaaaa"))
    }

    @Test func depthIsNoObstacle() throws {
        let html = String(repeating: "<div>", count: 50_000) + "deep" + String(repeating: "<ul><li>", count: 3_000) + "deeper"
        #expect(try passages(html).map(\.text).joined().contains("deep"))
        let lists = try passages(String(repeating: "<ul><li>a", count: 3_000))
        #expect(lists.reduce(0) { $0 + $1.text.utf8.count } < 100_000)
    }

    @Test func limitsAreTold() throws {
        let many = [UInt8](String(repeating: "<b a=1>x</b>", count: 1_000).utf8)
        #expect(
            try failure(many, DocumentLimits(maximumNodes: 3_000))
                == "has more than 3000 elements and attributes; divide it")
        #expect(try failure(many, DocumentLimits(maximumNodes: 8_000)) == nil)
        #expect(try failure(many, DocumentLimits(maximumTextBytes: 500))?.hasPrefix("holds too much text") == true)
        #expect(try failure([0x3C, 0x70, 0x3E, 0x00])?.hasPrefix("is binary") == true)
    }

    @Test func emptyPagesHaveNoPassages() throws {
        for html in ["", " \n", "<html></html>", "<p></p>", "<script>x</script>", "<!-- x -->", "</p>"] {
            #expect(try passages(html).isEmpty, "\(html)")
        }
    }
}
