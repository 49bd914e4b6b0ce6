import Foundation

/// The passages of a part of the lexical index, one a row, ids ascending.
struct SegmentRows {
    private(set) var passages: [Int64] = []
    private(set) var documents: [Int64] = []
    /// Words of each; the highest bit says that the passage is gone.
    private var lengths: [UInt32] = []
    private(set) var dead = 0
    /// Words of those that are there.
    private(set) var words = 0
    private(set) var longest = 0
    /// Whether the store holds them as they are.
    var isSaved = false

    private static let gone: UInt32 = 1 << 31
    /// What of a length says the length.
    static let lengthMask = gone - 1

    init() {}

    var count: Int { passages.count }

    mutating func append(_ passage: Int64, document: Int64) {
        passages.append(passage)
        documents.append(document)
        lengths.append(0)
        isSaved = false
    }

    /// One more word in the last row.
    mutating func lengthen() {
        lengths[lengths.count - 1] += 1
        words += 1
        longest = max(longest, Int(lengths[lengths.count - 1]))
    }

    @inline(__always) func length(_ row: Int) -> Int { Int(lengths[row] & ~Self.gone) }

    /// Lengths one a row, to be masked.
    func withLengths<T>(_ body: (UnsafeBufferPointer<UInt32>) throws -> T) rethrows -> T { try lengths.withUnsafeBufferPointer(body) }

    @inline(__always) func isLive(_ row: Int) -> Bool { lengths[row] & Self.gone == 0 }

    /// The row of a passage, there or gone.
    func row(of passage: Int64) -> Int? {
        var (low, high) = (0, passages.count)
        while low < high {
            let middle = (low + high) / 2
            if passages[middle] < passage { low = middle + 1 } else { high = middle }
        }
        return low < passages.count && passages[low] == passage ? low : nil
    }

    mutating func kill(_ passage: Int64) {
        guard let row = row(of: passage), isLive(row) else { return }
        words -= length(row)
        lengths[row] |= Self.gone
        dead += 1
        isSaved = false
    }

    mutating func append(_ other: SegmentRows) {
        passages += other.passages
        documents += other.documents
        lengths += other.lengths
        dead += other.dead
        words += other.words
        longest = max(longest, other.longest)
        isSaved = false
    }

    // MARK: - As bytes

    /// Ids, documents and lengths, little-endian.
    var data: Data {
        var data = Data()
        passages.withUnsafeBytes { data.append(contentsOf: $0) }
        documents.withUnsafeBytes { data.append(contentsOf: $0) }
        lengths.withUnsafeBytes { data.append(contentsOf: $0) }
        return data
    }

    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count > 0, bytes.count % 20 == 0 else { return nil }
        let rows = bytes.count / 20
        passages = (0..<rows).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Int64.self) }
        documents = (0..<rows).map { bytes.loadUnaligned(fromByteOffset: 8 * (rows + $0), as: Int64.self) }
        lengths = (0..<rows).map { bytes.loadUnaligned(fromByteOffset: 16 * rows + 4 * $0, as: UInt32.self) }
        for row in 0..<rows {
            if isLive(row) { words += length(row) } else { dead += 1 }
            longest = max(longest, length(row))
        }
        isSaved = true
    }
}
