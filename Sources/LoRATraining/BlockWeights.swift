import CKernels
import Compute
import Inference
import ModelFormats

/// Frozen weights as the 16-bit products read them: those of the loaded model for the forward, their transposes in 8 bits for the
/// backward.
final class BlockWeights: Sendable {
    /// Owns the forward's weights.
    let model: LanguageModel
    private let transposes: [[ProjectionGroup: WeightMatrix]]
    let headTransposed: WeightMatrix
    private let memory: FloatBuffer

    var kernels: ck_kernels { model.kernels }

    /// The transpose of a group's weights, stacked: inputs × the group's outputs side by side.
    func transposed(_ kind: ProjectionGroup, layer: Int) -> WeightMatrix { transposes[layer][kind]! }

    func weight(_ projection: LinearProjection, layer: Int) -> WeightMatrix { model.heldWeight(layer: layer, projection) }

    var head: WeightMatrix { model.heldHead }

    /// Whether all weights of a model come in blocks, with sizes that need no padding either way.
    static func fit(_ model: LanguageModel) -> Bool {
        func fits(_ weight: WeightMatrix) -> Bool {
            weight.isQuantized && weight.outputs % Int(CK_BLOCK) == 0 && weight.inputs % Int(CK_BLOCK) == 0
        }
        return fits(model.heldHead)
            && (0..<model.configuration.layers).allSatisfy { layer in
                LinearProjection.allCases.allSatisfy { fits(model.heldWeight(layer: layer, $0)) }
            }
    }

    /// Bytes of the transposes of all weights.
    static func bytes(_ shape: LlamaShape) -> Int {
        (shape.layers * shape.layerParameters + shape.vocabulary * shape.width) / (Int(CK_GROUP) * Int(CK_BLOCK))
            * MemoryLayout<ck_q8_group>.stride
    }

    /// - Parameter sees: is shown every weight's first row, in the order of layers and projections, as it is read.
    init(_ model: LanguageModel, shape: LlamaShape, sees: (Int, LinearProjection, UnsafePointer<Float>) -> Void) {
        self.model = model
        memory = FloatBuffer(count: (Self.bytes(shape) + 3) / MemoryLayout<Float>.stride)
        var place = UnsafeMutableRawPointer(memory.pointer)
        func take(outputs: Int, inputs: Int) -> (matrix: WeightMatrix, groups: UnsafeMutableRawPointer) {
            defer { place += outputs / Int(CK_GROUP) * ck_group_bytes(CK_Q8, Int32(inputs)) }
            return (WeightMatrix(type: CK_Q8, outputs: outputs, inputs: inputs, groups: place), place)
        }

        let widest = ProjectionGroup.allCases.map { shape.inputs(of: $0.projections[0]) * $0.outputs(shape) }.max() ?? 0
        // The head goes through in pieces of this many rows: as much room as the widest group takes.
        let piece = max(Int(CK_BLOCK), widest / shape.width / Int(CK_BLOCK) * Int(CK_BLOCK))
        let rows = FloatBuffer(count: max(widest, piece * shape.width))
        transposes = (0..<shape.layers).map { layer in
            var result: [ProjectionGroup: WeightMatrix] = [:]
            for kind in ProjectionGroup.allCases {
                let (inputs, outputs) = (shape.inputs(of: kind.projections[0]), kind.outputs(shape))
                var first = 0
                for projection in kind.projections {
                    model.writeWeight(layer: layer, projection, into: rows.pointer + first * inputs)
                    sees(layer, projection, rows.pointer + first * inputs)
                    first += shape.outputs(of: projection)
                }
                let (matrix, groups) = take(outputs: inputs, inputs: outputs)
                Self.hold(rows.pointer, in: matrix, groups, first: 0, count: outputs)
                result[kind] = matrix
            }
            return result
        }
        let (head, groups) = take(outputs: shape.width, inputs: shape.vocabulary)
        for first in stride(from: 0, to: shape.vocabulary, by: piece) {
            let count = min(piece, shape.vocabulary - first)
            model.writeHead(rows: first..<first + count, into: rows.pointer)
            Self.hold(rows.pointer, in: head, groups, first: first, count: count)
        }
        headTransposed = head
    }

    private static func hold(
        _ rows: UnsafePointer<Float>, in matrix: WeightMatrix, _ groups: UnsafeMutableRawPointer, first: Int, count: Int
    ) {
        let all = Int32(matrix.inputs)
        ThreadPool.shared.run(count: matrix.groupCount, by: 4) { part in
            ck_hold_transposed(
                groups, rows, Int64(matrix.outputs), all, Int32(first), Int32(count), Int32(part.lowerBound), Int32(part.upperBound))
        }
    }
}
