/// How far a use case is, for a progress line or a job's status.
public struct ProgressUpdate: Codable, Equatable, Sendable {
    /// 0…1, nil while unknown.
    public var fraction: Double?
    /// What it is doing now, in words.
    public var text: String
    public var rate: String?
    public var etaSeconds: Double?
    /// A document whose change is kept from here on, whatever happens to the program.
    public var changed: Change?
    /// Worth a line of its own where lines are not rewritten.
    public var isMilestone = false

    public struct Change: Codable, Equatable, Sendable {
        public var document: String
        /// As `HistoryRow.change`.
        public var change: String
    }

    public init(fraction: Double?, text: String, rate: String? = nil, isMilestone: Bool = false) {
        self.fraction = fraction
        self.text = text
        self.rate = rate
        self.isMilestone = isMilestone
    }
}

/// Gets progress; false asks the work to stop at its next safe point.
public typealias ProgressSink = (ProgressUpdate) -> Bool
