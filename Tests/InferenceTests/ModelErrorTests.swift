import Foundation
import Inference
import ModelFormats
import Testing
import Tokenization

/// A file that cannot be run is an error that says why; nothing traps.
@Suite struct ModelErrorTests {
    private func failure(_ tiny: TinyModel) throws -> String {
        let path = try tiny.write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        do {
            _ = try LanguageModel(path: path)
            return "loaded"
        } catch {
            return "\(error)"
        }
    }

    @Test func anUnknownArchitectureIsNamedWithThoseThatAreSupported() throws {
        let message = try failure(TinyModel(architecture: "mamba"))
        #expect(message.contains("\"mamba\"") && message.contains("llama"))
    }

    @Test(arguments: [
        ("llama.attention.head_count", 0, "head_count is 0"),
        ("llama.attention.head_count", 3, "cannot share 2"),
        ("llama.attention.head_count", 5_000_000, "head_count is 5000000"),
        ("llama.attention.head_count_kv", 0, "head_count_kv is 0"),
        ("llama.attention.head_count_kv", 3, "cannot share 3"),
        ("llama.attention.key_length", 24, "24 wide"),
        ("llama.attention.value_length", 32, "value_length is 32"),
        ("llama.rope.dimension_count", 8, "rope.dimension_count is 8"),
        ("llama.block_count", 3, "blk.2."),
        ("llama.block_count", 0, "block_count is 0"),
        ("llama.embedding_length", 128, "rows should be 128 wide"),
        ("llama.feed_forward_length", 97, "[97, 64]"),
        ("llama.feed_forward_length", 0, "feed_forward_length is 0"),
        ("llama.context_length", 0, "context_length is 0"),
    ]) func impossibleSizesAreErrors(key: String, value: Int, word: String) throws {
        let message = try failure(TinyModel(changes: [key: .uint32(value)]))
        #expect(message.contains(word), "\(message)")
    }

    @Test func missingOrForeignMetadataAreErrors() throws {
        for key in ["llama.block_count", "llama.embedding_length", "llama.attention.layer_norm_rms_epsilon", "tokenizer.ggml.tokens"] {
            #expect(try failure(TinyModel(changes: [key: GGUFWriter.Value?.none])).contains(key))
        }
        #expect(try failure(TinyModel(changes: ["llama.block_count": .string("two")])).contains("llama.block_count"))
        #expect(try failure(TinyModel(changes: ["llama.rope.scaling.type": .string("longrope")])).contains("\"longrope\""))
        #expect(try failure(TinyModel(changes: ["llama.rope.scaling.type": .string("yarn")])).contains("factor is 0.0, for YaRN"))
        #expect(try failure(TinyModel(changes: ["tokenizer.ggml.model": .string("bert")])).contains("bert"))
        #expect(try failure(TinyModel(changes: ["llama.attention.layer_norm_rms_epsilon": .float32(.nan)])).contains("norm epsilon"))
    }

    @Test(arguments: [
        ("llama", "llama.expert_count", 8), ("llama", "llama.attn_logit_softcapping", 50), ("llama", "llama.attention.sliding_window", 48),
        ("llama", "llama.attention.clamp_kqv", 8), ("llama", "llama.something_new", 0), ("qwen2", "qwen2.attention.scale", 2),
        ("qwen3", "qwen3.rope.scaling.yarn_log_multiplier", 1), ("gemma3", "gemma3.final_logit_softcapping", 30),
    ]) func metadataThatWouldChangeTheScoresAreNamed(architecture: String, key: String, value: Int) throws {
        let message = try failure(TinyModel(architecture: architecture, changes: [key: .uint32(value)]))
        #expect(message.contains(key) && message.contains("not computed here"), "\(message)")
    }

    @Test func metadataThatChangeNothingAreTaken() throws {
        let neutral: [String: GGUFWriter.Value?] = [
            "llama.expert_count": .uint32(0), "llama.attn_logit_softcapping": .float32(0), "llama.attention.sliding_window": .uint32(600),
            "llama.vocab_size": .uint32(264), "llama.logit_scale": .float32(1),
        ]
        #expect(try failure(TinyModel(changes: neutral)) == "loaded")
    }

    @Test(arguments: [
        ("llama", "blk.0.ffn_gate_inp.weight"), ("llama", "blk.1.attn_output.bias"), ("llama", "blk.1.attn_q_norm.weight"),
        ("llama", "blk.2.attn_norm.weight"), ("llama", "blk.1.attn_q.bias"), ("llama", "output.bias"),
        ("llama", "rope_factors_long.weight"),
        ("qwen2", "blk.0.attn_k_norm.weight"), ("qwen3", "blk.0.post_ffw_norm.weight"), ("gemma3", "blk.1.ffn_up.bias"),
    ]) func tensorsThatAreNotComputedAreNamed(architecture: String, name: String) throws {
        let message = try failure(TinyModel(architecture: architecture, additions: [name: 64]))
        #expect(message.contains(name) && message.contains("not computed here"), "\(message)")
    }

    @Test(arguments: [
        ("qwen2", "blk.1.attn_v.bias"), ("qwen3", "blk.0.attn_q_norm.weight"), ("gemma3", "blk.1.post_attention_norm.weight"),
    ]) func aMissingPartOfAnArchitectureIsNamed(architecture: String, name: String) throws {
        #expect(try failure(TinyModel(architecture: architecture, missing: [name])).contains(name))
    }

    @Test func aWindowAndFactorsTogetherAreAnError() throws {
        let message = try failure(TinyModel(architecture: "gemma3", additions: ["rope_freqs.weight": 8]))
        #expect(message.contains("sliding window"))
    }

    @Test func aVocabularyOfAnotherSizeIsAnError() throws {
        let message = try failure(TinyModel(changes: ["tokenizer.ggml.tokens": .strings(Array(TinyModel.tokens.dropLast()))]))
        #expect(message.contains("263 tokens") && message.contains("264 rows"))
    }

    @Test(arguments: ["token_embd.weight", "output_norm.weight", "blk.1.attn_k.weight", "blk.0.ffn_norm.weight"])
    func aMissingTensorIsNamed(name: String) throws {
        #expect(try failure(TinyModel(missing: [name])).contains(name))
    }

    @Test func aCutFileIsAnErrorWhereverItIsCut() throws {
        let path = try TinyModel(layers: 1, type: .q4_1).write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        for length in stride(from: 0, to: bytes.count, by: bytes.count / 60) {
            try bytes.prefix(length).write(to: URL(fileURLWithPath: path))
            #expect(throws: ModelFormatError.self) { try LanguageModel(path: path) }
        }
    }

    @Test func aModelWithoutAChatTemplateRunsAndSaysSoWhenAskedForIt() throws {
        let path = try TinyModel(template: nil).write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let model = try LanguageModel(path: path)
        #expect(try model.logits([1, 2]).count == 264)
        #expect(throws: TokenizationError.self) { try model.template }
    }

    @Test func theConfigurationIsWhatTheFileStates() throws {
        let path = try TinyModel(type: .q4_0).write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let model = try LanguageModel(path: path)
        let c = model.configuration
        #expect((c.layers, c.width, c.heads, c.keyValueHeads, c.headWidth, c.feedForward) == (2, 64, 4, 2, 16, 96))
        #expect((c.vocabulary, c.context, c.tied, c.architecture) == (264, 600, true, "llama"))
        #expect(model.name == "tiny" && model.quantization == "Q4_0")
        #expect(try model.template.family == .chatML)
    }
}
