import Foundation
import Retrieval
import Testing

/// How documents are cut, seen through a store.
struct PassageTests {
    private func words(_ count: Int, _ word: String = "word") -> String { (0..<count).map { "\(word)\($0)" }.joined(separator: " ") }

    @Test func headingsMakeThePathAndAreNotPartOfTheText() throws {
        let passages = try TestProject().passages(
            "Before.\n\n# A #\n\none\n\n## B\n\ntwo\n\n### C\n\nthree\n\n## D\n\nfour\n\n# E\n\nfive\n")
        #expect(passages.map(\.headings) == [["A"], ["A"], ["A", "B"], ["A", "B", "C"], ["A", "D"], ["E"]])
        #expect(passages.map(\.text) == ["Before.", "one", "two", "three", "four", "five"])
        #expect(passages.allSatisfy { $0.title == "A" })
    }

    @Test func setextHeadingsCount() throws {
        let passages = try TestProject().passages("Big\n===\n\none\n\nSmall\nthing\n---\n\ntwo\n\n---\n\nthree\n")
        #expect(passages.map(\.headings) == [["Big"], ["Big", "Small thing"]])
        #expect(passages.map(\.text) == ["one", "two\n\n---\n\nthree"])
    }

    @Test func headingsLoseTheirMarkup() throws {
        let passages = try TestProject().passages("# **Plans** and [prices](x.md) `now` {#plans}\n\ntext\n")
        #expect(passages.first?.headings == ["Plans and prices now"])
    }

    @Test func aHashWithoutASpaceIsNoHeading() throws {
        let passages = try TestProject().passages("#hashtag\n\n####### seven\n")
        #expect(passages.map(\.text) == ["#hashtag\n\n####### seven"])
    }

    @Test func headingsInsideCodeAreCode() throws {
        let passages = try TestProject().passages("# Real\n\n```sh\n# comment\nls\n```\n\nafter\n")
        #expect(passages.map(\.headings) == [["Real"]])
        #expect(passages.first?.text == "```sh\n# comment\nls\n```\n\nafter")
    }

    @Test func aFenceThatIsNeverClosedTakesTheRest() throws {
        let passages = try TestProject().passages("~~~\n# a\n```\n# b\n")
        #expect(passages.map(\.text) == ["~~~\n# a\n```\n# b"])
    }

    @Test func theTitleComesFromFrontMatterFirst() throws {
        let passages = try TestProject().passages("---\ntitle: \"Return policy\"\nowner: x\n---\n# Other\n\ntext\n")
        #expect(passages.map(\.title) == ["Return policy", "Return policy"])
        #expect(passages[0].text == "---\ntitle: \"Return policy\"\nowner: x\n---")
    }

    @Test func aDocumentWithoutHeadingsIsNamedByItsFile() throws {
        let passages = try TestProject().passages("just text\n", name: "opening_hours-2026.txt")
        #expect(passages.map(\.title) == ["opening hours 2026"] && passages.map(\.headings) == [["opening hours 2026"]])
    }

    @Test func aHeadingAloneCanStillBeFound() throws {
        let passages = try TestProject().passages("# Only\n\n## Child\n\n## Second child\n")
        #expect(passages.map(\.text) == ["## Child", "## Second child"])
        #expect(passages.map(\.headings) == [["Only", "Child"], ["Only", "Second child"]])
    }

    @Test func shortParagraphsOfASectionStayTogether() throws {
        let passages = try TestProject().passages("# T\n\none\n\ntwo\n\nthree\n")
        #expect(passages.map(\.text) == ["one\n\ntwo\n\nthree"])
    }

    @Test func sectionsAreNeverMixed() throws {
        let passages = try TestProject().passages("# A\n\none\n\n# B\n\ntwo\n")
        #expect(passages.count == 2)
    }

    @Test func paragraphsAreGatheredUpToTheTarget() throws {
        let text = "# T\n\n" + (0..<10).map { words(40, "p\($0)x") }.joined(separator: "\n\n") + "\n"
        let passages = try TestProject().passages(text)
        #expect(passages.count == 4)
        #expect(passages.dropLast().allSatisfy { (100...160).contains($0.tokens) })
        // No paragraph was cut.
        for passage in passages {
            #expect(passage.text.components(separatedBy: "\n\n").allSatisfy { $0.split(separator: " ").count == 40 })
        }
    }

    @Test func aBlockLargerThanTheTargetStaysWholeUpToTheMaximum() throws {
        let list = (0..<40).map { "- item\($0) with five words" }.joined(separator: "\n")
        let passages = try TestProject().passages("# T\n\nIntro.\n\n" + list + "\n\nAfter.\n")
        #expect(passages.contains { $0.text.hasPrefix("- item0 ") && $0.text.contains("item39") })
    }

    @Test func aLongListIsCutBetweenItems() throws {
        let list = (0..<120).map { "- item\($0) with five words\n  and a second line" }.joined(separator: "\n")
        let passages = try TestProject().passages("# T\n\n" + list + "\n")
        #expect(passages.count > 2)
        #expect(passages.allSatisfy { $0.text.hasPrefix("- item") && $0.text.hasSuffix("second line") && $0.tokens <= 256 })
    }

    @Test func alongTableIsCutBetweenRowsAndRepeatsItsHeader() throws {
        let rows = (0..<120).map { "| part\($0) | price\($0) | stock |" }.joined(separator: "\n")
        let header = "| Part | Price | Stock |\n|---|:--:|---|"
        let passages = try TestProject().passages("# T\n\n" + header + "\n" + rows + "\n")
        #expect(passages.count > 2)
        #expect(passages[0].text.hasPrefix(header) && passages[0].lead.isEmpty)
        for passage in passages.dropFirst() {
            #expect(passage.lead == header && passage.text.hasPrefix("| part") && passage.text.hasSuffix("|") && passage.tokens <= 256)
        }
    }

    @Test func longCodeIsCutBetweenLines() throws {
        let code = (0..<200).map { "    let value\($0) = compute(\($0))" }.joined(separator: "\n")
        let passages = try TestProject().passages("# T\n\n```swift\n" + code + "\n```\n")
        #expect(passages.count > 2)
        #expect(passages.dropFirst().allSatisfy { $0.text.hasPrefix("    let value") })
    }

    @Test func aLongParagraphIsCutBetweenSentences() throws {
        let paragraph = (0..<60).map { "Sentence number \($0) has e.g. seven words." }.joined(separator: " ")
        let passages = try TestProject().passages("# T\n\n" + paragraph + "\n")
        #expect(passages.count > 1)
        #expect(passages.allSatisfy { $0.text.hasPrefix("Sentence number") && $0.text.hasSuffix("words.") })
    }

    @Test func anEndlessWordIsCutToo() throws {
        let passages = try TestProject().passages("# T\n\n" + String(repeating: "å", count: 20_000) + "\n")
        #expect(passages.count > 2 && passages.allSatisfy { $0.tokens <= 256 })
        #expect(passages.map(\.text).joined() == String(repeating: "å", count: 20_000))
    }

    @Test func whatAnnouncesAListGoesWithIt() throws {
        let list = (0..<30).map { "- item\($0) with five words" }.joined(separator: "\n")
        let passages = try TestProject().passages("# T\n\n" + words(120) + "\n\nThe plans are:\n\n" + list + "\n")
        #expect(passages.last?.text.hasPrefix("The plans are:") == true)
    }

    @Test func nestedListsAndTheirCodeAreOneBlock() throws {
        let text = "- one\n\n  still one\n\n  ```sh\n  - not an item\n  ```\n- two\n  1. nested\n\nafter\n"
        let passages = try TestProject().passages("# T\n\n" + text)
        #expect(passages.map(\.text) == [String(text.dropLast())])
    }

    @Test func overlapRepeatsTheEndOfTheOneBefore() throws {
        let text =
            "# T\n\n" + (0..<12).map { "Alpha\($0) beta gamma delta. \(words(30, "w\($0)x")). Last words\($0)." }.joined(separator: "\n\n")
            + "\n"
        let plain = try TestProject().passages(text)
        let passages = try TestProject().passages(text, chunking: ChunkingParameters(overlapTokens: 24))
        #expect(zip(plain, plain.dropFirst()).allSatisfy { $0.end < $1.start })
        #expect(passages.count > 2)
        #expect(zip(passages, passages.dropFirst()).allSatisfy { $1.start < $0.end && $1.start > $0.start })
        #expect(passages.dropFirst().allSatisfy { $0.text.hasPrefix("Last words") && $0.tokens <= 256 })
    }

    @Test func lineEndsAndByteOrderMarksStayInTheBytes() throws {
        let project = try TestProject()
        let bytes = [0xEF, 0xBB, 0xBF] + Array("# Título\r\n\r\nuno\r\ndos\r\n\r\n\ttres\r\n".utf8)
        try project.write("crlf.md", bytes)
        let store = try project.store()
        _ = try store.sync(project.sources)
        let passages = try store.passages(of: "docs/crlf.md")
        #expect(passages.map(\.headings) == [["Título"]])
        for passage in passages { #expect(Array(passage.text.utf8) == Array(bytes[passage.start..<passage.end])) }
        #expect(Array(passages[0].text.utf8) == Array("uno\r\ndos\r\n\r\n\ttres".utf8))
    }

    @Test func oldLineEndsAreLineEnds() throws {
        #expect(try TestProject().passages("# A\r\rone\r\r# B\r\rtwo\r").map(\.headings) == [["A"], ["B"]])
    }

    @Test func plainTextIsCutAtBlankLines() throws {
        let text = (0..<8).map { words(50, "p\($0)x") }.joined(separator: "\n \n")
        let passages = try TestProject().passages("# not a heading\n\n" + text, name: "a.txt")
        #expect(passages.count > 2 && passages[0].text.hasPrefix("# not a heading"))
    }

    @Test func emptyAndBlankDocumentsHaveNoPassages() throws {
        for text in ["", "\n\n", " \t\r\n", "\u{FEFF}", "---\n", "***\n\n___\n"] { #expect(try TestProject().passages(text).isEmpty) }
    }

    /// Whatever the text, passages are in order, equal to their bytes, within the limit, and together hold every word.
    @Test(arguments: 0..<60)
    func anyTextKeepsItsBytesOrderAndSize(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let pieces = [
            "# ", "## ", "### Head\n", "\n", "\n\n", "- ", "* item\n", "1. ", "12) x\n", "```\n", "~~~\n", "| a | b |\n", "|---|---|\n",
            "word ", "Sentence ends. ", "e.g. ", "\t", "    code\n", "> quote\n", "---\n", "===\n", "[1] ", "\r\n", "\r", "ü", "漢字", "👩‍👩‍👧",
            "\u{200B}", "\u{202E}", "<!-- x -->", "\\|", "a|b\n", "title: x\n", "#", "`", "**", "_", "é", "e\u{301}\u{301}",
            String(repeating: "long words in a row ", count: 30), String(repeating: "x", count: 700),
        ]
        var text = ""
        for _ in 0..<Int.random(in: 1...200, using: &random) { text += pieces.randomElement(using: &random) ?? "" }
        let chunking = ChunkingParameters(
            targetTokens: .random(in: 16...256, using: &random), maximumTokens: .random(in: 48...256, using: &random),
            overlapTokens: .random(in: 0...32, using: &random))
        let name = seed % 4 == 0 ? "a.txt" : "a.md"
        let passages = try TestProject().passages(text, name: name, chunking: chunking)
        let bytes = Array(text.utf8)
        for passage in passages {
            #expect(Array(passage.text.utf8) == Array(bytes[passage.start..<passage.end]))
            #expect(!passage.text.allSatisfy { $0.isWhitespace })
            #expect(passage.tokens <= chunking.maximumTokens, "\(chunking)")
        }
        #expect(zip(passages, passages.dropFirst()).allSatisfy { $0.start < $1.start && $0.end < $1.end })
        if chunking.overlapTokens == 0 { #expect(zip(passages, passages.dropFirst()).allSatisfy { $0.end <= $1.start }) }
        // Words outside of passages can only be headings, setext underlines or thematic breaks.
        var outside = bytes
        for passage in passages { for i in passage.start..<passage.end { outside[i] = 0x20 } }
        if name == "a.txt" { #expect(outside.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }) }
    }
}
