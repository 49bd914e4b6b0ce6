import Foundation

/// A measured figure: the shape `assay bench … --json` prints.
public struct MeasuredFigure: Codable, Sendable {
    public struct Machine: Codable, Sendable {
        public var processor: String
        public var cores: Int
        public var memoryGigabytes: Int
    }
    public var name: String
    /// The median of `samples`.
    public var value: Double
    public var unit: String
    public var samples: [Double]
    public var machine: Machine
    public var notes: [String]
    /// Share of the exact first ten that a search found.
    public var recall: Double?
    /// The most memory that the process has held.
    public var peakMemoryMegabytes: Double?
    /// Milliseconds that 95 of 100 searches by words and vectors together stay below.
    public var hybridP95: Double?
    public var hybridP50: Double?
    /// The same for words alone, and for SQLite's own ranking of the same queries in the same run.
    public var lexicalP50: Double?
    public var lexicalP95: Double?
    public var fts5P50: Double?
    public var fts5P95: Double?
    /// Whether the search by words gave FTS5's passages, order and scores.
    public var lexicalExact: Bool?
    /// What an ingest did, and where its time went.
    public var ingest: Ingest?
    /// What an evaluation consisted of.
    public var evaluation: Evaluation?
    /// Another program's figure for the same work, measured in the same minutes.
    public var peer: Peer?

    public struct Ingest: Codable, Sendable {
        public var documents: Int
        public var failed: Int
        public var passages: Int
        /// Word pieces.
        public var tokens: Int
        public var seconds: Double
        /// On threads beside the others.
        public var readingSeconds: Double
        public var embeddingSeconds: Double
        public var storingSeconds: Double
        public var storeBytes: Int
        public var searches: [Searches]?

        public struct Searches: Codable, Sendable {
            public var mode: String
            public var queries: Int
            public var p50Milliseconds: Double
            public var p95Milliseconds: Double
        }
    }

    public struct Evaluation: Codable, Sendable {
        public var project: String
        public var cases: Int
        public var arms: [String]
        public var answers: Int
        /// Of all arms.
        public var promptTokens: Int
        public var completionTokens: Int
        /// Scores and statistics of the whole, its report included.
        public var scoringSeconds: Double
    }

    public struct Peer: Codable, Sendable {
        public var name: String
        public var value: Double
        public var samples: [Double]
        /// Our figure over the peer's; for times the other way round, so that more is better.
        public var ratio: Double
    }

    init(_ name: String, _ samples: [Double], unit: String, notes: [String] = []) {
        self.name = name
        self.samples = samples
        self.unit = unit
        self.notes = notes
        value = Self.median(samples)
        machine = Machine(
            processor: Self.processor(), cores: ProcessInfo.processInfo.activeProcessorCount,
            memoryGigabytes: Int(ProcessInfo.processInfo.physicalMemory >> 30))
    }

    private static func median(_ samples: [Double]) -> Double { samples.sorted()[samples.count / 2] }

    mutating func compare(with name: String, _ samples: [Double], lessIsBetter: Bool) {
        let theirs = Self.median(samples)
        peer = Peer(name: name, value: theirs, samples: samples, ratio: lessIsBetter ? theirs / value : value / theirs)
    }

    private static func processor() -> String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
    }
}
