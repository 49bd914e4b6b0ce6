import Foundation
import Testing
import Tokenization

@Suite struct WordPieceTokenizerTests {
    private struct Expected: Decodable {
        var texts: [String]
        var ids: [[Int]]
    }

    private struct Splits: Decodable {
        struct Case: Decodable {
            var text: String
            var wordpiece: [Int]
        }
        var cases: [Case]
    }

    private static let made = Result {
        try WordPieceTokenizer(vocabularyText: String(contentsOfFile: modelFile("all-MiniLM-L6-v2/vocab.txt"), encoding: .utf8))
    }

    @Test func idsEqualThoseOfSentenceTransformers() throws {
        let tokenizer = try Self.made.get()
        let expected = try fixture("wordpiece.json", as: Expected.self)
        #expect(expected.texts.count == 20)
        for (text, ids) in zip(expected.texts, expected.ids) {
            #expect(tokenizer.encode(text, maxTokens: 256) == ids, "\(text.debugDescription)")
        }
    }

    @Test func idsOfOddTextEqualThoseOfTheReference() throws {
        let tokenizer = try Self.made.get()
        for expected in try fixture("splits.json", as: Splits.self).cases {
            #expect(tokenizer.encode(expected.text) == expected.wordpiece, "\(expected.text.debugDescription)")
        }
    }

    @Test func longTextIsCutBeforeTheEndToken() throws {
        let tokenizer = try Self.made.get()
        let text = String(repeating: "unaffable words, ", count: 50)
        let whole = tokenizer.encode(text)
        for limit in [2, 3, 4, 100] {
            let cut = tokenizer.encode(text, maxTokens: limit)
            #expect(cut == whole.prefix(limit - 1) + [102])
        }
        #expect(tokenizer.encode(text, maxTokens: whole.count) == whole)
        #expect(tokenizer.encode("[MASK][MASK][MASK]", maxTokens: 3) == [101, 103, 102])
        #expect(tokenizer.encode("", maxTokens: 2) == [101, 102])
    }

    @Test func wordsOfMoreThanAHundredCharactersAreUnknown() throws {
        let tokenizer = try Self.made.get()
        #expect(tokenizer.encode(String(repeating: "a", count: 100)) != [101, 100, 102])
        #expect(tokenizer.encode(String(repeating: "a", count: 101)) == [101, 100, 102])
    }

    @Test func windowsLineEndsInTheVocabularyMakeNoDifference() throws {
        let vocabulary = "[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\nhug\r\n##s\r\n"
        let tokenizer = try WordPieceTokenizer(vocabularyText: vocabulary)
        #expect(tokenizer.vocabularySize == 6)
        #expect(tokenizer.encode("Hugs, hug") == [2, 4, 5, 1, 4, 3])
    }
}
