import TerminalCells
import Workbench

/// Everything the screen shows.  Only `update` changes it.
public struct AppState: Equatable, Sendable {
    public var configuration: Configuration
    public internal(set) var size = Size(80, 24)
    public internal(set) var traits: TerminalTraits?
    public internal(set) var project: ProjectSummary?
    /// While no project is open.
    public internal(set) var start: StartState?
    public internal(set) var focus: Pane
    /// The focused pane has the whole screen.
    public internal(set) var isZoomed = false
    public internal(set) var knowledge = KnowledgeState()
    public internal(set) var dataset = DatasetState()
    public internal(set) var decision = DecisionState()
    public internal(set) var playground: PlaygroundState
    /// Oldest first; finished ones stay until the next begins.
    public internal(set) var jobs: [JobStatus] = []
    /// When a tick first met a job as it is now: its time goes on between the workbench's reports.
    var jobClocks: [JobID: Double] = [:]
    /// Boxes over the panes, the last one on top.
    public internal(set) var overlays: [Overlay] = []
    /// The line that tells what just happened; the next key takes it away.
    public internal(set) var notice: Notice?
    public internal(set) var messages: [Notice] = []
    /// Seconds, moved by ticks only.
    public internal(set) var clock = 0.0
    public internal(set) var isTicking = false
    /// Waiting for jobs to put their work down, then the program ends.
    public internal(set) var isQuitting = false
    public internal(set) var capturesMouse: Bool

    /// - Parameter start: without a project, what there is to choose from.
    public init(_ configuration: Configuration = Configuration(), start: StartState? = nil) {
        self.configuration = configuration
        self.start = start
        focus = configuration.startPane
        playground = PlaygroundState(seed: configuration.seed)
        capturesMouse = configuration.mouse
        if let warning = configuration.warning { notice = Notice(warning, .error) }
    }

    public var activeJobs: [JobStatus] { jobs.filter(\.isActive) }

    /// The job with the time that has passed since it was last heard of.
    func timed(_ job: JobStatus) -> JobStatus {
        guard job.isActive, let start = jobClocks[job.id] else { return job }
        var job = job
        let passed = max(0, clock - start)
        job.elapsedSeconds += passed
        if let eta = job.etaSeconds { job.etaSeconds = max(0, eta - passed) }
        return job
    }

    func activeJob(_ kind: JobKind) -> JobStatus? { jobs.last { $0.kind == kind && $0.isActive } }

    /// Work that would be cut short by leaving.
    var jobsWorthAsking: [JobStatus] { activeJobs.filter { $0.kind != .ask } }

    /// Something on the screen moves by itself.
    var isAnimating: Bool { !activeJobs.isEmpty || playground.isStreaming || isQuitting }

    var layout: Layout { Layout(self) }

    mutating func tell(_ text: String, _ kind: Notice.Kind = .info) {
        let notice = Notice(text, kind)
        self.notice = notice
        messages.append(notice)
        if messages.count > 200 { messages.removeFirst(messages.count - 200) }
    }
}

/// One line about what happened.
public struct Notice: Equatable, Sendable {
    public enum Kind: Equatable, Sendable { case info, error }

    public var text: String
    public var kind: Kind

    public init(_ text: String, _ kind: Kind) {
        self.text = text
        self.kind = kind
    }
}
