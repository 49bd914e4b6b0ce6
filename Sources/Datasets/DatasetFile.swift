/// What was read from one text.
public struct DatasetFile: Sendable, Equatable {
    /// In the order of the text.
    public var examples: [Example]
    /// The lines that did not go in, in the order of the text.
    public var problems: [DatasetProblem]
    /// The format of most examples, the earlier one among equals. Without examples, the one asked for, or nil.
    public var format: DatasetFormat?

    public init(examples: [Example], problems: [DatasetProblem], format: DatasetFormat?) {
        self.examples = examples
        self.problems = problems
        self.format = format
    }
}
