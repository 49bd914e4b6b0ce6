import Foundation

/// The documents and queries of `SearchBenchmark`, a document at a time.
struct BenchmarkPassages {
    struct Document {
        var path: String
        var texts: [String]
        /// passages × dimensions
        var vectors: [Float]
    }

    struct Query {
        var text: String
        var vector: [Float]
    }

    let count: Int
    private(set) var queries: [Query] = []
    private let dimensions: Int
    private var vectors: ClusteredVectors
    private let file: Data?
    /// Without a search by words there is no need of many.
    private let words: Int
    private var random: SplitMix
    /// The first documents, drawn ahead for their queries, the last one first.
    private var ahead: [(topic: Int, vectors: [Float])] = []
    private var made = 0

    /// Queries are passages of the first documents, one each, that are themselves left out.
    init(_ benchmark: SearchBenchmark) throws {
        dimensions = benchmark.dimensions
        words = benchmark.isHybrid ? 60 : 2
        let size = 4 * benchmark.dimensions
        file = try benchmark.readPath.map { try Data(contentsOf: URL(fileURLWithPath: $0), options: .alwaysMapped) }
        count = file.map { min(benchmark.passages, $0.count / size - benchmark.queries) } ?? benchmark.passages
        if let path = benchmark.readPath, count < benchmark.queries {
            throw RetrievalError.cannotOpen(path: path, reason: "it holds fewer than \(2 * benchmark.queries) vectors of this length")
        }
        vectors = ClusteredVectors(dimensions: benchmark.dimensions, passages: count, seed: benchmark.seed)
        random = SplitMix(seed: benchmark.seed &+ 1)
        for i in 0..<benchmark.queries {
            if let file {
                let start = (file.count / size - 1 - i) * size
                queries.append(Query(text: query(topic: i, i), vector: file[start..<start + size].floats))
            } else {
                let document = vectors.document(passages: ClusteredVectors.passagesPerDocument + 1)
                let end = document.vectors.count - dimensions
                queries.append(Query(text: query(topic: document.topic, i), vector: Array(document.vectors[end...])))
                ahead.insert((document.topic, Array(document.vectors[..<end])), at: 0)
            }
        }
    }

    private mutating func draw() -> (topic: Int, vectors: [Float])? {
        guard made < count else { return nil }
        let size = min(ClusteredVectors.passagesPerDocument, count - made)
        made += size
        if let file {
            let bytes = 4 * dimensions
            return (made, file[(made - size) * bytes..<made * bytes].floats)
        }
        let next = ahead.popLast() ?? vectors.document(passages: size)
        return (next.topic, Array(next.vectors.prefix(size * dimensions)))
    }

    mutating func next() -> Document? {
        draw().map { document in
            let texts = (0..<document.vectors.count / dimensions).map { _ in text(topic: document.topic, words: words) }
            return Document(path: "made/\(made).txt", texts: texts, vectors: document.vectors)
        }
    }

    /// One more document, after the last.
    mutating func extra() -> Document {
        var other = ClusteredVectors(dimensions: dimensions, passages: 20, seed: 99)
        let document = other.document(passages: ClusteredVectors.passagesPerDocument)
        var texts = (0..<ClusteredVectors.passagesPerDocument).map { _ in text(topic: 0, words: words) }
        texts[0] += " " + Self.extraWord
        return Document(path: "made/extra.txt", texts: texts, vectors: document.vectors)
    }

    /// A word that stands only in the first passage of `extra`.
    static let extraWord = "onlyhere"

    /// Two to five words of the topic's texts, none of them left out as too frequent: harder than what people type. The number makes the
    /// text a key of its own; no passage holds it.
    private mutating func query(topic: Int, _ number: Int) -> String {
        text(topic: topic, words: 2 + number % 4) + " q\(number)q"
    }

    /// Words by Zipf's law over 50,000, a third of them by the same law over 400 of the topic's own; three in a hundred are of two million
    /// rare ones, as names and numbers are.
    private mutating func text(topic: Int, words: Int) -> String {
        var parts: [String] = []
        for _ in 0..<words {
            if random.unit() < 0.03 {
                parts.append(Self.word(50_000 + Int(random.unit() * 2_000_000)))
                continue
            }
            let isOwn = random.unit() < 1.0 / 3
            // Uniform in the logarithm of the rank: frequency goes like 1 / rank.
            let rank = Int(exp(random.unit() * log(isOwn ? 400 : 50_000)))
            parts.append(Self.word(isOwn ? (topic &* 7_919 &+ rank &* 104_729) % 50_000 : rank))
        }
        return parts.joined(separator: " ")
    }

    private static func word(_ rank: Int) -> String {
        let syllables = ["ba", "do", "fi", "gu", "ke", "lo", "ma", "ni", "po", "ru", "sa", "te", "vi", "wo", "xu", "ze"]
        var word = ""
        var rest = rank + 16
        while rest > 0 {
            word += syllables[rest % 16]
            rest /= 16
        }
        return word
    }
}
