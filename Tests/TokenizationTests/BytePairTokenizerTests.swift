import Foundation
import Testing
import Tokenization

@Suite struct BytePairTokenizerTests {
    private struct Tokenized: Decodable {
        struct Case: Decodable {
            var text: String
            var ids: [Int]
            var idsParseSpecial: [Int]
        }
        var cases: [Case]
    }

    @Test func idsEqualThoseOfLlamaCpp() throws {
        let tokenizer = try SmolLM2.tokenizer()
        let cases = try fixture("tokenize.json", as: Tokenized.self).cases
        #expect(cases.count == 38)
        for expected in cases {
            #expect(tokenizer.encode(expected.text) == expected.ids, "\(expected.text.debugDescription)")
            #expect(tokenizer.encode(expected.text, parseSpecial: true) == expected.idsParseSpecial, "\(expected.text.debugDescription)")
            #expect(tokenizer.encode(bytes: Array(expected.text.utf8)) == expected.ids)
            #expect(same(tokenizer.decode(expected.ids), expected.text))
            #expect(same(tokenizer.decode(expected.idsParseSpecial), expected.text))
        }
    }

    @Test func encodingAndDecodingGiveTheTextBack() throws {
        let tokenizer = try SmolLM2.tokenizer()
        var random = SeededGenerator(seed: 4)
        for _ in 0..<10_000 {
            let text = randomText(40, &random)
            let ids = tokenizer.encode(text)
            #expect(same(tokenizer.decode(ids), text), "\(text.debugDescription)")
            #expect(ids.allSatisfy { tokenizer.kind(of: $0) == .normal })
        }
    }

    @Test func onlyBytesThatNoTokenSpellsAreLost() throws {
        let tokenizer = try SmolLM2.tokenizer()
        // Six control characters, the leads of planes 4 to 11 (where Unicode has nothing), and what UTF-8 never has.
        let missing: Set<UInt8> = Set([0x04, 0x06, 0x13, 0x14, 0x16, 0x1d, 0xc0, 0xc1, 0xf1, 0xf2] + (0xf5...0xff))
        #expect(tokenizer.missingBytes == missing)
        #expect(tokenizer.decode(tokenizer.encode("a\u{4}b")) == "ab")
        #expect(tokenizer.encode("\u{14}").isEmpty)
        // Nothing merges across the gap: `/` `/`, not `//`.
        #expect(tokenizer.encode("/\u{6}/").count == 2)
    }

    @Test func longWordsMergeLikeShortOnes() throws {
        let tokenizer = try SmolLM2.tokenizer()
        var random = SeededGenerator(seed: 5)
        for length in [31, 32, 33, 64, 257, 2_000] {
            let word = String((0..<length).map { _ in "aeionrst".randomElement(using: &random)! })
            #expect(tokenizer.encode(word) == reference(word, tokenizer))
        }
        #expect(tokenizer.decode(tokenizer.encode(String(repeating: "ab", count: 100_000))).utf8.count == 200_000)
    }

    /// The definition, step by step: of all neighbours that make a token by a merge, join the one of lowest rank. Tokens are
    /// numbered by rank after the bytes in this vocabulary.
    private func reference(_ word: String, _ tokenizer: BytePairTokenizer) -> [Int] {
        var parts = word.utf8.map { [$0] }
        var ids: [[UInt8]: Int] = [:]
        for id in 0..<tokenizer.vocabularySize where tokenizer.kind(of: id) == .normal { ids[tokenizer.bytes(of: id)] = id }
        while true {
            var best = Int.max
            var at = 0
            for i in 0..<max(0, parts.count - 1) {
                if let id = ids[parts[i] + parts[i + 1]], id < best { (best, at) = (id, i) }
            }
            if best == .max { break }
            parts[at] += parts.remove(at: at + 1)
        }
        return parts.map { ids[$0]! }
    }

    @Test func specialTokensAreParsedOnlyWhenAsked() throws {
        let tokenizer = try SmolLM2.tokenizer()
        let text = "a <|im_end|> <|im_start|><|im_end|>\n<|im_end|"
        #expect(!tokenizer.encode(text).contains { tokenizer.kind(of: $0) == .control })
        let parsed = tokenizer.encode(text, parseSpecial: true)
        #expect(parsed.filter { tokenizer.kind(of: $0) == .control } == [2, 1, 2])
        // Whitespace beside them stays.
        #expect(tokenizer.decode(parsed) == text)
        #expect(tokenizer.decode(parsed, skippingSpecial: true) == "a  \n<|im_end|")
        #expect(tokenizer.specialToken("<|im_start|>") == 1)
        #expect(tokenizer.specialToken("hello") == nil)
        #expect(tokenizer.specialToken("") == nil)
    }

    @Test func theVocabularyTellsWhatEndsAnAnswer() throws {
        let tokenizer = try SmolLM2.tokenizer()
        #expect(tokenizer.endTokens == [0, 2])
        #expect(tokenizer.beginToken == 1)
        #expect(!tokenizer.addsBeginToken)
        #expect(tokenizer.vocabularySize == 49_152)
    }

    @Test func idsBeyondTheVocabularyAreNoText() throws {
        let tokenizer = try SmolLM2.tokenizer()
        #expect(tokenizer.bytes(of: -1).isEmpty)
        #expect(tokenizer.bytes(of: 49_152).isEmpty)
        #expect(tokenizer.piece(.max).isEmpty)
        #expect(tokenizer.decode([.min, 19_556, 1 << 40, 905]) == "Hello world")
        #expect(tokenizer.kind(of: -1) == nil)
    }

    @Test func illFormedUTF8IsRepaired() throws {
        let tokenizer = try SmolLM2.tokenizer()
        #expect(tokenizer.encode(bytes: [0x61, 0xff, 0x62]) == tokenizer.encode("a\u{fffd}b"))
        #expect(tokenizer.encode(bytes: [0xf0, 0x9f]) == tokenizer.encode("\u{fffd}"))
    }

    @Test func aTokenizerServesManyThreads() throws {
        let tokenizer = try SmolLM2.tokenizer()
        let texts = (0..<64).map { "Text number \($0): déjà vu, 你好 and \(String(repeating: "x", count: $0))." }
        let expected = texts.map { tokenizer.encode($0) }
        DispatchQueue.concurrentPerform(iterations: 256) { i in
            #expect(tokenizer.encode(texts[i % 64]) == expected[i % 64])
        }
    }
}
