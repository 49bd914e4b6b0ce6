import Foundation

/// Okapi BM25 as SQLite's FTS5 calculates it, to the last digit: the same order of operations in double precision.
///
/// Σ over the query's terms of idf · f (k1 + 1) / (f + k1 (1 − b + b · length / mean length)), idf = ln((N − n + ½) / (n + ½)), at least
/// 10⁻⁶ (https://www.sqlite.org/fts5.html#the_bm25_function). Robertson and Zaragoza, "The probabilistic relevance framework", 2009.
struct BM25 {
    static let k1 = 1.2
    static let b = 0.75

    /// All passages, and their words.
    var passages: Int
    var words: Int

    func weight(ofTermIn count: Int) -> Double {
        let idf = log((Double(passages) - Double(count) + 0.5) / (Double(count) + 0.5))
        return idf <= 0 ? 1e-6 : idf
    }

    /// What the length of a passage adds to the denominator.
    func norm(length: Int) -> Double {
        Self.k1 * (1 - Self.b + Self.b * Double(length) / (Double(words) / Double(passages)))
    }

    @inline(__always)
    static func term(_ weight: Double, _ frequency: Double, norm: Double) -> Double {
        weight * ((frequency * (k1 + 1)) / (frequency + norm))
    }

    /// What a term adds to a score, for small frequencies looked up instead of divided out: the same digits.
    struct Table {
        static let frequencies = 4

        let weight: Double
        /// Lengths 0 ..< width.
        let width: Int
        private let values: [Double]

        init(_ model: BM25, termIn count: Int, longest: Int) {
            let weight = model.weight(ofTermIn: count)
            let norms = (0...longest).map { model.norm(length: $0) }
            self.weight = weight
            width = longest + 1
            values = (1...Self.frequencies).flatMap { f in norms.map { BM25.term(weight, Double(f), norm: $0) } }
        }

        func value(_ frequency: Int, _ norm: Double) -> Double { BM25.term(weight, Double(frequency), norm: norm) }

        /// [frequency − 1][length]
        func withValues<T>(_ body: (UnsafeBufferPointer<Double>) throws -> T) rethrows -> T { try values.withUnsafeBufferPointer(body) }
    }
}
