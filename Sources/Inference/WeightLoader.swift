import CKernels
import Compute
import ModelFormats

/// Collects the linear weights of a model, then interleaves all of them in one pass over the pool.
struct WeightLoader {
    private struct Entry {
        let tensor: TensorView
        let order: [Int32]?
        let offset: Int
        let matrix: (type: ck_weight_type, outputs: Int, inputs: Int)
    }

    private var entries: [Entry] = []
    private var bytes = 0

    /// The index of the matrix that `finish` will return for this tensor. Output i is its row `order[i]`.
    mutating func add(_ tensor: TensorView, order: [Int32]? = nil) -> Int {
        let (outputs, inputs) = (tensor.rows, tensor.rowLength)
        let type = ck_held_type(tensor.type.rowFormat)
        entries.append(Entry(tensor: tensor, order: order, offset: bytes, matrix: (type, outputs, inputs)))
        let size = WeightMatrix.groups(outputs) * ck_group_bytes(type, Int32(inputs))
        bytes += (size + 63) / 64 * 64
        return entries.count - 1
    }

    /// Groups that a chunk interleaves: a few hundred kilobytes.
    private static let groupsPerChunk = 64

    func finish(pool: ThreadPool) -> (MappedMemory, [WeightMatrix]) {
        let storage = MappedMemory(bytes: bytes)
        var chunks: [(entry: Int, groups: Range<Int>)] = []
        for (index, entry) in entries.enumerated() {
            let count = WeightMatrix.groups(entry.matrix.outputs)
            for first in stride(from: 0, to: count, by: Self.groupsPerChunk) {
                chunks.append((index, first..<min(count, first + Self.groupsPerChunk)))
            }
        }
        pool.run(chunks: chunks.count) { chunk in
            let (index, groups) = chunks[chunk]
            let entry = entries[index]
            ck_interleave(
                entry.tensor.type.rowFormat, entry.tensor.bytes.baseAddress!, entry.order, Int32(entry.matrix.outputs),
                Int32(entry.matrix.inputs), Int32(groups.lowerBound), Int32(groups.upperBound), storage.pointer + entry.offset)
        }
        let matrices = entries.map {
            WeightMatrix(
                type: $0.matrix.type, outputs: $0.matrix.outputs, inputs: $0.matrix.inputs,
                groups: UnsafeRawPointer(storage.pointer + $0.offset))
        }
        return (storage, matrices)
    }
}
