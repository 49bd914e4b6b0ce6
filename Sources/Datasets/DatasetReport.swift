/// What a check found. The names of the members are a contract with readers of the JSON.
public struct DatasetReport: Sendable, Equatable, Codable {
    public struct Lengths: Sendable, Equatable, Codable {
        /// Tokens, by nearest rank; 0 without examples.
        public var p50: Int
        public var p95: Int
        public var max: Int

        public init(p50: Int, p95: Int, max: Int) {
            self.p50 = p50
            self.p95 = p95
            self.max = max
        }
    }

    /// A label that completions end with or consist of, and how many do.
    public struct Label: Sendable, Equatable, Codable {
        public var label: String
        public var count: Int

        public init(label: String, count: Int) {
            self.label = label
            self.count = count
        }
    }

    /// All that the text holds, lines that could not be read and dropped examples included.
    public var examples: Int
    /// Those to train on: readable, not dropped, no copy of an earlier one, no leak, nothing that stops a run.
    public var usable: Int
    /// Examples that repeat an earlier one.
    public var duplicates: Int
    /// Examples that are nearly an earlier one, without the duplicates.
    public var nearDuplicates: Int
    /// One text for each example and case that know of one another.
    public var leaks: [String]
    public var lengths: Lengths
    /// What is wrong, where, and what to do, in the order of lines.
    public var problems: [String]
    /// Ids of the examples that were read but are not usable.
    public var setAside: [String]?
    /// What is worth knowing and no fault of an example.
    public var notes: [String]?
    /// Every fault as a value, in the order of lines, those of the whole dataset last; ignored ones are marked.
    public var findings: [Finding]
    /// What the examples are worth once those that teach the same are counted once.
    public var effectiveExamples: Int
    /// The most frequent first; empty where completions have no labels.
    public var labels: [Label]
    /// Ids of the examples that a person has taken out of training.
    public var dropped: [String]

    public init(
        examples: Int, usable: Int, duplicates: Int, nearDuplicates: Int, leaks: [String], lengths: Lengths, problems: [String],
        setAside: [String]? = nil, notes: [String]? = nil, findings: [Finding] = [], effectiveExamples: Int = 0, labels: [Label] = [],
        dropped: [String] = []
    ) {
        self.examples = examples
        self.usable = usable
        self.duplicates = duplicates
        self.nearDuplicates = nearDuplicates
        self.leaks = leaks
        self.lengths = lengths
        self.problems = problems
        self.setAside = setAside
        self.notes = notes
        self.findings = findings
        self.effectiveExamples = effectiveExamples
        self.labels = labels
        self.dropped = dropped
    }
}
