import Testing
import Tokenization

@Suite struct SplittingTests {
    private struct Splits: Decodable {
        struct Case: Decodable {
            var text: String
            var smollm: [Int]
            var gpt2: [Int]
            var llamaDefault: [Int]

            enum CodingKeys: String, CodingKey {
                case text, smollm
                case gpt2 = "gpt-2"
                case llamaDefault = "default"
            }
        }
        var cases: [Case]
    }

    @Test func everyRuleSplitsAsItsRegularExpressionsDo() throws {
        let smollm = try SmolLM2.tokenizer()
        let gpt2 = try SmolLM2.tokenizer(preTokenizer: "gpt-2")
        let llamaDefault = try SmolLM2.tokenizer(preTokenizer: "default")
        for expected in try fixture("splits.json", as: Splits.self).cases {
            #expect(smollm.encode(expected.text) == expected.smollm, "\(expected.text.debugDescription)")
            #expect(gpt2.encode(expected.text) == expected.gpt2, "\(expected.text.debugDescription)")
            #expect(llamaDefault.encode(expected.text) == expected.llamaDefault, "\(expected.text.debugDescription)")
        }
    }

    @Test(arguments: [
        ("don't they'll", ["don", "'t", " they", "'ll"]), ("DON'T", ["DON", "'", "T"]), ("'s 's", ["'s", " '", "s"]),
        ("'r've", ["'", "r", "'ve"]),
        ("a  b", ["a", " ", " b"]), ("a  ", ["a", "  "]), ("a \n b", ["a", " \n", " b"]), ("12 34", ["1", "2", " ", "3", "4"]),
        ("x  5", ["x", "  ", "5"]), ("½Ⅻ٣", ["½", "Ⅻ", "٣"]), ("a\u{a0}b", ["a", "\u{a0}", "b"]), ("a.b!? c", ["a", ".", "b", "!?", " c"]),
        ("e\u{301}x", ["e", "\u{301}", "x"]), (" \u{200b}a", [" \u{200b}", "a"]), ("\u{85}\u{2028}x", ["\u{85}", "\u{2028}", "x"]),
        ("你好，世界", ["你好", "，", "世界"]), ("", []),
    ])
    func textIsCutAsTheModelWasTrainedToSeeIt(text: String, pieces: [String]) throws {
        // One token for every byte and no merges but the tokens of the pieces wanted: whatever is whole was one piece.
        let tokenizer = try WholePieces.tokenizer(for: pieces)
        let found = tokenizer.encode(text).map { tokenizer.piece($0) }
        #expect(found.count == pieces.count && zip(found, pieces).allSatisfy(same), "\(found)")
    }

    @Test func anUnknownRuleIsAnErrorThatNamesIt() {
        #expect(throws: TokenizationError.unknownPreTokenizer(name: "chameleon")) {
            try BytePairTokenizer(tokens: ["a"], types: [], merges: [], preTokenizer: "chameleon")
        }
        #expect(TokenizationError.unknownPreTokenizer(name: "chameleon").description.contains("smollm"))
    }
}

/// Vocabularies in which given pieces are tokens, built byte by byte.
private enum WholePieces {
    static func tokenizer(for pieces: [String]) throws -> BytePairTokenizer {
        let alphabet = (UInt8.min...UInt8.max).map { spelled([$0]) }
        var tokens = alphabet
        var merges: [String] = []
        for piece in pieces {
            let bytes = Array(piece.utf8)
            for count in stride(from: 2, through: bytes.count, by: 1) {
                let token = spelled(Array(bytes[..<count]))
                guard !tokens.contains(where: { same($0, token) }) else { continue }
                tokens.append(token)
                merges.append(spelled(Array(bytes[..<(count - 1)])) + " " + spelled([bytes[count - 1]]))
            }
        }
        return try BytePairTokenizer(tokens: tokens, types: [], merges: merges, preTokenizer: "smollm")
    }

    /// GPT-2's alphabet, written down a second time from its definition.
    private static func spelled(_ bytes: [UInt8]) -> String {
        let plain = Set(Array(33...126) + Array(161...172) + Array(174...255) as [Int])
        var next: UInt32 = 256
        var table: [Unicode.Scalar] = []
        for byte in 0..<256 {
            if plain.contains(byte) {
                table.append(Unicode.Scalar(UInt8(byte)))
            } else {
                table.append(Unicode.Scalar(next)!)
                next += 1
            }
        }
        return String(String.UnicodeScalarView(bytes.map { table[Int($0)] }))
    }
}
