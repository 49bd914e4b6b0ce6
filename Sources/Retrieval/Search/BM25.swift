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
}
