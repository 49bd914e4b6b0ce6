import Foundation
import ModelFormats
import Testing
import Tokenization

private let gemmaPath = modelPath("gemma-3-270m-q4_k_m.gguf")

/// The real vocabulary of Gemma 3, where its model file is: `make models` does not fetch it.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: gemmaPath)))
struct GemmaTokenizerTests {
    private struct Tokenized: Decodable {
        struct Case: Decodable {
            var text: String
            var ids: [Int]
            var idsParseSpecial: [Int]
        }
        var cases: [Case]
    }

    @Test func idsEqualThoseOfLlamaCpp() throws {
        let file = try GGUFFile(path: gemmaPath)
        let tokenizer = try SentencePieceTokenizer(
            tokens: file.strings("tokenizer.ggml.tokens"), scores: file.floats("tokenizer.ggml.scores"),
            types: file.ints("tokenizer.ggml.token_type"), beginToken: file.int("tokenizer.ggml.bos_token_id"),
            endToken: file.int("tokenizer.ggml.eos_token_id"), addsBeginToken: file.bool("tokenizer.ggml.add_bos_token"),
            addsSpacePrefix: file.bool("tokenizer.ggml.add_space_prefix"))
        let cases = try fixture("gemma.json", as: Tokenized.self).cases
        #expect(cases.count == 49)
        for expected in cases {
            #expect(tokenizer.encode(expected.text) == expected.ids, "\(expected.text.debugDescription)")
            #expect(tokenizer.encode(expected.text, parseSpecial: true) == expected.idsParseSpecial, "\(expected.text.debugDescription)")
            #expect(same(tokenizer.decode(expected.ids), expected.text))
        }
        #expect(tokenizer.endTokens == [1, 106])
        #expect(tokenizer.addsBeginToken && tokenizer.beginToken == 2)
    }
}
