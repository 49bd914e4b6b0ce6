import Testing
import Tokenization

@Suite struct MalformedVocabularyTests {
    private static func make(
        _ tokens: [String] = ["a", "b", "ab", "<s>"], _ types: [Int] = [1, 1, 1, 3], _ merges: [String] = ["a b"], begin: Int? = nil,
        end: Int? = nil
    ) throws -> BytePairTokenizer {
        try BytePairTokenizer(tokens: tokens, types: types, merges: merges, preTokenizer: "gpt-2", beginToken: begin, endToken: end)
    }

    @Test func aSmallVocabularyWorks() throws {
        let tokenizer = try Self.make()
        #expect(tokenizer.encode("abba ab") == [2, 1, 0, 2])
        #expect(tokenizer.encode("<s>ab", parseSpecial: true) == [3, 2])
    }

    @Test(arguments: [
        ("no tokens", [], [], []), ("fewer types than tokens", ["a", "b"], [1], []), ("more types than tokens", ["a"], [1, 1], []),
        ("type 0", ["a"], [0], []), ("type 7", ["a"], [7], []), ("type -1", ["a"], [-1], []), ("empty token", ["a", ""], [1, 1], []),
        ("merge without a space", ["a", "b", "ab"], [], ["ab"]), ("empty merge", ["a"], [], [""]), ("merge of a space", ["a"], [], [" "]),
        ("merge with nothing left", ["a"], [], [" a"]), ("merge with nothing right", ["a"], [], ["a "]),
        ("merge of three", ["a", "aa", "aaa"], [], ["a a a"]), ("merge of an unknown token", ["a", "ab"], [], ["a b"]),
        ("merge into an unknown token", ["a", "b"], [], ["a b"]), ("merge outside of the alphabet", ["a", "字", "a字"], [], ["a 字"]),
    ])
    func contradictionsAreTypedErrors(name: String, tokens: [String], types: [Int], merges: [String]) throws {
        let error = try #require(throws: TokenizationError.self) { try Self.make(tokens, types, merges) }
        guard case .malformedVocabulary = error else {
            Issue.record("\(name): \(error)")
            return
        }
    }

    @Test func tokensThatBeginOrEndMustExist() {
        #expect(throws: TokenizationError.self) { try Self.make(begin: 4) }
        #expect(throws: TokenizationError.self) { try Self.make(begin: -1) }
        #expect(throws: TokenizationError.self) { try Self.make(end: .max) }
    }

    @Test func equalTokensAndMergesDoNotConfuse() throws {
        let tokenizer = try Self.make(["a", "b", "ab", "a"], [1, 1, 1, 1], ["a b", "a b"])
        #expect(tokenizer.encode("ab") == [2])
        #expect(tokenizer.decode([0, 3]) == "aa")
    }

    @Test func tokensThatDifferOnlyInCompositionAreTwo() throws {
        // "é" composed (U+00E9, the byte E9 in the alphabet) and decomposed are equal Swift strings.
        let tokenizer = try BytePairTokenizer(tokens: ["\u{e9}", "e\u{301}"], types: [1, 4], merges: [], preTokenizer: "gpt-2")
        #expect(tokenizer.bytes(of: 0) == [0xe9])
        #expect(tokenizer.encode("e\u{301}", parseSpecial: true) == [1])
    }

    @Test(arguments: ["", "\n", "[CLS]\n[SEP]\n", "[UNK]\n[CLS]\nfoo", "[UNK]\u{2028}[CLS]\u{2028}[SEP]"])
    func aWordPieceVocabularyNeedsItsSpecialTokens(text: String) {
        #expect(throws: TokenizationError.self) { try WordPieceTokenizer(vocabularyText: text) }
    }
}
