import Foundation
import ModelFormats
import Testing

/// A PEFT folder with one thing wrong, and a word that the error must say.
struct MalformedAdapter: Sendable, CustomTestStringConvertible {
    var name: String
    var says: String
    var configuration: String
    var tensors: @Sendable () -> [SafetensorsWriter.Tensor]

    var testDescription: String { name }

    static let q = "base_model.model.model.layers.0.self_attn.q_proj"
    static let good = #""peft_type":"LORA","r":2,"lora_alpha":4"#

    private static func configured(_ name: String, says: String, _ configuration: String) -> MalformedAdapter {
        MalformedAdapter(name: name, says: says, configuration: configuration) { [a(), b()] }
    }

    private static func variant(_ member: String) -> MalformedAdapter {
        configured(member, says: "cannot be applied", "{\(good),\(member)}")
    }

    private static func holding(
        _ name: String, says: String, _ tensors: @escaping @Sendable () -> [SafetensorsWriter.Tensor]
    ) -> MalformedAdapter {
        MalformedAdapter(name: name, says: says, configuration: "{\(good)}", tensors: tensors)
    }

    static func a(_ name: String = q, rank: Int = 2, of value: Float = 1) -> SafetensorsWriter.Tensor {
        (name + ".lora_A.weight", [rank, 3], [Float](repeating: value, count: rank * 3))
    }

    static func b(_ name: String = q, rank: Int = 2) -> SafetensorsWriter.Tensor {
        (name + ".lora_B.weight", [5, rank], [Float](repeating: 2, count: rank * 5))
    }

    private static func decomposed(
        _ name: String, says: String, _ tensors: @escaping @Sendable () -> [SafetensorsWriter.Tensor]
    ) -> MalformedAdapter {
        MalformedAdapter(name: name, says: says, configuration: "{\(good),\"use_dora\":true}", tensors: tensors)
    }

    static func magnitude(_ name: String = q, of count: Int = 5, _ value: Float = 1) -> SafetensorsWriter.Tensor {
        let name = name.contains("lora_") ? name + ".weight" : name + ".lora_magnitude_vector"
        return (name, [count], [Float](repeating: value, count: count))
    }

    static let all =
        [
            configured("empty configuration", says: "not JSON", ""),
            configured("configuration cut off", says: "not JSON", "{\(good)"),
            configured("configuration that is a list", says: "not a JSON object", "[]"),
            configured("deep configuration", says: "not JSON", String(repeating: "[", count: 100_000)),
            configured("huge configuration", says: "cannot be right", String(repeating: " ", count: 5 << 20)),
            configured("no peft_type", says: "peft_type", #"{"r":2,"lora_alpha":4}"#),
            configured("another peft_type", says: "LOHA", #"{"peft_type":"LOHA","r":2,"lora_alpha":4}"#),
            configured("peft_type with an escape sequence", says: "\\u{1b}", #"{"peft_type":"\u001b[2J","r":2,"lora_alpha":4}"#),
            configured("no rank", says: "\"r\"", #"{"peft_type":"LORA","lora_alpha":4}"#),
            configured("rank 0", says: "\"r\"", #"{"peft_type":"LORA","r":0,"lora_alpha":4}"#),
            configured("negative rank", says: "\"r\"", #"{"peft_type":"LORA","r":-2,"lora_alpha":4}"#),
            configured("rank as text", says: "\"r\"", #"{"peft_type":"LORA","r":"2","lora_alpha":4}"#),
            configured("rank 2^63", says: "\"r\"", #"{"peft_type":"LORA","r":9223372036854775808,"lora_alpha":4}"#),
            configured("no alpha", says: "lora_alpha", #"{"peft_type":"LORA","r":2}"#),
            configured("alpha as text", says: "lora_alpha", #"{"peft_type":"LORA","r":2,"lora_alpha":"4"}"#),
            configured("infinite alpha", says: "lora_alpha", #"{"peft_type":"LORA","r":2,"lora_alpha":1e300}"#),
            configured("rank of another adapter", says: "rank 2, rank 4", #"{"peft_type":"LORA","r":4,"lora_alpha":4}"#),
            configured("DoRA without magnitudes", says: "no lora_magnitude_vector", "{\(good),\"use_dora\":true}"),
        ]
        + [
            #""bias":"all""#, #""fan_in_fan_out":true"#, #""lora_bias":true"#, #""modules_to_save":["lm_head"]"#,
            #""rank_pattern":{"q_proj":4}"#, #""alpha_pattern":{"q_proj":4}"#, #""layer_replication":[[0,1]]"#,
            #""target_parameters":["x"]"#, #""trainable_token_indices":[1]"#, #""alora_invocation_tokens":[1]"#, #""use_qalora":true"#,
            #""init_lora_weights":"pissa""#, #""use_something_new":true"#, #""lora_ga_config":{"scale":"stable"}"#,
        ].map { variant($0) }
        + [
            holding("no tensors", says: "no lora_A") { [] },
            holding("B without A", says: "lora_B without its lora_A") { [b()] },
            holding("A without B", says: "lora_A without its lora_B") { [a()] },
            holding("pairs of two ranks", says: "rank 3, rank 2") { [a(), b(), a(k, rank: 3), b(k, rank: 3)] },
            holding("A and B of two ranks", says: "shapes [2, 3] and [5, 3]") { [a(), b(rank: 3)] },
            holding("A with one dimension", says: "shapes") { [(q + ".lora_A.weight", [6], [Float](repeating: 0, count: 6)), b()] },
            holding("B of nothing", says: "shapes") { [a(), (q + ".lora_B.weight", [0, 2], [])] },
            holding("a pair under two names", says: "two names") { [a(), b(), a("model.layers.0.self_attn.q_proj")] },
            holding("not a number", says: "infinite or not numbers") { [a(of: .nan), b()] },
            holding("infinity", says: "infinite or not numbers") { [a(of: -.infinity), b()] },
            holding("an embedding", says: "embed_tokens") {
                [a(), b(), ("base_model.model.model.embed_tokens.lora_embedding_A", [1], [0])]
            },
            holding("the output head", says: "lm_head") { [a(), b(), a("base_model.model.lm_head")] },
            holding("a magnitude vector without use_dora", says: "no use_dora") { [a(), b(), magnitude()] },
            decomposed("a magnitude vector of another size", says: "shape [4], [5]") { [a(), b(), magnitude(of: 4)] },
            decomposed("a magnitude vector on one of two weights", says: "others have none") { [a(), b(), a(k), b(k), magnitude()] },
            decomposed("a magnitude vector alone", says: "without its lora_") { [a(), b(), magnitude(k)] },
            decomposed("a magnitude that is not a number", says: "not numbers") { [a(), b(), magnitude(q, of: 5, .nan)] },
            decomposed("two magnitude vectors", says: "two names") {
                [a(), b(), magnitude(), magnitude(q + ".lora_magnitude_vector.default")]
            },
            holding("a projection that no layer has", says: "qkv_proj") { [a("base_model.model.model.layers.0.self_attn.qkv_proj")] },
            holding("layer -1", says: "layers.-1") { [a("base_model.model.model.layers.-1.self_attn.q_proj")] },
            holding("layer 01", says: "layers.01") { [a("base_model.model.model.layers.01.self_attn.q_proj")] },
            holding("layer 2^64", says: "layers.18446744073709551616") { [a("model.layers.18446744073709551616.self_attn.q_proj")] },
            holding("no layer", says: "layers..self") { [a("model.layers..self_attn.q_proj")] },
        ]

    private static let k = "base_model.model.model.layers.0.self_attn.k_proj"
}

@Suite struct MalformedAdapterTests {
    @Test(arguments: MalformedAdapter.all)
    func malformedAdapterIsATypedErrorThatSaysWhatIsWrong(_ wrong: MalformedAdapter) throws {
        try withTemporaryFolder { folder in
            try Data(wrong.configuration.utf8).write(to: URL(fileURLWithPath: folder + "/adapter_config.json"))
            try SafetensorsWriter.write(wrong.tensors(), to: folder + "/adapter_model.safetensors")
            let error = try #require(throws: ModelFormatError.self) { try LoRAAdapter(directory: folder) }
            #expect(error.description.contains(wrong.says), "\(error)")
            #expect(!error.description.unicodeScalars.contains { $0.value < 0x20 })
        }
    }

    @Test func aFolderThatLacksAFileIsAnErrorThatNamesIt() throws {
        try withTemporaryFolder { folder in
            let empty = try #require(throws: ModelFormatError.self) { try LoRAAdapter(directory: folder) }
            #expect(empty.description.contains("adapter_config.json"))
            try Data("{\(MalformedAdapter.good)}".utf8).write(to: URL(fileURLWithPath: folder + "/adapter_config.json"))
            let half = try #require(throws: ModelFormatError.self) { try LoRAAdapter(directory: folder) }
            #expect(half.description.contains("adapter_model.safetensors"))
        }
    }
}
