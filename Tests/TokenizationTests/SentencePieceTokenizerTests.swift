import Testing
import Tokenization

@Suite struct SentencePieceTokenizerTests {
    struct Vocabulary: Decodable {
        var tokens: [String]
        var scores: [Float]
        var types: [Int]
        var texts: [String]
        /// With a space before each text, and without.
        var prefixed: [[Int]]
        var plain: [[Int]]

        func tokenizer(addsSpacePrefix: Bool) throws -> SentencePieceTokenizer {
            try SentencePieceTokenizer(
                tokens: tokens, scores: scores, types: types, beginToken: 1, endToken: 2, addsSpacePrefix: addsSpacePrefix)
        }
    }

    private let vocabulary: Vocabulary
    private let prefixed: SentencePieceTokenizer
    private let plain: SentencePieceTokenizer

    init() throws {
        vocabulary = try fixture("sentencepiece.json")
        prefixed = try vocabulary.tokenizer(addsSpacePrefix: true)
        plain = try vocabulary.tokenizer(addsSpacePrefix: false)
    }

    @Test func idsEqualThoseOfSentencePiece() {
        for (i, text) in vocabulary.texts.enumerated() {
            #expect(prefixed.encode(text) == vocabulary.prefixed[i], "\(text.debugDescription)")
            #expect(plain.encode(text) == vocabulary.plain[i], "\(text.debugDescription)")
            // What a text spells with ▁ becomes a space.
            guard !text.unicodeScalars.contains("\u{2581}") else { continue }
            #expect(same(prefixed.decode(vocabulary.prefixed[i]), text), "\(text.debugDescription)")
            #expect(same(plain.decode(vocabulary.plain[i]), text), "\(text.debugDescription)")
        }
    }

    @Test func anyTextIsGivenBack() {
        var random = SeededGenerator(seed: 8)
        for _ in 0..<5_000 {
            let text = randomText(40, &random)
            #expect(same(prefixed.decode(prefixed.encode(text)), text), "\(text.debugDescription)")
            #expect(same(plain.decode(plain.encode(text)), text), "\(text.debugDescription)")
        }
    }

    @Test func controlTokensAreParsedOnlyWhenAsked() {
        #expect(plain.encode("<s>the") == plain.encode("<s") + plain.encode(">the"))
        #expect(plain.encode("<s>the</s>", parseSpecial: true) == [1] + plain.encode("the") + [2])
        #expect(plain.specialToken("<s>") == 1)
        #expect(plain.specialToken("the") == nil)
        #expect(plain.endTokens == [2])
        #expect(plain.beginToken == 1 && plain.addsBeginToken)
    }

    @Test func userDefinedTokensAreFoundInAnyText() throws {
        let table = try #require(plain.specialToken("<table>"))
        #expect(plain.encode("<table>the") == [table] + plain.encode("the"))
        // No space comes before one or after it, but where the text begins.
        let space = try #require(prefixed.encode("\u{7}").first)
        #expect(prefixed.encode("<table>x") == [space, table] + plain.encode("x"))
        #expect(plain.bytes(of: try #require(plain.specialToken("  "))) == [0x20, 0x20])
    }

    @Test func aSpaceComesBeforeTheTextAndAfterControlTokens() {
        #expect(prefixed.encode("the") == plain.encode(" the"))
        #expect(prefixed.encode("the<s>the", parseSpecial: true) == plain.encode(" the") + [1] + plain.encode(" the"))
        #expect(prefixed.encode("").isEmpty)
        #expect(prefixed.encode(" the") == plain.encode("  the"))
    }

    @Test func textThatContinuesOtherTextGetsNoSpace() {
        #expect(prefixed.encode("the", parseSpecial: false, continuing: true) == plain.encode("the"))
        let parsed = prefixed.encode("the<s>the", parseSpecial: true, continuing: true)
        #expect(parsed == plain.encode("the") + [1] + plain.encode(" the"))
        #expect(prefixed.encode("<s>the", parseSpecial: true, continuing: true) == [1] + plain.encode(" the"))
    }

    @Test func theSpaceIsDroppedAtTheStartOnly() {
        let ids = prefixed.encode("the") + prefixed.encode("the")
        #expect(prefixed.decode(ids) == "the the")
        #expect(prefixed.decode([1] + ids, skippingSpecial: true) == "the the")
        #expect(prefixed.piece(ids[0]) == " the")
        #expect(plain.decode(plain.encode(" the")) == " the")
    }

    @Test func streamedTextEqualsTheWhole() {
        var random = SeededGenerator(seed: 9)
        for tokenizer in [prefixed, plain] {
            for _ in 0..<1_000 {
                let ids = (0..<12).map { _ in Int.random(in: 0..<tokenizer.vocabularySize, using: &random) }
                var decoder = StreamingDecoder(tokenizer)
                let streamed = ids.map { decoder.append($0) }.joined() + decoder.finish()
                #expect(same(streamed, tokenizer.decode(ids)), "\(ids)")
            }
        }
    }

    @Test func longRunsMergeLikeShortOnes() {
        for text in ["a", "ab", "the ", "\u{1f600}", "<", "x\n"] {
            #expect(plain.decode(plain.encode(String(repeating: text, count: 20_000))).utf8.count == text.utf8.count * 20_000)
        }
    }

    @Test func idsBeyondTheVocabularyAreNoText() {
        #expect(plain.bytes(of: -1).isEmpty)
        #expect(plain.bytes(of: plain.vocabularySize).isEmpty)
        #expect(plain.kind(of: .max) == nil)
    }
}
