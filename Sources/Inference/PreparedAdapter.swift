import CKernels
import Compute
import ModelFormats

/// A LoRA adapter laid out for one model, with its scale folded in: y += scale · B·(A·x) on the weights that it sits on, and y ∘= its
/// factors before that if it is a DoRA adapter.
///
/// Immutable; any number of sessions may share it.
public final class PreparedAdapter: @unchecked Sendable {
    // Sendable: immutable after `init`; the memory is written there only.

    /// One low-rank pair, both factors interleaved for the product kernels.
    struct Pair {
        /// rank × inputs.
        let a: WeightMatrix
        /// outputs × padded rank, multiplied by the scale (and the factors).
        let b: WeightMatrix
        /// What each output of the model's own weight is multiplied by first (DoRA); nil for plain LoRA.
        let factors: FloatBuffer?
    }

    public let scale: Float
    /// Floats that the inner products of a layer's q, k and v take together, the most of any group of weights with one input.
    let innerWidth: Int
    private let pairs: [Pair?]
    private var storage: [FloatBuffer] = []

    func pair(layer: Int, _ projection: LinearProjection) -> Pair? {
        pairs[layer * LinearProjection.allCases.count + projection.index]
    }

    /// - Parameter scale: multiplies what the adapter changes; 0 gives the base model, bit for bit.
    init(_ adapter: LoRAAdapter, for model: LanguageModel, scale: Float) throws {
        let configuration = model.configuration
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
            let magnitudes = module.magnitude.map { Self.magnitudeFactors($0, module, adapter, model) }
            var b = [Float](repeating: 0, count: module.outputs * padded)
            for row in 0..<module.outputs {
                let factor = scale * adapter.scaling * (magnitudes?.pointer[row] ?? 1)
                for r in 0..<rank { b[row * padded + r] = factor * module.b[row * rank + r] }
            }
            if let magnitudes {
                for row in 0..<module.outputs { magnitudes.pointer[row] = 1 + scale * (magnitudes.pointer[row] - 1) }
            }
            let (aMemory, aMatrix) = Self.interleave(module.a, outputs: rank, inputs: module.inputs)
            let (bMemory, bMatrix) = Self.interleave(b, outputs: module.outputs, inputs: padded)
            storage += [aMemory, bMemory]
            pairs[module.layer * perLayer + module.projection.index] = Pair(a: aMatrix, b: bMatrix, factors: magnitudes)
        }
        self.scale = scale
        self.pairs = pairs
        self.storage = storage
        innerWidth = 3 * padded
    }

    /// m / |W + scaling · B·A| for each output (DoRA). Padded with ones to whole groups of outputs.
    private static func magnitudeFactors(
        _ magnitude: [Float], _ module: AdapterModule, _ adapter: LoRAAdapter, _ model: LanguageModel
    ) -> FloatBuffer {
        let weight = FloatBuffer(count: module.outputs * module.inputs)
        model.writeWeight(layer: module.layer, module.projection, into: weight.pointer)
        let squares = RowNorms.squares(weight.pointer, rows: module.outputs, inputs: module.inputs)
        let factors = FloatBuffer(count: WeightMatrix.groups(module.outputs) * Int(CK_GROUP))
        module.a.withUnsafeBufferPointer { a in
            module.b.withUnsafeBufferPointer { b in
                RowNorms.write(
                    to: factors.pointer, w: weight.pointer, squares: squares, inputs: module.inputs,
                    pair: .init(a: a.baseAddress!, b: b.baseAddress!, rowStep: adapter.rank, rankStep: 1, rank: adapter.rank),
                    scaling: adapter.scaling)
            }
        }
        for row in 0..<factors.count {
            // A row of zeros has no direction; whatever its magnitude, it stays zero.
            let norm = factors.pointer[row]
            factors.pointer[row] = row < module.outputs ? (norm > 0 ? magnitude[row] / norm : 0) : 1
        }
        return factors
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
        guard module.magnitude?.count ?? module.outputs == module.outputs else {
            throw InferenceError.unsuitableAdapter(problem: "\(module.targetName) does not have \(module.outputs) magnitudes")
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
    /// Checks that the adapter's layers and shapes are this model's, and lays it out for the kernels. A DoRA adapter takes longer: the
    /// lengths of the rows that it changes are measured.
    public func prepare(adapter: LoRAAdapter, scale: Float = 1) throws -> PreparedAdapter {
        try PreparedAdapter(adapter, for: self, scale: scale)
    }
}
