import Datasets
import Testing

@Suite("Damaged text")
struct MutationTests {
    /// Fixed seed: a failure can be repeated.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &+ 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
            return z ^ (z >> 31)
        }
    }

    private static let lines = [
        #"{"id":"a","topic":"t","messages":[{"role":"system","content":"s"},"#
            + #"{"role":"user","content":"q é"},{"role":"assistant","content":"a"}]}"#,
        #"{"prompt":"What is \"this\"?\n","completion":"That \u00e9\ud83d\ude00.","document":"d.md","quote":"That"}"#,
        #"{"instruction":"Translate.","input":"chien","output":"dog","history":[["a","b"]]}"#,
        #"{"conversations":[{"from":"human","value":"hello there"},{"from":"gpt","value":"hi"}]}"#,
        #"[{"prompt":"a","completion":"b"},{"prompt":"c","completion":"d"}]"#,
        "prompt,completion\n\"a, \"\"b\"\"\",\"first\r\nsecond\"\n3,4",
        "question;answer;topic\nWhere?;\"Here;\nthere\";x\n",
    ]

    private static let fragments = [
        "\"", "\\", "{", "}", "[", "]", ",", ":", "\n", "\r\n", "\u{0}", "\u{feff}", "null", "1e999", "\\ud800", "😀",
    ]

    @Test func twoThousandMutationsGiveExamplesOrProblemsAndNeverTrap() {
        var random = Generator(state: 2026)
        var (examples, problems) = (0, 0)
        for _ in 0..<2000 {
            var bytes: [UInt8] = []
            for _ in 0...Int.random(in: 0..<3, using: &random) {
                bytes += Array((Self.lines.randomElement(using: &random) ?? "").utf8) + [UInt8(ascii: "\n")]
            }
            for _ in 0...Int.random(in: 0..<4, using: &random) { mutate(&bytes, &random) }
            let text = String(decoding: bytes, as: UTF8.self)
            let format = Bool.random(using: &random) ? nil : DatasetFormat.allCases.randomElement(using: &random)
            let file = DatasetReader.read(text, format: format)
            examples += file.examples.count
            problems += file.problems.count

            let lineCount = text.unicodeScalars.count { $0 == "\n" || $0 == "\r" } + 1
            #expect(file.problems.allSatisfy { (1...lineCount).contains($0.line) })
            #expect(file.examples.allSatisfy { (1...lineCount).contains($0.line) && !$0.completion.isEmpty })
            #expect(Set(file.examples.map(\.id)).count == file.examples.count)
            let report = DatasetCheck.run(
                file.examples, problems: file.problems, cases: [CaseText(id: "c", question: "What is this?", quote: "That", answers: [""])],
                passages: [text]
            ) { $0.completion.utf8.count }
            #expect(report.usable <= file.examples.count)
            let split = GroupSplit.split(file.examples, validationShare: 0.5, seed: 1)
            #expect(split.train.count + split.validation.count == file.examples.count)
            for format in [ExportFormat.openai, .trl, .sharegpt, .alpaca] {
                let back = DatasetReader.read(DatasetWriter.write(file.examples, format: format))
                #expect(back.examples.map(\.messages) == file.examples.map(\.messages))
            }
        }
        // The damage is neither so small nor so great that one side goes untested.
        #expect(examples > 500)
        #expect(problems > 500)
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout Generator) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &random)
        let end = min(bytes.count, place + Int.random(in: 1...12, using: &random))
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
        case 1: bytes.remove(at: place)
        case 2: bytes.removeSubrange(place..<end)
        case 3: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
        case 4: bytes.removeSubrange(place...)
        default: bytes.insert(contentsOf: (Self.fragments.randomElement(using: &random) ?? "").utf8, at: place)
        }
    }
}
