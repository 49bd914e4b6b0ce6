import CKernels
import Compute
import ModelFormats

/// A LoRA adapter laid out for one model, with its scale folded in: y += scale · B·(A·x) on the weights that it sits on.
///
/// Immutable; any number of sessions may share it.
public final class PreparedAdapter: @unchecked Sendable {
    // Sendable: immutable after `init`; the memory is written there only.

    /// One low-rank pair, both factors interleaved for the product kernels.
    struct Pair {
        /// rank × inputs.
        let a: WeightMatrix
        /// outputs × padded rank, multiplied by the scale.
        let b: WeightMatrix
    }

    public let scale: Float
    /// Floats that the inner products of a layer's q, k and v take together, the most of any group of weights with one input.
    let innerWidth: Int
    private let pairs: [Pair?]
    private var storage: [FloatBuffer] = []

    func pair(layer: Int, _ projection: LinearProjection) -> Pair? {
        pairs[layer * LinearProjection.allCases.count + projection.index]
    }

    /// - Parameter scale: multiplies the adapter's own scaling; 0 gives the base model, bit for bit.
    init(_ adapter: LoRAAdapter, for configuration: ModelConfiguration, scale: Float, pool: ThreadPool) throws {
        let perLayer = LinearProjection.allCases.count
        var pairs = [Pair?](repeating: nil, count: configuration.layers * perLayer)
        var storage: [FloatBuffer] = []
        guard adapter.rank > 0, scale.isFinite, adapter.scaling.isFinite else {
            throw InferenceError.unsuitableAdapter(problem: "its rank is \(adapter.rank), its scale \(adapter.scaling * scale)")
        }
        let rank = adapter.rank
        let padded = WeightMatrix.groups(rank) * Int(CK_GROUP)
        for module in adapter.modules {
            try Self.check(module, rank, configuration)
            guard scale != 0 else { continue }
            let factor = scale * adapter.scaling
            var b = [Float](repeating: 0, count: module.outputs * padded)
            for row in 0..<module.outputs {
                for r in 0..<rank { b[row * padded + r] = factor * module.b[row * rank + r] }
            }
            let (aMemory, aMatrix) = Self.interleave(module.a, outputs: rank, inputs: module.inputs)
            let (bMemory, bMatrix) = Self.interleave(b, outputs: module.outputs, inputs: padded)
            storage += [aMemory, bMemory]
            pairs[module.layer * perLayer + module.projection.index] = Pair(a: aMatrix, b: bMatrix)
        }
        self.scale = scale
        self.pairs = pairs
        self.storage = storage
        innerWidth = 3 * padded
    }

    private static func check(_ module: AdapterModule, _ rank: Int, _ configuration: ModelConfiguration) throws {
        guard (0..<configuration.layers).contains(module.layer) else {
            throw InferenceError.unsuitableAdapter(problem: "it has layer \(module.layer), the model \(configuration.layers) layers")
        }
        let shape = configuration.shape(of: module.projection)
        guard module.inputs == shape.inputs, module.outputs == shape.outputs else {
            throw InferenceError.unsuitableAdapter(
                problem: "\(module.targetName) is \(module.outputs) × \(module.inputs) in it, "
                    + "\(shape.outputs) × \(shape.inputs) in the model")
        }
        guard module.a.count == rank * module.inputs, module.b.count == module.outputs * rank else {
            throw InferenceError.unsuitableAdapter(problem: "\(module.targetName) does not have the rank \(rank)")
        }
    }

    private static func interleave(_ rows: [Float], outputs: Int, inputs: Int) -> (FloatBuffer, WeightMatrix) {
        let groups = WeightMatrix.groups(outputs)
        let memory = FloatBuffer(count: groups * Int(CK_GROUP) * inputs)
        rows.withUnsafeBytes {
            ck_interleave(CK_ROW_F32, $0.baseAddress!, nil, Int32(outputs), Int32(inputs), 0, Int32(groups), memory.pointer)
        }
        return (memory, WeightMatrix(type: CK_F32, outputs: outputs, inputs: inputs, groups: UnsafeRawPointer(memory.pointer)))
    }
}

extension LanguageModel {
    /// Checks that the adapter's layers and shapes are this model's, and lays it out for the kernels.
    public func prepare(adapter: LoRAAdapter, scale: Float = 1) throws -> PreparedAdapter {
        try PreparedAdapter(adapter, for: configuration, scale: scale, pool: pool)
    }
}
