import Foundation

/// Where the answer to a question stands: a document and words found in it verbatim.
public struct Oracle: Sendable, Equatable {
    public var document: String
    public var quote: String

    public init(document: String, quote: String) {
        self.document = document
        self.quote = quote
    }

    /// Whether a passage holds the quote, or, where the quote runs over the end of a passage, at least half of it.
    /// Case and white space are folded.
    public func matches(_ passage: Passage) -> Bool {
        guard passage.document == document else { return false }
        let wanted = Self.fold(quote)
        guard !wanted.isEmpty else { return false }
        let text = Self.fold(passage.lead.isEmpty ? passage.text : passage.lead + "\n" + passage.text)
        if text.count >= wanted.count, Self.contains(text, wanted) { return true }
        if text.count < wanted.count, text.count * 2 >= wanted.count, Self.contains(wanted, text) { return true }
        let half = (wanted.count + 1) / 2
        let longest = min(wanted.count, text.count)
        guard longest >= half else { return false }
        return (half...longest).contains { n in text.suffix(n) == wanted.prefix(n) || text.prefix(n) == wanted.suffix(n) }
    }

    private static func fold(_ text: String) -> [UInt8] {
        Array(text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ").utf8)
    }

    private static func contains(_ text: [UInt8], _ wanted: [UInt8]) -> Bool {
        guard let first = wanted.first else { return true }
        return (0...(text.count - wanted.count)).contains { text[$0] == first && text[$0..<($0 + wanted.count)].elementsEqual(wanted) }
    }
}

/// How well a ranking finds what it should. Pure functions over ranks, so any store and any mode can be scored.
public enum RetrievalMetrics {
    /// Rank, from 1, of the first hit that holds the oracle's words; nil when none does.
    public static func rank(of oracle: Oracle, in passages: [Passage]) -> Int? {
        passages.firstIndex(where: oracle.matches).map { $0 + 1 }
    }

    /// Share of questions whose oracle stands among the first `k`; 0 for no questions.
    public static func recall(at k: Int, ranks: [Int?]) -> Double {
        ranks.isEmpty ? 0 : Double(ranks.count { $0.map { $0 <= k } ?? false }) / Double(ranks.count)
    }

    /// Mean over questions of 1 / rank, 0 where the oracle was not found; 0 for no questions.
    public static func meanReciprocalRank(_ ranks: [Int?]) -> Double {
        ranks.isEmpty ? 0 : ranks.reduce(0) { $0 + ($1.map { 1 / Double($0) } ?? 0) } / Double(ranks.count)
    }

    /// Normalised discounted cumulative gain of each question where one passage is right: 1 / log₂(1 + rank) within the first `k`, else 0
    /// (Järvelin and Kekäläinen, TOIS 2002).
    public static func discountedGain(at k: Int, rank: Int?) -> Double {
        guard let rank, rank <= k else { return 0 }
        return 1 / log2(1 + Double(rank))
    }
}
