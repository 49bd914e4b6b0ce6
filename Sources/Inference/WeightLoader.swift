import CKernels
import Compute
import ModelFormats

#if canImport(Glibc)
    import Glibc
#endif

/// Collects the linear weights of a model, then interleaves all of them in one pass over the pool.
struct WeightLoader {
    private struct Entry {
        let tensor: TensorView
        let order: [Int32]?
        let offset: Int
        let matrix: (type: ck_weight_type, outputs: Int, inputs: Int)

        /// Tells the system that the file's pages behind `groups` won't be needed soon: else the file and the interleaved weights would be
        /// in memory both at once. A page that another chunk still reads comes back from the file cache.
        func releasePages(_ groups: Range<Int>) {
            let (page, rowBytes) = (Int(getpagesize()), tensor.bytes.count / tensor.rows)
            let base = Int(bitPattern: tensor.bytes.baseAddress)
            let rows = groups.lowerBound * Int(CK_GROUP)..<min(tensor.rows, groups.upperBound * Int(CK_GROUP))
            // Whole pages within these rows only: what lies beyond is not ours to drop.
            let first = (base + rows.lowerBound * rowBytes + page - 1) / page * page
            let last = (base + rows.upperBound * rowBytes) / page * page
            if first < last { madvise(UnsafeMutableRawPointer(bitPattern: first), last - first, MADV_DONTNEED) }
        }

        /// Unpacks the rows of `groups` and interleaves their parts; `destination` is group 0.
        func interleaveParts(_ groups: Range<Int>, into destination: UnsafeMutableRawPointer) {
            let (outputs, inputs) = (matrix.outputs, matrix.inputs)
            let groupBytes = ck_group_bytes(matrix.type, Int32(inputs))
            NumberParts.withRoom(for: Int(CK_GROUP) * inputs) { parts in
                for group in groups {
                    let first = group * Int(CK_GROUP)
                    let count = min(Int(CK_GROUP), outputs - first)
                    for lane in 0..<count {
                        let row = order.map { Int($0[first + lane]) } ?? first + lane
                        tensor.unpack(row: row, into: parts.advanced(by: lane * inputs))
                    }
                    let unpacked = ck_unpacked_rows(
                        codes: parts.codes, scales: parts.scales, minimums: parts.minimums, scale_units: parts.scaleUnits,
                        minimum_units: parts.minimumUnits)
                    ck_interleave_parts(matrix.type, destination + group * groupBytes, unpacked, Int32(count), Int32(inputs))
                }
            }
        }
    }

    private var entries: [Entry] = []
    private var bytes = 0

    /// The index of the matrix that `finish` will return for this tensor. Output i is its row `order[i]`.
    mutating func add(_ tensor: TensorView, order: [Int32]? = nil) -> Int {
        let (outputs, inputs) = (tensor.rows, tensor.rowLength)
        let type = tensor.type.heldType
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
            let destination = storage.pointer + entry.offset
            if let format = entry.tensor.type.rowFormat {
                ck_interleave(
                    format, entry.tensor.bytes.baseAddress!, entry.order, Int32(entry.matrix.outputs), Int32(entry.matrix.inputs),
                    Int32(groups.lowerBound), Int32(groups.upperBound), destination)
            } else {
                entry.interleaveParts(groups, into: destination)
            }
            entry.releasePages(groups)
        }
        let matrices = entries.map {
            WeightMatrix(
                type: $0.matrix.type, outputs: $0.matrix.outputs, inputs: $0.matrix.inputs,
                groups: UnsafeRawPointer(storage.pointer + $0.offset))
        }
        return (storage, matrices)
    }
}
