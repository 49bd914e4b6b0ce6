import Testing
import Tokenization

/// The rules after GPT-2's, against the expressions of the models' own `tokenizer.json` as the library tokenizers runs them.
@Suite struct ModernSplittingTests {
    private struct Splits: Decodable {
        var tokens: [String]
        var merges: [String]
        var texts: [String]
        /// By rule, for each text.
        var ids: [String: [[Int]]]

        func tokenizer(_ rule: String) throws -> BytePairTokenizer {
            try BytePairTokenizer(tokens: tokens, types: [], merges: merges, preTokenizer: rule)
        }
    }

    private static let splits = Result { try fixture("splits-modern.json", as: Splits.self) }

    @Test(arguments: [
        "llama-bpe", "qwen2", "qwen35", "minicpm5", "seed-coder", "ufakzeka", "laguna", "gpt-4o", "tekken", "deepseek-v3",
        "deepseek-coder", "deepseek-llm", "falcon", "bloom", "viking",
    ])
    func everyRuleSplitsAsItsRegularExpressionsDo(rule: String) throws {
        let splits = try Self.splits.get()
        let tokenizer = try splits.tokenizer(rule)
        let expected = try #require(splits.ids[rule])
        for (text, ids) in zip(splits.texts, expected) {
            #expect(tokenizer.encode(text) == ids, "\(text.debugDescription)")
            #expect(same(tokenizer.decode(ids), text))
        }
    }

    @Test(arguments: [
        ("llama3", "llama-bpe"), ("dbrx", "minicpm5"), ("stablelm2", "qwen2"), ("llama4", "gpt-4o"), ("hunyuan-dense", "deepseek-v3"),
    ])
    func otherNamesStandForTheSameRules(name: String, other: String) throws {
        let splits = try Self.splits.get()
        let text = "Don't split 1234 tokens\n\n or_words"
        // The last two differ only in which pieces are looked up whole, and in what precedes numbers.
        #expect(try splits.tokenizer(name).encode(text) == splits.tokenizer(other).encode(text))
    }

    @Test func someRulesTakeAPieceThatIsATokenWhole() throws {
        // "ab" is a token that no merge makes.
        func encode(_ rule: String) throws -> [Int] {
            try BytePairTokenizer(tokens: ["a", "b", "ab"], types: [], merges: [], preTokenizer: rule).encode("ab")
        }
        #expect(try encode("llama-bpe") == [2])
        #expect(try encode("tekken") == [2])
        #expect(try encode("qwen2") == [0, 1])
    }

    @Test func theRuleTellsWhetherTextsBeginWithATokenWhenTheFileDoesNot() throws {
        func adds(_ rule: String, _ flag: Bool? = nil, begin: Int? = 0) throws -> Bool {
            let tokenizer = try BytePairTokenizer(
                tokens: ["<s>", "a"], types: [3, 1], merges: [], preTokenizer: rule, beginToken: begin, addsBeginToken: flag)
            return tokenizer.addsBeginToken
        }
        #expect(try adds("llama-bpe"))
        #expect(try adds("tekken"))
        #expect(try !adds("llama-bpe", false))
        #expect(try !adds("llama-bpe", begin: nil))
        #expect(try !adds("qwen2"))
        #expect(try adds("qwen2", true))
    }
}
