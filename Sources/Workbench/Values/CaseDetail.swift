/// One scored case with every arm's answer: what the flips list opens.
public struct CaseDetail: Codable, Equatable, Sendable {
    public var `case`: String
    public var question: String
    /// The facts the answer must hold, each as its aliases.
    public var expected: [[String]]
    /// "development" or "test".
    public var split: String
    public var answers: [Answer]

    public init(case id: String, question: String, expected: [[String]], split: String, answers: [Answer]) {
        self.case = id
        self.question = question
        self.expected = expected
        self.split = split
        self.answers = answers
    }

    /// What one arm said and how it was scored.
    public struct Answer: Codable, Equatable, Sendable {
        public var arm: Arm
        public var text: String
        public var passed: Bool
        /// Why it failed, in words ("fact 2 of 3 missing", "format: 94 words, at most 60"); empty when it passed.
        public var reasons: [String]

        public init(arm: Arm, text: String, passed: Bool, reasons: [String]) {
            self.arm = arm
            self.text = text
            self.passed = passed
            self.reasons = reasons
        }
    }
}

/// What a training would cost before it is started.
public struct TrainingCost: Equatable, Sendable {
    public var lowSeconds: Double
    public var expectedSeconds: Double
    public var highSeconds: Double
    /// Of the whole process at its most.
    public var memoryBytes: Int
    /// What of it is held already.
    public var heldBytes: Int
    /// What the machine has left for the rest; nil where that is not known.
    public var availableBytes: Int?
    public var steps: Int
    public var tokens: Int

    public init(
        lowSeconds: Double, expectedSeconds: Double, highSeconds: Double, memoryBytes: Int, heldBytes: Int = 0, availableBytes: Int? = nil,
        steps: Int, tokens: Int
    ) {
        self.lowSeconds = lowSeconds
        self.expectedSeconds = expectedSeconds
        self.highSeconds = highSeconds
        self.memoryBytes = memoryBytes
        self.heldBytes = heldBytes
        self.availableBytes = availableBytes
        self.steps = steps
        self.tokens = tokens
    }

    /// Whether the machine has less memory left than the training would take.
    public var isTooLarge: Bool { availableBytes.map { memoryBytes - heldBytes > $0 } ?? false }
}
