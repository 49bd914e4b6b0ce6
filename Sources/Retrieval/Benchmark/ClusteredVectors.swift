import Foundation

/// Unit vectors that lie like those of a sentence encoder, for measuring search at sizes that nobody would embed.
///
/// Each is mean + Σ √λᵢ eᵢ (topic + document + own), brought to length 1. What the numbers were measured on: 19,328 passages of
/// Debian's handbook and reference and of the manuals of Python, PostgreSQL and git under all-MiniLM-L6-v2. Their mean has the
/// length 0.36; the variance of direction i falls like (i + 2)^−0.68 · e^(−i / 170), participation ratio 77; the cosine with the
/// first, tenth, hundredth and thousandth neighbour has the medians 0.76, 0.61, 0.47, 0.32. Topics have sizes by Zipf's law and, each,
/// a shape of their own (log-normal per direction); 20 passages make a document; one in 25 nearly repeats the passage before it.
struct ClusteredVectors {
    static let passagesPerDocument = 20
    private static let (topicShare, documentShare): (Float, Float) = (0.22, 0.26)
    private static let meanLength: Float = 0.36
    private static let repeated = 0.04

    let dimensions: Int
    private var random: SplitMix
    private let mean: [Float]
    private let deviations: [Float]
    private let centres: [Float]
    private let shapes: [Float]
    private let topicWeights: [Double]
    private let signs: [Float]

    init(dimensions: Int, passages: Int, seed: UInt64) {
        self.dimensions = dimensions
        var random = SplitMix(seed: seed)
        let topics = max(16, passages / 500)
        let variances = (0..<dimensions).map { i in pow(Double(i + 2), -0.68) * exp(-Double(i) / 170) }
        let total = variances.reduce(0, +)
        let spread = Double(1 - Self.meanLength * Self.meanLength)
        deviations = variances.map { Float(($0 / total * spread).squareRoot()) }
        let direction = (0..<dimensions).map { _ in random.normal() }
        let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
        mean = direction.map { $0 / length * Self.meanLength }
        centres = (0..<topics * dimensions).map { _ in random.normal() }
        // e^(0.5 n − 0.25): its square has the mean 1.
        shapes = (0..<topics * dimensions).map { _ in Float(exp(0.5 * Double(random.normal()) - 0.25)) }
        var sum = 0.0
        topicWeights = (1...topics).map {
            sum += 1 / Double($0)
            return sum
        }
        signs = (0..<2 * dimensions).map { _ in random.next() & 1 == 0 ? 1 : -1 }
        self.random = random
    }

    /// A document's topic and `count` passages (count × dimensions).
    mutating func document(passages count: Int) -> (topic: Int, vectors: [Float]) {
        let n = dimensions
        let drawn = random.unit() * topicWeights[topicWeights.count - 1]
        let topic = topicWeights.firstIndex { $0 > drawn } ?? topicWeights.count - 1
        let own = (1 - Self.topicShare - Self.documentShare).squareRoot()
        var base = [Float](repeating: 0, count: n)
        for i in 0..<n {
            base[i] = Self.topicShare.squareRoot() * centres[topic * n + i]
            base[i] += Self.documentShare.squareRoot() * shapes[topic * n + i] * random.normal()
        }
        var vectors = [Float](repeating: 0, count: count * n)
        var noise = [Float](repeating: 0, count: n)
        for p in 0..<count {
            let repeats = p > 0 && random.unit() < Self.repeated
            for i in 0..<n {
                let fresh = own * shapes[topic * n + i] * random.normal()
                noise[i] = repeats ? 0.98 * noise[i] + 0.2 * fresh : fresh
            }
            var vector = (0..<n).map { mean[$0] + deviations[$0] * (base[$0] + noise[$0]) }
            mix(&vector)
            let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            for i in 0..<n { vectors[p * n + i] = vector[i] / length }
        }
        return (topic, vectors)
    }

    /// A fixed orthogonal map (signs and Walsh-Hadamard transforms of blocks, twice), so that no coordinate stands out.
    private func mix(_ x: inout [Float]) {
        let n = dimensions
        let block = 1 << n.trailingZeroBitCount
        for round in 0..<2 {
            // The second time blocks are made of one number from each stretch, so that all meet all.
            let step = round == 0 ? 1 : n / block
            for i in 0..<n { x[i] *= signs[round * n + i] }
            let scale = 1 / Float(block).squareRoot()
            for b in 0..<n / block {
                let start = round == 0 ? b * block : b
                var half = 1
                while half < block {
                    for i in 0..<block where i & half == 0 {
                        let (p, q) = (start + i * step, start + (i + half) * step)
                        (x[p], x[q]) = (x[p] + x[q], x[p] - x[q])
                    }
                    half *= 2
                }
            }
            for i in 0..<n { x[i] *= scale }
        }
    }
}
