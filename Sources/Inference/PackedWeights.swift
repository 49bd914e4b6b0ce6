import Compute
import ModelFormats
import Synchronization

/// Single-precision (or bf16) copies of linear weights, packed for products with many rows; each made when it is first needed.
///
/// The copies of a 135-million-parameter model take about 425 MB in single precision, half of that in bf16.
final class PackedWeights: Sendable {
    private struct Key: Hashable {
        let layer: Int
        let projection: LinearProjection
        let precision: MatrixPrecision
    }

    private let matrices = Mutex<[Key: PackedMatrix]>([:])

    /// The packed weight. Two threads that need the same one at once may both pack it; one copy is kept.
    func matrix(_ model: LanguageModel, layer: Int, _ projection: LinearProjection, _ precision: MatrixPrecision) throws -> PackedMatrix {
        let key = Key(layer: layer, projection: projection, precision: precision)
        if let known = matrices.withLock({ $0[key] }) { return known }
        let shape = model.configuration.shape(of: projection)
        let rows = FloatBuffer(count: shape.outputs * shape.inputs)
        model.writeWeight(layer: layer, projection, into: rows.pointer)
        let made = try PackedMatrix(rowMajor: rows.pointer, outputs: shape.outputs, inputs: shape.inputs, precision: precision)
        return matrices.withLock { all in
            if let other = all[key] { return other }
            all[key] = made
            return made
        }
    }

    /// Forgets the copies; they are made again when needed.
    func removeAll() { matrices.withLock { $0 = [:] } }

    /// Bytes that the copies take.
    var bytes: Int { matrices.withLock { $0.values.reduce(0) { $0 + $1.bytes } } }
}
