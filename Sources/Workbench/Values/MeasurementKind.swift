/// An experiment beside the evaluation, whose newest result is kept with the project.
public enum MeasurementKind: String, CaseIterable, Equatable, Hashable, Sendable {
    case gaps, promptSearch, probes, curve, freshness, retrieval, judge

    public var title: String {
        switch self {
        case .gaps: "Gaps"
        case .promptSearch: "Prompt search"
        case .probes: "Probes"
        case .curve: "Learning curve"
        case .freshness: "Freshness"
        case .retrieval: "Retrieval"
        case .judge: "Judge model"
        }
    }

    /// What it tells, and on what it is run.
    public var purpose: String {
        switch self {
        case .gaps:
            "Where are the points lost: in what the model does not know, in what search misses, in what it misreads, or in form? On the "
                + "development cases."
        case .promptSearch:
            "Has prompting been exhausted? Rewrites of the instructions and sets of worked examples compete on the development cases."
        case .probes:
            "Other wordings of a question, invention next to trained facts, distracting passages, reversed facts, and what training made the "
                + "model forget."
        case .curve:
            "Do more examples still help? An adapter is trained on each of several nested subsets of the training examples. This takes long."
        case .freshness: "A fact changes in a copy of the documents: which arm follows, which one repeats what it learned?"
        case .retrieval: "Does search find the passage that answers? Modes and weights on the development cases."
        case .judge:
            "A language model over HTTP compares the answers of two arms, and is held against your votes. It is started by command only: "
                + "nothing leaves this machine by a key."
        }
    }

    /// The same on the command line.
    public var command: String {
        switch self {
        case .gaps: "assay eval gaps"
        case .promptSearch: "assay eval prompt-search"
        case .probes: "assay eval probes"
        case .curve: "assay eval curve"
        case .freshness: "assay eval freshness"
        case .retrieval: "assay eval retrieval"
        case .judge: "assay eval judge --send HOST"
        }
    }

    /// The kind of job that a front end can start for it; nil where it sends something to another machine.
    public var jobKind: JobKind? { JobKind(rawValue: rawValue) }
}
