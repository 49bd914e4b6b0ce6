import Testing
import Tokenization

@Suite struct MalformedPiecesTests {
    private static let bytes = (0..<256).map { "<0x" + (String($0 >> 4, radix: 16) + String($0 & 15, radix: 16)).uppercased() + ">" }

    /// The vocabulary of `pieces` after the 256 bytes, one change away from a sound one.
    private static func make(
        _ pieces: [String] = ["a", "b", "ab", "<s>"], scores: [Float] = [0, 0, 1, 0], types: [Int] = [1, 1, 1, 3], begin: Int? = nil,
        bytes: [String] = bytes
    ) throws -> SentencePieceTokenizer {
        try SentencePieceTokenizer(
            tokens: bytes + pieces, scores: bytes.map { _ in 0 } + scores, types: bytes.map { _ in 6 } + types, beginToken: begin,
            addsSpacePrefix: false)
    }

    @Test func aSmallVocabularyWorks() throws {
        let tokenizer = try Self.make()
        #expect(tokenizer.encode("abba\u{e9}") == [258, 257, 256, 0xc3, 0xa9])
        #expect(tokenizer.encode("<s>ab", parseSpecial: true) == [259, 258])
        #expect(tokenizer.kind(of: 0xc3) == .byte)
    }

    @Test func theHighestScoreIsJoinedFirstAndOfEqualOnesTheLeftmost() throws {
        func encode(_ text: String, _ first: Float, _ second: Float) throws -> [Int] {
            try Self.make(["a", "b", "c", "ab", "bc"], scores: [0, 0, 0, first, second], types: [1, 1, 1, 1, 1]).encode(text)
        }
        #expect(try encode("abc", -1, -2) == [259, 258])
        #expect(try encode("abc", -2, -1) == [256, 260])
        #expect(try encode("abc", 2, 1) == [259, 258])
        #expect(try encode("abc", 0, -0.0) == [259, 258])
        #expect(try encode("abc", -0.0, 0) == [259, 258])
        #expect(try encode("abc", -.infinity, -3e38) == [256, 260])
    }

    @Test func partsOfAPieceNeedNotBePieces() throws {
        #expect(try Self.make(["字画"], scores: [0], types: [1]).encode("字画") == [256])
    }

    @Test(
        arguments: [
            ("fewer scores than tokens", ["a", "b"], [0], [1, 1]), ("more scores than tokens", ["a"], [0, 0], [1]),
            ("a score that is no number", ["a"], [.nan], [1]), ("fewer types than tokens", ["a", "b"], [0, 0], [1]),
            ("type 0", ["a"], [0], [0]), ("type 7", ["a"], [0], [7]), ("empty piece", [""], [0], [1]),
            ("byte spelled as text", ["a"], [0], [6]),
            ("byte with one digit", ["<0x0>"], [0], [6]), ("byte with a sign", ["<0x+1>"], [0], [6]),
        ] as [(String, [String], [Float], [Int])])
    func contradictionsAreTypedErrors(name: String, pieces: [String], scores: [Float], types: [Int]) throws {
        let error = try #require(throws: TokenizationError.self) { try Self.make(pieces, scores: scores, types: types) }
        guard case .malformedVocabulary = error else {
            Issue.record("\(name): \(error)")
            return
        }
    }

    @Test func everyByteNeedsAToken() throws {
        let error = try #require(throws: TokenizationError.self) { try Self.make(bytes: Array(Self.bytes.dropFirst(10))) }
        #expect(error == .malformedVocabulary(problem: "it lacks 10 of the 256 tokens for single bytes"))
        #expect(throws: TokenizationError.self) { try SentencePieceTokenizer(tokens: [], scores: [], types: []) }
        #expect(throws: TokenizationError.self) { try SentencePieceTokenizer(tokens: ["a"], scores: [0], types: []) }
    }

    @Test func tokensThatBeginMustExist() {
        #expect(throws: TokenizationError.self) { try Self.make(begin: 260) }
    }
}
