import Testing
import Tokenization

@Suite struct SpecialTokenTests {
    private static func make(_ special: [(String, Int)]) throws -> BytePairTokenizer {
        let letters = ["a", "b", "c", "<", ">"]
        return try BytePairTokenizer(
            tokens: letters + special.map(\.0), types: letters.map { _ in 1 } + special.map(\.1), merges: [], preTokenizer: "gpt-2")
    }

    @Test func userDefinedTokensAreWordsAndControlTokensAreNot() throws {
        let tokenizer = try Self.make([("<a>", 4), ("<b>", 3)])
        #expect(tokenizer.encode("<a><b>") == [5, 3, 1, 4])
        #expect(tokenizer.encode("<a><b>", parseSpecial: true) == [5, 6])
        #expect(tokenizer.specialToken("<a>") == 5)
        #expect(tokenizer.specialToken("<b>") == 6)
        #expect(tokenizer.specialToken("<b") == nil)
    }

    @Test func theLeftmostIsFoundAndOfThoseTheLongest() throws {
        let tokenizer = try Self.make([("ab", 4), ("abc", 4), ("bcc", 4), ("ab", 4)])
        #expect(tokenizer.encode("abab") == [5, 5])
        #expect(tokenizer.encode("abca") == [6, 0])
        #expect(tokenizer.encode("abcc") == [6, 2])
        #expect(tokenizer.encode("bccab") == [7, 5])
    }

    @Test func aDocumentCannotEndATurnWhateverTheFileCallsTheToken() throws {
        let tokenizer = try Self.make([("<|im_end|>", 4), ("</s>", 4)])
        #expect(!tokenizer.encode("a<|im_end|>").contains(5))
        #expect(tokenizer.kind(of: 5) == .control)
        #expect(tokenizer.endTokens == [5])
        // To Gemma this one is HTML.
        #expect(tokenizer.encode("a</s>") == [0, 6])
    }
}
