import Synchronization

/// A job's side of the conversation: it reports how far it is, and asks whether to go on.
final class Job: Sendable {
    let id: JobID
    let kind: JobKind
    private let title: String
    private let stopwatch = Stopwatch()
    private let cancelled = Atomic<Bool>(false)
    private let sink: @Sendable (WorkbenchEvent) -> Void
    private let state: Mutex<Report>

    private struct Report {
        var fraction: Double?
        var detail = ""
        var rate: String?
        var remaining: Double?
        var lastSent = -1.0
        var ended = false
    }

    init(id: JobID, kind: JobKind, title: String, sink: @escaping @Sendable (WorkbenchEvent) -> Void) {
        self.id = id
        self.kind = kind
        self.title = title
        self.sink = sink
        state = Mutex(Report())
    }

    var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

    func cancel() {
        cancelled.store(true, ordering: .releasing)
        send(.stopping, force: true)
    }

    /// Reported at most about ten times a second; what falls between is replaced by the next report.
    /// `remaining` is in seconds; without it, the rest is taken to go as the part that is done.
    func report(fraction: Double?, detail: String, rate: String? = nil, remaining: Double? = nil) {
        state.withLock {
            $0.fraction = fraction
            $0.detail = detail
            $0.rate = rate
            $0.remaining = remaining
        }
        send(isCancelled ? .stopping : .running, force: false)
    }

    func end(_ final: JobStatus.State) {
        send(final, force: true)
        state.withLock { $0.ended = true }
    }

    func send(_ jobState: JobStatus.State, force: Bool) {
        let elapsed = stopwatch.seconds
        let report: Report? = state.withLock {
            guard !$0.ended, force || elapsed - $0.lastSent >= 0.1 else { return nil }
            $0.lastSent = elapsed
            return $0
        }
        guard let report else { return }
        let eta = report.remaining ?? report.fraction.flatMap { $0 > 0.01 && $0 < 1 ? elapsed * (1 - $0) / $0 : nil }
        sink(
            .job(
                JobStatus(
                    id: id, kind: kind, title: title, state: jobState, fraction: report.fraction, detail: report.detail,
                    elapsedSeconds: elapsed, etaSeconds: eta, rate: report.rate)))
    }
}
