import TextEncoder

extension VectorCodec {
    /// Vectors that training looks at, at most.
    static let sampleSize = 16_384

    /// - Parameters:
    ///   - sample: rows × dimensions.
    ///   - passages: in the store, of which the sample is a part.
    init(sample: [Float], dimensions n: Int, passages: Int) {
        let rows = sample.count / n
        var mean = [Float](repeating: 0, count: n)
        // n × rows: each coordinate's values stand together.
        var columns = [Float](repeating: 0, count: n * rows)
        for i in 0..<n {
            var sum = 0.0
            for r in 0..<rows { sum += Double(sample[r * n + i]) }
            mean[i] = Float(sum / Double(max(1, rows)))
            for r in 0..<rows { columns[i * rows + r] = sample[r * n + i] - mean[i] }
        }
        let eigen = PrincipalDirections.eigen(Self.products(columns, n, rows).map { Double($0) / Double(max(1, rows)) }, n)
        let variances = eigen.map { max($0.value, 1e-12) }
        let front = Self.bits(for: variances, halves: 2 * max(4, min(n / 12, CodeScan.maximumColumns)))
        let back = Self.bits(for: variances, halves: 2 * max(8, min(n / 3, CodeScan.maximumColumns)))
        let directions = max(front.count, back.count)
        let rotation = eigen[..<directions].flatMap { $0.vector.map(Float.init) }
        // directions × rows: Σ rotation · column, one direction at a time.
        var values: [[Float]] = []
        for d in 0..<directions {
            var turned = [Float](repeating: 0, count: rows)
            for i in 0..<n {
                let weight = rotation[d * n + i]
                columns.withUnsafeBufferPointer { column in
                    turned.withUnsafeMutableBufferPointer { out in
                        for r in 0..<rows { out[r] += weight * column[i * rows + r] }
                    }
                }
            }
            values.append(turned.sorted())
        }
        func layout(_ bits: [UInt8], halves: Int) -> CodeLayout {
            CodeLayout(columns: halves / 2, bits: bits, levels: bits.indices.map { Self.levels(values[$0], bits: Int(bits[$0])) })
        }
        self.init(
            mean: mean, rotation: rotation,
            front: layout(front, halves: 2 * max(4, min(n / 12, CodeScan.maximumColumns))),
            back: layout(back, halves: 2 * max(8, min(n / 3, CodeScan.maximumColumns))), trained: passages)
    }

    /// All inner products of n rows of `width` numbers: n × n.
    private static func products(_ rows: [Float], _ n: Int, _ width: Int) -> [Float] {
        var out = [Float](repeating: 0, count: n * n)
        out.withUnsafeMutableBufferPointer { out in
            rows.withUnsafeBufferPointer { rows in
                for i in 0..<n {
                    DotProducts.scores(
                        of: rows, rows: n, query: Array(rows[i * width..<(i + 1) * width]),
                        into: UnsafeMutableBufferPointer(rebasing: out[i * n..<(i + 1) * n]))
                }
            }
        }
        return out
    }

    /// What is left of a coordinate's variance after coding it with so many bits: Max, "Quantizing for minimum distortion", IRE 1960,
    /// for normal values; an even grid for 8.
    private static let distortion: [Int: Double] = [0: 1, 1: 0.3634, 2: 0.1175, 4: 0.009497, 8: 0.00008]

    /// Bits per direction, so that the error of inner products is least: a query's square in a direction goes like the variance, so an
    /// error there weighs variance · variance · what is left. Every split of the half bytes among the four widths is tried.
    static func bits(for variances: [Double], halves: Int) -> [UInt8] {
        let n = variances.count
        var sums = [0.0]
        for v in variances { sums.append(sums[sums.count - 1] + v * v) }
        var best = (error: Double.infinity, ends: [0, 0, 0, 0])
        for eights in stride(from: 0, through: halves / 2, by: 2) {
            for fours in stride(from: 0, through: halves - 2 * eights, by: 2) {
                for twos in stride(from: 0, through: halves - 2 * eights - fours, by: 2) {
                    let ones = halves - 2 * eights - fours - twos
                    let a = min(n, eights)
                    let b = min(n, a + fours)
                    let c = min(n, b + 2 * twos)
                    let d = min(n, c + 4 * ones)
                    var error = sums[n] - sums[d]
                    for (bits, from, to) in [(8, 0, a), (4, a, b), (2, b, c), (1, c, d)] {
                        error += (distortion[bits] ?? 0) * (sums[to] - sums[from])
                    }
                    if error < best.error { best = (error, [a, b, c, d]) }
                }
            }
        }
        return (0..<best.ends[3]).map { i in i < best.ends[0] ? 8 : i < best.ends[1] ? 4 : i < best.ends[2] ? 2 : 1 }
    }

    /// Levels for ascending `values`: Lloyd's iteration (1957) from quantiles; for 8 bits an even grid over all of them.
    private static func levels(_ values: [Float], bits: Int) -> [Float] {
        let count = values.count
        guard let lowest = values.first, let highest = values.last else { return [Float](repeating: 0, count: bits == 8 ? 2 : 1 << bits) }
        if bits == 8 { return [lowest, max((highest - lowest) / 255, 1e-9)] }
        var sums = [0.0]
        for v in values { sums.append(sums[sums.count - 1] + Double(v)) }
        let n = 1 << bits
        var levels = (0..<n).map { values[min(count - 1, (2 * $0 + 1) * count / (2 * n))] }
        for _ in 0..<20 {
            var start = 0
            for i in 0..<n {
                var end = count
                if i + 1 < n {
                    let border = (levels[i] + levels[i + 1]) / 2
                    var (low, high) = (start, count)
                    while low < high {
                        let middle = (low + high) / 2
                        if values[middle] > border { high = middle } else { low = middle + 1 }
                    }
                    end = low
                }
                if end > start { levels[i] = Float((sums[end] - sums[start]) / Double(end - start)) }
                start = end
            }
        }
        return levels
    }
}
