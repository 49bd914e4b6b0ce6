/// What the adapter wrote to a fixed prompt at one validation.
public struct TrainingSample: Codable, Equatable, Sendable {
    /// Steps taken by then.
    public var step: Int
    public var steps: Int
    /// Which of the fixed prompts it is, from 1.
    public var number: Int
    /// The validation example that the prompt comes from.
    public var example: String
    /// What the user says in it.
    public var prompt: String
    public var text: String
    /// The example's own completion.
    public var reference: String
    /// Whether the model ended its text itself; it is cut off otherwise.
    public var isWhole: Bool

    public init(
        step: Int, steps: Int, number: Int, example: String, prompt: String, text: String, reference: String, isWhole: Bool
    ) {
        self.step = step
        self.steps = steps
        self.number = number
        self.example = example
        self.prompt = prompt
        self.text = text
        self.reference = reference
        self.isWhole = isWhole
    }
}

extension [TrainingSample] {
    /// The newest sample of each prompt, in the prompts' order.
    public var newest: [TrainingSample] {
        var last: [Int: TrainingSample] = [:]
        for sample in self { last[sample.number] = sample }
        return last.values.sorted { $0.number < $1.number }
    }
}
