/// A training example as the dataset pane lists it.
public struct ExampleRow: Codable, Equatable, Sendable, Identifiable {
    public var id: String
    /// "train" or "validation".
    public var split: String
    public var topic: String?
    public var system: String?
    public var prompt: String
    public var completion: String
    public var tokens: Int

    public init(id: String, split: String, topic: String?, system: String?, prompt: String, completion: String, tokens: Int) {
        self.id = id
        self.split = split
        self.topic = topic
        self.system = system
        self.prompt = prompt
        self.completion = completion
        self.tokens = tokens
    }
}

/// The dataset's health in numbers, with each problem in words.
public struct DatasetHealth: Equatable, Sendable {
    public var examples: Int
    public var usable: Int
    public var duplicates: Int
    public var nearDuplicates: Int
    public var leaks: Int
    public var p50: Int
    public var p95: Int
    public var max: Int
    /// Each with the file's line number where there is one.
    public var problems: [String]
    /// The same as values, with the ignored ones.
    public var findings: [Finding]
    /// What the examples are worth once those that teach the same are counted once.
    public var effectiveExamples: Int
    /// Ids of the examples that were taken out of training.
    public var dropped: [String]

    public init(
        examples: Int, usable: Int, duplicates: Int, nearDuplicates: Int, leaks: Int, p50: Int, p95: Int, max: Int,
        problems: [String], findings: [Finding] = [], effectiveExamples: Int = 0, dropped: [String] = []
    ) {
        self.examples = examples
        self.usable = usable
        self.duplicates = duplicates
        self.nearDuplicates = nearDuplicates
        self.leaks = leaks
        self.p50 = p50
        self.p95 = p95
        self.max = max
        self.problems = problems
        self.findings = findings
        self.effectiveExamples = effectiveExamples
        self.dropped = dropped
    }
}

/// One token of an example and whether the loss sees it.
public struct MaskedToken: Codable, Equatable, Sendable {
    public var id: Int
    public var piece: String
    public var trained: Bool

    public init(id: Int, piece: String, trained: Bool) {
        self.id = id
        self.piece = piece
        self.trained = trained
    }
}

/// A training run as the dataset pane lists it.
public struct RunRow: Equatable, Sendable, Identifiable {
    public enum State: String, Equatable, Sendable { case running, stopped, done, failed }

    public var id: String { name }
    public var name: String
    public var state: State
    public var step: Int
    public var steps: Int
    public var loss: Double?
    public var validationLoss: Double?
    public var rank: Int
    public var epochs: Int
    /// Path of the finished adapter, if there is one.
    public var adapter: String?
    public var note: String?

    public init(
        name: String, state: State, step: Int, steps: Int, loss: Double?, validationLoss: Double?, rank: Int, epochs: Int,
        adapter: String?, note: String?
    ) {
        self.name = name
        self.state = state
        self.step = step
        self.steps = steps
        self.loss = loss
        self.validationLoss = validationLoss
        self.rank = rank
        self.epochs = epochs
        self.adapter = adapter
        self.note = note
    }
}

/// One point of a training run's record.
public struct TrainingPoint: Codable, Equatable, Sendable {
    public var step: Int
    public var steps: Int
    /// Training loss of this step; nil for a validation point.
    public var loss: Double?
    /// Validation loss at this step, when it was measured.
    public var validationLoss: Double?
    public var learningRate: Double
    public var gradientNorm: Double?
    public var tokensPerSecond: Double
    public var etaSeconds: Double?
    /// The most memory that the process has held so far; points of earlier versions don't say.
    public var memoryBytes: Int?

    public init(
        step: Int, steps: Int, loss: Double?, validationLoss: Double?, learningRate: Double, gradientNorm: Double?,
        tokensPerSecond: Double, etaSeconds: Double?, memoryBytes: Int? = nil
    ) {
        self.step = step
        self.steps = steps
        self.loss = loss
        self.validationLoss = validationLoss
        self.learningRate = learningRate
        self.gradientNorm = gradientNorm
        self.tokensPerSecond = tokensPerSecond
        self.etaSeconds = etaSeconds
        self.memoryBytes = memoryBytes
    }
}
