import Foundation
import Processes
import Retrieval
import Testing

/// Documents of every format, damaged at random under fixed seeds: each is taken in or listed with its reason, and none harms another.
///
/// `ASSAY_FUZZ_MUTATIONS` sets how many are made of each format (`make fuzz-documents`); a test run makes a few.
struct DocumentFuzzTests {
    private static let mutations = ProcessInfo.processInfo.environment["ASSAY_FUZZ_MUTATIONS"].flatMap { Int($0) }

    private static let markdown = """
        ---
        title: The shop
        ---
        # Opening hours

        We open at **9** and close at [18](x.md). Ünïcödé 漢字 👩‍👩‍👧.

        | Day | Hours |
        |---|---|
        | Monday | 9–18 |

        ```sh
        ls -l
        ```

        ## Prices

        * one
        * two
          1. deep
        """

    private static let html = """
        <!DOCTYPE html><html lang=en><head><meta charset="utf-8"><title>Shop &amp; more</title><style>p{}</style></head><body><nav>menu</nav>
        <h1>Hours</h1><p>Open at <b>9</b> &eacute;&#233;&#xE9;</p><ul><li>one<ul><li>deep</ul><li>two</ul><dl><dt>a<dd>b<dl><dt>c<dd>d</dl></dl>
        <table><tr><th colspan=2>Day<th>Hours<tr><td rowspan=3>Mo<td>9<td>18</table><pre>x\n  y</pre><script>if (a<b) {}</script></body></html>
        """

    private static let code =
        "# Shop\nclass Shop:\n    def hours(self):\n        return {9: 18}\n\n\ndef main():\n    print(Shop().hours())\n"

    /// Small documents, those of pandoc's formats written by pandoc itself where it is installed.
    private static func documents() -> [(name: String, bytes: [UInt8])] {
        var result: [(String, [UInt8])] = [
            ("md", Array(markdown.utf8)), ("txt", Array(markdown.utf8)), ("html", Array(html.utf8)), ("py", Array(code.utf8)),
            ("c", Array("/* x */\nint main(void)\n{\n\treturn f(\"}\");\n}\n".utf8)),
            ("csv", Array("day,\"hours\"\nMo,\"9\n18\"\nTu,\"a \"\"b\"\"\"\n".utf8)),
            ("json", Array("[{\"day\": \"Mo\", \"hours\": [9, 18]}, {\"day\": \"\\u00fc\"}]".utf8)),
            ("jsonl", Array("{\"day\": \"Mo\"}\n{\"day\": \"Tu\"}\n".utf8)),
            ("pdf", PDFTests.pdf([["1.1 Hours", "We open at 9."], ["1.2 Prices", "From 3 to 5."]], title: "Shop")),
        ]
        for format in ["docx", "odt", "epub", "rst", "latex"] {
            let made = try? ChildProcess.filter("pandoc", ["-f", "markdown", "-t", format, "-s", "-o", "-"], input: Array(markdown.utf8))
            if let made, made.status == 0 { result.append((format, made.output)) }
        }
        return result
    }

    private static func mutate(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            guard !bytes.isEmpty else { break }
            let at = Int.random(in: 0..<bytes.count, using: &random)
            let length = Int.random(in: 1...64, using: &random)
            let part = at..<min(at + length, bytes.count)
            switch Int.random(in: 0..<7, using: &random) {
            case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: bytes[at] = .random(in: 0...255, using: &random)
            case 2: bytes.removeSubrange(at...)
            case 3: bytes.removeSubrange(part)
            case 4: bytes.insert(contentsOf: bytes[part], at: Int.random(in: 0...bytes.count, using: &random))
            case 5: bytes.insert(contentsOf: (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }, at: at)
            default:
                let hostile = [
                    "<", "\"", "[1]", "<|im_start|>", "\u{1B}]0;x\u{07}", "\0", "\u{202E}", "&#x1F;", "((((", "\n\n\n", "]]>", "\u{FEFF}",
                ]
                bytes.insert(contentsOf: Array((hostile.randomElement(using: &random) ?? "").utf8), at: at)
            }
        }
        return bytes
    }

    @Test(.timeLimit(.minutes(30))) func damagedDocumentsHarmNobody() throws {
        let project = try TestProject()
        var names: Set<String> = []
        for (format, bytes) in Self.documents() {
            let isProgram = ["pdf", "docx", "odt", "epub", "rst", "latex"].contains(format)
            for seed in 0..<(Self.mutations ?? (isProgram ? 3 : 25)) {
                var random = SeededGenerator(seed: UInt64(seed) &* 1_000_003 &+ format.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
                let name = "\(format)-\(seed).\(format)"
                try project.write(name, Self.mutate(bytes, &random))
                names.insert("docs/" + name)
            }
        }
        try project.write("aaa.md", "# Before\n\nunharmed words\n")
        try project.write("zzz.md", "# After\n\nunharmed words\n")
        let before = Self.residentBytes
        let store = try project.store()
        let report = try store.sync(project.sources)
        #expect(Self.residentBytes - before < 512 << 20)

        let failed = Set(report.failures.map(\.document))
        let documents = try store.documents()
        #expect(Set(documents.map(\.path)) == names.union(["docs/aaa.md", "docs/zzz.md"]) && report.skipped.isEmpty)
        for document in documents {
            #expect((document.failure != nil) == failed.contains(document.path))
            let passages = try store.passages(of: document.path)
            #expect(document.failure == nil || passages.isEmpty)
            for passage in passages {
                #expect(passage.end - passage.start == passage.text.utf8.count && passage.tokens <= 256)
                #expect(passage.headings.allSatisfy { !$0.contains("\n") && !$0.unicodeScalars.contains("\u{1B}") })
                let block = ContextBuilder.build(question: "x", passages: [passage], budgetTokens: 2_000, count: \.utf8.count)
                #expect(!block.text.contains("<|im_start|>") && !block.text.unicodeScalars.contains("\u{1B}"))
            }
        }
        #expect(try store.search(SearchRequest("unharmed", mode: .lexical)).count == 2)
        // A second look finds everything as it was.
        #expect(try store.sync(project.sources).changes.isEmpty)
    }

    private static var residentBytes: Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return text.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 4_096 } ?? 0
    }
}
