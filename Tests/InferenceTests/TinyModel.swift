import Foundation
import ModelFormats

/// A small random model written as a GGUF file, and what a test may change about it to make it wrong.
struct TinyModel {
    var architecture = "llama"
    var layers = 2
    var width = 64
    var heads = 4
    var keyValueHeads = 2
    var feedForward = 96
    var context = 600
    var type = TensorType.f32
    /// The type of the embedding table, which is the output head too.
    var tableType: TensorType?
    /// Types of single linear weights, such as "ffn_down", that differ from `type`.
    var types: [String: TensorType] = [:]
    var template: String? = """
        {% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}\
        {% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}
        """
    /// Layers of gemma3 that see no more than this many positions; every other one does.
    var window = 48
    /// Applied to the metadata before they are written; nil removes the key.
    var changes: [String: GGUFWriter.Value?] = [:]
    /// Vectors of these widths besides.
    var additions: [String: Int] = [:]
    /// Tensors that are left out.
    var missing: Set<String> = []

    static let specials = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    static let merges = ["t h", "th e", "i n", "a n", "Ġ the"]

    /// GPT-2's spelling of the bytes, then the merged pieces, then the special tokens.
    static let tokens: [String] = {
        var spelled = [Int: String]()
        let printable = Array(33...126) + Array(161...172) + Array(174...255)
        for byte in printable { spelled[byte] = String(UnicodeScalar(UInt8(byte))) }
        for (i, byte) in (0...255).filter({ spelled[$0] == nil }).enumerated() { spelled[byte] = String(UnicodeScalar(UInt32(256 + i))!) }
        return (0...255).map { spelled[$0]! } + merges.map { $0.replacing(" ", with: "") } + specials
    }()

    static var vocabulary: Int { tokens.count }

    /// Writes the model to a new file in the temporary folder and returns its path. Given the path of a model written before, its numbers
    /// are stored instead of new ones, as floats.
    func write(numbersOf other: String? = nil) throws -> String {
        let vocabulary = Self.vocabulary
        var metadata: [String: GGUFWriter.Value] = [
            "general.architecture": .string(architecture),
            "general.name": .string("tiny"),
            "\(architecture).block_count": .uint32(layers),
            "\(architecture).embedding_length": .uint32(width),
            "\(architecture).attention.head_count": .uint32(heads),
            "\(architecture).attention.head_count_kv": .uint32(keyValueHeads),
            "\(architecture).feed_forward_length": .uint32(feedForward),
            "\(architecture).context_length": .uint32(context),
            "\(architecture).attention.layer_norm_rms_epsilon": .float32(1e-5),
            "\(architecture).rope.freq_base": .float32(10_000),
            "tokenizer.ggml.model": .string("gpt2"),
            "tokenizer.ggml.pre": .string("gpt-2"),
            "tokenizer.ggml.tokens": .strings(Self.tokens),
            "tokenizer.ggml.token_type": .int32s(Self.tokens.map { Self.specials.contains($0) ? 3 : 1 }),
            "tokenizer.ggml.merges": .strings(Self.merges),
            "tokenizer.ggml.eos_token_id": .uint32(vocabulary - 1),
        ]
        if architecture == "gemma3" {
            metadata["gemma3.attention.sliding_window"] = .uint32(window)
            metadata["gemma3.attention.sliding_window_pattern"] = .uint32(2)
            metadata["gemma3.rope.freq_base"] = .float32(100_000)
        }
        if let template { metadata["tokenizer.chat_template"] = .string(template) }
        for (key, value) in changes { metadata[key] = value }

        var random = TestRandom(7)
        let headWidth = width / max(1, heads)
        var tensors = [random.tensor("token_embd.weight", [vocabulary, width], tableType ?? type)]
        tensors.append(random.norm("output_norm.weight", width))
        for layer in 0..<layers {
            let shapes = [
                ("attn_q", [heads * headWidth, width]), ("attn_k", [keyValueHeads * headWidth, width]),
                ("attn_v", [keyValueHeads * headWidth, width]), ("attn_output", [width, heads * headWidth]),
                ("ffn_gate", [feedForward, width]), ("ffn_up", [feedForward, width]), ("ffn_down", [width, feedForward]),
            ]
            tensors += shapes.map { random.tensor("blk.\(layer).\($0.0).weight", $0.1, types[$0.0] ?? type) }
            let isGemma = architecture == "gemma3"
            let norms = ["attn_norm", "ffn_norm"] + (isGemma ? ["post_attention_norm", "post_ffw_norm"] : [])
            tensors += norms.map { random.norm("blk.\(layer).\($0).weight", width) }
            if isGemma || architecture == "qwen3" {
                tensors += ["attn_q_norm", "attn_k_norm"].map { random.norm("blk.\(layer).\($0).weight", headWidth) }
            }
            if architecture == "qwen2" {
                let widths = [("attn_q", heads * headWidth), ("attn_k", keyValueHeads * headWidth), ("attn_v", keyValueHeads * headWidth)]
                tensors += widths.map { random.norm("blk.\(layer).\($0.0).bias", $0.1) }
            }
        }
        for (name, width) in additions.sorted(by: { $0.key < $1.key }) { tensors.append(random.norm(name, width)) }
        if let other {
            let file = try GGUFFile(path: other)
            tensors = try tensors.map { $0.type == .f32 ? $0 : .init(try file.tensor($0.name)) }
        }
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("tiny-\(UUID().uuidString).gguf").path
        try GGUFWriter.write(metadata, tensors.filter { !missing.contains($0.name) }, to: path)
        return path
    }
}

/// Splitmix64: the same models, scores and texts on every run.
struct TestRandom: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// From −1 up to 1.
    mutating func number() -> Float { Float(next() >> 40) / Float(1 << 23) - 1 }

    mutating func norm(_ name: String, _ width: Int) -> GGUFWriter.Tensor {
        let values = (0..<width).map { _ in 1 + 0.3 * number() }
        return .init(name: name, shape: [width], type: .f32, bytes: values.flatMap { GGUFWriter.bytes($0.bitPattern) })
    }

    /// Random codes under scales that keep the sums of a row near 1.
    mutating func tensor(_ name: String, _ shape: [Int], _ type: TensorType) -> GGUFWriter.Tensor {
        let size = 1.5 / Float(shape[1]).squareRoot()
        let count = shape[0] * shape[1]
        var bytes: [UInt8] = []
        func half(_ value: Float) -> [UInt8] { GGUFWriter.bytes(Float16(value).bitPattern) }
        switch type {
        case .f32: for _ in 0..<count { bytes += GGUFWriter.bytes((number() * size).bitPattern) }
        case .f16: for _ in 0..<count { bytes += half(number() * size) }
        case .bf16: for _ in 0..<count { bytes += GGUFWriter.bytes(UInt16((number() * size).bitPattern >> 16)) }
        case .q8_0, .q4_0, .q4_1:
            for _ in 0..<count / 32 {
                bytes += half(size * (0.7 + 0.3 * number()) / (type == .q8_0 ? 100 : 7))
                if type == .q4_1 { bytes += half(-size * (0.9 + 0.1 * number())) }
                for _ in 0..<(type == .q8_0 ? 32 : 16) { bytes.append(UInt8(truncatingIfNeeded: next())) }
            }
        case .q5_0, .q5_1, .iq4_nl, .q2_K, .q3_K, .q4_K, .q5_K, .q6_K:
            // Where a block's halves stand; the largest number under a scale of 1; and under a minimum of 1.
            let (places, largest, minimum): ([Int], Float, Float) =
                switch type {
                case .q5_0: ([0], 16, 0)
                case .q5_1: ([0, 2], 16, -1)
                case .iq4_nl: ([0], 127, 0)
                case .q2_K: ([80, 82], 24, 8)
                case .q3_K: ([108], 4 * 32, 0)
                case .q4_K: ([0, 2], 8 * 40, 40)
                case .q5_K: ([0, 2], 16 * 40, 40)
                default: ([208], 32 * 128, 0)
                }
            for _ in 0..<count / type.blockSize {
                var block = (0..<type.bytesPerBlock).map { _ in UInt8(truncatingIfNeeded: next()) }
                let scales = [1 / largest, minimum == 0 ? 0 : 1 / minimum].map { size * (0.9 + 0.1 * number()) * $0 }
                for (place, scale) in zip(places, scales) { block.replaceSubrange(place..<place + 2, with: half(scale)) }
                bytes += block
            }
        }
        return .init(name: name, shape: shape, type: type, bytes: bytes)
    }
}

/// As much of the GGUF format as a test model needs (version 3, little-endian).
enum GGUFWriter {
    enum Value {
        case uint32(Int), float32(Float), string(String), strings([String]), int32s([Int])
    }

    struct Tensor {
        let name: String
        /// Outermost first.
        let shape: [Int]
        let type: TensorType
        let bytes: [UInt8]

        init(name: String, shape: [Int], type: TensorType, bytes: [UInt8]) {
            self.name = name
            self.shape = shape
            self.type = type
            self.bytes = bytes
        }

        /// The numbers of a tensor in a file, as floats.
        init(_ view: TensorView) {
            let bytes = view.dequantized().flatMap { GGUFWriter.bytes($0.bitPattern) }
            self.init(name: view.name, shape: view.shape, type: .f32, bytes: bytes)
        }
    }

    static func bytes(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }

    static func write(_ metadata: [String: Value], _ tensors: [Tensor], to path: String) throws {
        var head = Array("GGUF".utf8) + bytes(UInt32(3)) + bytes(UInt64(tensors.count)) + bytes(UInt64(metadata.count))
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) { head += text(key) + encoded(value) }
        var data: [UInt8] = []
        for tensor in tensors {
            let numbers: [TensorType: UInt32] = [
                .f32: 0, .f16: 1, .q4_0: 2, .q4_1: 3, .q5_0: 6, .q5_1: 7, .q8_0: 8, .q2_K: 10, .q3_K: 11, .q4_K: 12, .q5_K: 13, .q6_K: 14,
                .iq4_nl: 20, .bf16: 30,
            ]
            head += text(tensor.name) + bytes(UInt32(tensor.shape.count)) + tensor.shape.reversed().flatMap { bytes(UInt64($0)) }
            head += bytes(numbers[tensor.type]!) + bytes(UInt64(data.count))
            data += tensor.bytes + padding(tensor.bytes.count)
        }
        try Data(head + padding(head.count) + data).write(to: URL(fileURLWithPath: path))
    }

    private static func padding(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: (32 - count % 32) % 32) }
    private static func text(_ string: String) -> [UInt8] { bytes(UInt64(string.utf8.count)) + Array(string.utf8) }

    private static func encoded(_ value: Value) -> [UInt8] {
        switch value {
        case .uint32(let number): bytes(UInt32(4)) + bytes(UInt32(number))
        case .float32(let number): bytes(UInt32(6)) + bytes(number.bitPattern)
        case .string(let string): bytes(UInt32(8)) + text(string)
        case .strings(let list): bytes(UInt32(9)) + bytes(UInt32(8)) + bytes(UInt64(list.count)) + list.flatMap { text($0) }
        case .int32s(let list): bytes(UInt32(9)) + bytes(UInt32(5)) + bytes(UInt64(list.count)) + list.flatMap { bytes(Int32($0)) }
        }
    }
}
