import Foundation
import TextEncoder

/// Up to 8,192 passages' codes: what the index grows by, and what the store keeps as one blob.
struct CodeChunk {
    static let capacity = 8_192

    /// Ids, one a row, passages ascending; `vectors` are rows of the embedding table.
    private(set) var passages: [Int64] = []
    private(set) var documents: [Int64] = []
    private(set) var vectors: [Int64] = []
    /// Bit r of word b: row 32 b + r still counts.
    private(set) var live: [UInt32] = []
    /// [block][column][32]
    private(set) var front: [UInt8] = []
    /// rows × columns
    private(set) var back: [UInt8] = []
    /// Whether the store holds it as it is.
    var isSaved = false

    var isFull: Bool { passages.count == Self.capacity }

    mutating func append(passage: Int64, document: Int64, vector: Int64, front code: [UInt8], back: [UInt8]) {
        let row = passages.count % CodeScan.block
        if row == 0 {
            live.append(0)
            front.append(contentsOf: repeatElement(0, count: CodeScan.block * code.count))
        }
        let start = passages.count / CodeScan.block * CodeScan.block * code.count
        for (column, byte) in code.enumerated() { front[start + column * CodeScan.block + row] = byte }
        live[live.count - 1] |= 1 << UInt32(row)
        passages.append(passage)
        documents.append(document)
        vectors.append(vector)
        self.back.append(contentsOf: back)
        isSaved = false
    }

    func isLive(_ row: Int) -> Bool { live[row / CodeScan.block] >> UInt32(row % CodeScan.block) & 1 == 1 }

    mutating func kill(_ row: Int) {
        live[row / CodeScan.block] &= ~(1 << UInt32(row % CodeScan.block))
        isSaved = false
    }

    /// The row of a passage, dead or not.
    func row(of passage: Int64) -> Int? {
        var (low, high) = (0, passages.count)
        while low < high {
            let middle = (low + high) / 2
            if passages[middle] < passage { low = middle + 1 } else { high = middle }
        }
        return low < passages.count && passages[low] == passage ? low : nil
    }

    // MARK: - As bytes

    /// The number of rows, then the six arrays, little-endian.
    var data: Data {
        var data = Data()
        func add<T>(_ array: [T]) { array.withUnsafeBytes { data.append(contentsOf: $0) } }
        add([Int64(passages.count)])
        add(passages)
        add(documents)
        add(vectors)
        add(live)
        add(front)
        add(back)
        return data
    }

    init() {}

    /// Nil when the bytes are no chunk of this codec.
    init?(_ bytes: UnsafeRawBufferPointer, codec: VectorCodec) {
        var at = 0
        func take<T>(_ count: Int, _ zero: T) -> [T] {
            let size = count * MemoryLayout<T>.stride
            defer { at += size }
            return [T](unsafeUninitializedCapacity: count) { buffer, initialized in
                UnsafeMutableRawBufferPointer(buffer).copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[at..<at + size]))
                initialized = count
            }
        }
        guard bytes.count >= 8 else { return nil }
        let rows = Int(take(1, Int64(0))[0])
        guard rows > 0, rows <= Self.capacity else { return nil }
        let blocks = (rows + CodeScan.block - 1) / CodeScan.block
        let front = blocks * CodeScan.block * codec.front.columns
        guard bytes.count == 8 + 24 * rows + 4 * blocks + front + rows * codec.back.columns else { return nil }
        passages = take(rows, Int64(0))
        documents = take(rows, Int64(0))
        vectors = take(rows, Int64(0))
        live = take(blocks, UInt32(0))
        self.front = take(front, UInt8(0))
        back = take(rows * codec.back.columns, UInt8(0))
        isSaved = true
        // Rows beyond the last one must not be alive.
        if rows % CodeScan.block > 0, live[blocks - 1] >> UInt32(rows % CodeScan.block) != 0 { return nil }
    }
}
