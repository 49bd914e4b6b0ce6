import TextEncoder

/// Short codes of all passages in memory, scanned from end to end: nothing to build, an appended passage is found at once and a
/// removed one is not. Gives candidates, which the caller ranks by their exact vectors. Not thread-safe.
struct CodeIndex {
    struct Candidate {
        var passage: Int64
        /// Its row of the embedding table.
        var vector: Int64
    }

    let codec: PreparedCodec
    var chunks: [CodeChunk]
    /// Passages that can be found.
    private(set) var count: Int
    /// Rows, removed ones included.
    private(set) var rows: Int

    init(_ codec: VectorCodec, chunks: [CodeChunk] = []) {
        self.codec = codec.prepared()
        self.chunks = chunks
        rows = chunks.reduce(0) { $0 + $1.passages.count }
        count = chunks.reduce(0) { $0 + $1.live.reduce(0) { $0 + $1.nonzeroBitCount } }
    }

    var lastPassage: Int64 { chunks.last?.passages.last ?? 0 }

    /// The row of the embedding table that a passage was coded from; nil when it can't be found.
    func vector(of passage: Int64) -> Int64? {
        place(of: passage).flatMap { chunks[$0.chunk].isLive($0.row) ? chunks[$0.chunk].vectors[$0.row] : nil }
    }

    private func place(of passage: Int64) -> (chunk: Int, row: Int)? {
        var (low, high) = (0, chunks.count)
        while low < high {
            let middle = (low + high) / 2
            if chunks[middle].passages[chunks[middle].passages.count - 1] < passage { low = middle + 1 } else { high = middle }
        }
        guard low < chunks.count, let row = chunks[low].row(of: passage) else { return nil }
        return (low, row)
    }

    /// - Parameter passage: larger than every one before.
    mutating func append(_ passage: Int64, document: Int64, vector: Int64, _ values: [Float]) {
        precondition(passage > lastPassage && values.count == codec.codec.dimensions)
        let coordinates = codec.coordinates(values, centred: true)
        func code(_ layout: CodeLayout) -> [UInt8] {
            [UInt8](unsafeUninitializedCapacity: layout.columns) { buffer, count in
                buffer.initialize(repeating: 0)
                coordinates.withUnsafeBufferPointer {
                    layout.encode($0, into: UnsafeMutableBufferPointer(rebasing: buffer[..<layout.columns]))
                }
                count = layout.columns
            }
        }
        if chunks.last?.isFull ?? true { chunks.append(CodeChunk()) }
        chunks[chunks.count - 1].append(
            passage: passage, document: document, vector: vector, front: code(codec.codec.front), back: code(codec.codec.back))
        count += 1
        rows += 1
    }

    mutating func remove(_ passage: Int64) {
        guard let (chunk, row) = place(of: passage), chunks[chunk].isLive(row) else { return }
        chunks[chunk].kill(row)
        count -= 1
    }

    /// Passages whose longer codes are looked at for so many wanted ones. On a million clustered vectors 4,000 hold 99.7 % of the
    /// exact first ten.
    static func scanned(for limit: Int) -> Int { max(4_000, 80 * limit) }

    /// The passages that are most likely the nearest, best first by their codes.
    /// - Parameter allowed: documents that may be found; nil for all.
    func candidates(for query: [Float], limit: Int, allowed: Set<Int64>?) -> [Candidate] {
        guard query.count == codec.codec.dimensions, limit > 0, count > 0 else { return [] }
        let coordinates = codec.coordinates(query, centred: false)
        let (front, back) = (codec.codec.front, codec.codec.back)
        let tables = CodeLayout.rounded(front.tables(for: coordinates))
        var hits = CodeScan.Hits(wanted: Self.scanned(for: limit), columns: front.columns)
        for (index, chunk) in chunks.enumerated() {
            let live = allowed.map { Self.mask(chunk, $0) } ?? chunk.live
            chunk.front.withUnsafeBufferPointer { codes in
                live.withUnsafeBufferPointer {
                    hits.scan(codes, live: $0, tables: tables, columns: front.columns, base: index * CodeChunk.capacity)
                }
            }
        }
        hits.keepBest()
        var best = BestList<Float>(limit: limit)
        let exact = back.tables(for: coordinates)
        var sums = [Float](repeating: 0, count: hits.count)
        hits.rows.withUnsafeBufferPointer { rows in
            sums.withUnsafeMutableBufferPointer { sums in
                var from = 0
                while from < hits.count {
                    let chunk = Int(rows[from]) / CodeChunk.capacity
                    var to = from
                    while to < hits.count, Int(rows[to]) / CodeChunk.capacity == chunk { to += 1 }
                    chunks[chunk].back.withUnsafeBufferPointer {
                        CodeScan.sums(
                            of: UnsafeBufferPointer(rebasing: rows[from..<to]), codes: $0, tables: exact, columns: back.columns,
                            base: chunk * CodeChunk.capacity, into: UnsafeMutableBufferPointer(rebasing: sums[from..<to]))
                    }
                    from = to
                }
                for i in 0..<hits.count { best.offer(Int64(rows[i]), sums[i]) }
            }
        }
        return best.sorted().map { found in
            let (chunk, row) = Int(found.id).quotientAndRemainder(dividingBy: CodeChunk.capacity)
            return Candidate(passage: chunks[chunk].passages[row], vector: chunks[chunk].vectors[row])
        }
    }

    /// The living rows of allowed documents. A document's passages mostly stand together: the last answer serves them.
    private static func mask(_ chunk: CodeChunk, _ allowed: Set<Int64>) -> [UInt32] {
        var mask = chunk.live
        var last: (document: Int64, isAllowed: Bool)?
        for (row, document) in chunk.documents.enumerated() {
            if last?.document != document { last = (document, allowed.contains(document)) }
            if last?.isAllowed == false { mask[row / CodeScan.block] &= ~(1 << UInt32(row % CodeScan.block)) }
        }
        return mask
    }
}
