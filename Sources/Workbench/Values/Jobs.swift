/// A piece of long work.
public struct JobID: Hashable, Sendable, Comparable {
    public let rawValue: Int
    public init(_ rawValue: Int) { self.rawValue = rawValue }
    public static func < (a: JobID, b: JobID) -> Bool { a.rawValue < b.rawValue }
}

public enum JobKind: String, Equatable, Sendable {
    case sync, train, ask, evaluate, draft
    /// A `MeasurementKind` each.
    case gaps, promptSearch, probes, curve, freshness, retrieval
}

/// A job as the jobs strip shows it; sent at most about ten times a second.
public struct JobStatus: Equatable, Sendable, Identifiable {
    public enum State: Equatable, Sendable { case running, stopping, finished, cancelled, failed(String) }

    public var id: JobID
    public var kind: JobKind
    public var title: String
    public var state: State
    /// 0…1, nil while unknown.
    public var fraction: Double?
    /// What it is doing now, in words ("case 12 of 60 · rag").
    public var detail: String
    public var elapsedSeconds: Double
    public var etaSeconds: Double?
    /// For example "412 tok/s".
    public var rate: String?

    public init(
        id: JobID, kind: JobKind, title: String, state: State, fraction: Double?, detail: String, elapsedSeconds: Double,
        etaSeconds: Double?, rate: String?
    ) {
        self.id = id
        self.kind = kind
        self.title = title
        self.state = state
        self.fraction = fraction
        self.detail = detail
        self.elapsedSeconds = elapsedSeconds
        self.etaSeconds = etaSeconds
        self.rate = rate
    }

    public var isActive: Bool { state == .running || state == .stopping }
}
