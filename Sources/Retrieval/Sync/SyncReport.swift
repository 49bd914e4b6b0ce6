/// What a sync did.
public struct SyncReport: Sendable, Equatable {
    /// A document that could not be read, and why.
    public struct Failure: Sendable, Equatable {
        public var document: String
        public var reason: String
    }

    /// Where the time went. Reading goes on beside the rest, on other threads.
    public struct Seconds: Sendable, Equatable {
        public var reading = 0.0
        public var embedding = 0.0
        public var storing = 0.0
    }

    /// What was found damaged in the store and made anew, in words.
    public var repairs: [String] = []
    /// In the order they were made.
    public var changes: [HistoryEntry] = []
    public var unchanged = 0
    /// Every document that cannot be read now, whether or not that is new; sorted by path.
    public var failures: [Failure] = []
    public var skipped: [SkippedFile] = []
    public var missingSources: [String] = []
    /// Passages embedded by this sync.
    public var embedded = 0
    /// Passages whose vector was already known.
    public var reused = 0
    public var seconds = Seconds()
    /// Whether the progress sink ended it early.
    public var isCancelled = false

    public var added: Int { changes.count { $0.change == .added } }
    public var updated: Int { changes.count { $0.change == .updated || $0.change == .recut } }
    public var moved: Int { changes.count { $0.change == .moved } }
    public var removed: Int { changes.count { $0.change == .removed } }
    public var passagesAdded: Int { changes.reduce(0) { $0 + $1.passagesAdded } }
    public var passagesRemoved: Int { changes.reduce(0) { $0 + $1.passagesRemoved } }
}
