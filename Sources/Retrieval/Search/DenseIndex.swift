import TextEncoder

/// Vectors of all passages in memory, scanned exactly. Not thread-safe: its owner holds a lock around it.
struct DenseIndex {
    let dimensions: Int
    /// Passage and document ids, one a row of `vectors`.
    private(set) var passages: [Int64] = []
    private(set) var documents: [Int64] = []
    private var vectors: [Float] = []
    private var rows: [Int64: Int] = [:]

    init(dimensions: Int) { self.dimensions = dimensions }

    var count: Int { passages.count }

    func contains(_ passage: Int64) -> Bool { rows[passage] != nil }

    /// - Parameter vector: `dimensions` floats; another length is ignored, for the vector cannot be compared.
    mutating func insert(_ passage: Int64, document: Int64, vector: UnsafeRawBufferPointer) {
        guard vector.count == dimensions * MemoryLayout<Float>.stride, rows[passage] == nil else { return }
        rows[passage] = passages.count
        passages.append(passage)
        documents.append(document)
        let start = vectors.count
        vectors.append(contentsOf: repeatElement(0, count: dimensions))
        // A copy of bytes: a blob of SQLite need not be aligned for Float.
        vectors.withUnsafeMutableBytes { $0[(start * MemoryLayout<Float>.stride)...].copyBytes(from: vector) }
    }

    /// Removes all passages that `keep` does not hold.
    mutating func removeAll(except keep: Set<Int64>) {
        for passage in passages where !keep.contains(passage) { remove(passage) }
    }

    private mutating func remove(_ passage: Int64) {
        guard let row = rows.removeValue(forKey: passage) else { return }
        let last = passages.count - 1
        if row != last {
            passages[row] = passages[last]
            documents[row] = documents[last]
            for i in 0..<dimensions { vectors[row * dimensions + i] = vectors[last * dimensions + i] }
            rows[passages[row]] = row
        }
        passages.removeLast()
        documents.removeLast()
        vectors.removeLast(dimensions)
    }

    /// The nearest passages by inner product, best first; of equals the lower id first.
    /// - Parameter allowed: documents that may be found; nil for all.
    func nearest(to query: [Float], limit: Int, allowed: Set<Int64>?) -> [(id: Int64, score: Double)] {
        guard query.count == dimensions, limit > 0, count > 0 else { return [] }
        var scores = [Float](repeating: 0, count: count)
        scores.withUnsafeMutableBufferPointer { scores in
            vectors.withUnsafeBufferPointer { DotProducts.scores(of: $0, rows: count, query: query, into: scores) }
        }
        var best = BestList<Float>(limit: limit)
        for row in 0..<count where allowed?.contains(documents[row]) ?? true { best.offer(passages[row], scores[row]) }
        return best.sorted().map { ($0.id, Double($0.score)) }
    }
}

/// The `limit` best of a stream of scores: a binary heap whose root is the worst of them.
struct BestList<Score: Comparable> {
    let limit: Int
    private var heap: [(id: Int64, score: Score)] = []

    init(limit: Int) { self.limit = limit }

    /// What a score must reach to go in; nil while there is room.
    var floor: Score? { heap.count < limit ? nil : heap[0].score }

    private func isWorse(_ a: (id: Int64, score: Score), _ b: (id: Int64, score: Score)) -> Bool {
        a.score != b.score ? a.score < b.score : a.id > b.id
    }

    mutating func offer(_ id: Int64, _ score: Score) {
        if heap.count < limit {
            heap.append((id, score))
            var child = heap.count - 1
            while child > 0, isWorse(heap[child], heap[(child - 1) / 2]) {
                heap.swapAt(child, (child - 1) / 2)
                child = (child - 1) / 2
            }
        } else if isWorse(heap[0], (id, score)) {
            heap[0] = (id, score)
            var parent = 0
            while true {
                var worst = parent
                for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && isWorse(heap[child], heap[worst]) {
                    worst = child
                }
                if worst == parent { break }
                heap.swapAt(parent, worst)
                parent = worst
            }
        }
    }

    /// Best first.
    func sorted() -> [(id: Int64, score: Score)] { heap.sorted { isWorse($1, $0) } }
}
