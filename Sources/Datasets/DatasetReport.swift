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

    /// All that the text holds, lines that could not be read included.
    public var examples: Int
    /// Those to train on: readable, no copy of an earlier one, no leak.
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
    /// Ids of the examples that were read but are not usable: copies and leaks.
    public var setAside: [String]?
    /// What is worth knowing and no fault of an example.
    public var notes: [String]?

    public init(
        examples: Int, usable: Int, duplicates: Int, nearDuplicates: Int, leaks: [String], lengths: Lengths, problems: [String],
        setAside: [String]? = nil, notes: [String]? = nil
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
    }
}
