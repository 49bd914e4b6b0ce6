import Compute
import ModelFormats

/// The weights of one transformer layer.
struct LayerWeights: Sendable {
    let attentionNorm: FloatBuffer
    let feedForwardNorm: FloatBuffer
    private let matrices: [WeightMatrix]

    subscript(projection: LinearProjection) -> WeightMatrix { matrices[projection.index] }

    /// A layer whose linear weights have been handed to a loader but not interleaved yet.
    struct Pending {
        let attentionNorm: FloatBuffer
        let feedForwardNorm: FloatBuffer
        let indices: [Int]

        init(_ layer: Int, _ file: GGUFFile, _ configuration: ModelConfiguration, _ loader: inout WeightLoader) throws {
            let prefix = "blk.\(layer)."
            for name in ["attn_q.bias", "attn_k.bias", "attn_v.bias", "attn_output.bias", "attn_q_norm.weight", "ffn_gate_inp.weight"] {
                guard file.tensors[prefix + name] == nil else {
                    throw InferenceError.unsupportedModel(
                        path: file.path, problem: "it has a tensor \(prefix + name), which is not computed here")
                }
            }
            attentionNorm = FloatBuffer(try file.tensor(prefix + "attn_norm.weight", shape: [configuration.width]).dequantized())
            feedForwardNorm = FloatBuffer(try file.tensor(prefix + "ffn_norm.weight", shape: [configuration.width]).dequantized())
            indices = try LinearProjection.allCases.map { projection in
                let shape = configuration.shape(of: projection)
                let tensor = try file.tensor(prefix + projection.tensorName, shape: [shape.outputs, shape.inputs])
                return loader.add(tensor, order: projection.fileOrder(configuration))
            }
        }
    }

    init(_ pending: Pending, _ all: [WeightMatrix]) {
        attentionNorm = pending.attentionNorm
        feedForwardNorm = pending.feedForwardNorm
        matrices = pending.indices.map { all[$0] }
    }
}

extension LinearProjection {
    var index: Int {
        switch self {
        case .q: 0
        case .k: 1
        case .v: 2
        case .o: 3
        case .gate: 4
        case .up: 5
        case .down: 6
        }
    }

    /// The tensor's name in a GGUF file, after "blk.N.".
    var tensorName: String {
        switch self {
        case .q: "attn_q.weight"
        case .k: "attn_k.weight"
        case .v: "attn_v.weight"
        case .o: "attn_output.weight"
        case .gate: "ffn_gate.weight"
        case .up: "ffn_up.weight"
        case .down: "ffn_down.weight"
        }
    }

    /// Where row i of the Hugging Face order stands in a llama file, whose q and k rows are permuted so that the two numbers that
    /// rope rotates together are neighbours; nil where the orders agree.
    func fileOrder(_ configuration: ModelConfiguration) -> [Int32]? {
        guard self == .q || self == .k else { return nil }
        let width = configuration.headWidth
        return (0..<configuration.shape(of: self).outputs).map { row in
            let (head, within) = (row / width, row % width)
            let (part, i) = (within / (width / 2), within % (width / 2))
            return Int32(head * width + 2 * i + part)
        }
    }
}
