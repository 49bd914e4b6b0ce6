/// What one arm does otherwise than the project says, for a question in the playground; nil leaves it as it is.
///
/// Evaluations never use it: they compare the arms as the project has them.
public struct ArmSettings: Codable, Equatable, Sendable {
    /// A file like `prompts/fewshot.toml`: instructions with worked examples, in place of the arm's own.
    public var prompt: String?
    /// How many passages are retrieved, 1 to 20.
    public var passages: Int?
    /// The run whose adapter is used.
    public var adapter: String?
    /// 0 takes the likeliest token, 2 is the most.
    public var temperature: Double?
    /// Whether the project's form is imposed on the answer.
    public var imposesForm: Bool?
    /// The most tokens of an answer, 1 to 4096.
    public var maxTokens: Int?

    public init() {}

    public var isEmpty: Bool { self == ArmSettings() }

    /// Without what makes no difference to an arm that does not retrieve, or has no adapter.
    func relevant(to arm: Arm) -> ArmSettings {
        var settings = self
        if !arm.retrieves { settings.passages = nil }
        if !arm.adapts { settings.adapter = nil }
        return settings
    }

    /// For people, on one line.
    public var summary: String {
        var parts: [String] = []
        if let prompt { parts.append("prompt \(prompt.split(separator: "/").last.map(String.init) ?? prompt)") }
        if let passages { parts.append(passages == 1 ? "1 passage" : "\(passages) passages") }
        if let adapter { parts.append("adapter \(adapter)") }
        if let temperature { parts.append("temperature \(temperature)") }
        if let imposesForm { parts.append(imposesForm ? "form imposed" : "no form") }
        if let maxTokens { parts.append("at most \(maxTokens) tokens") }
        return parts.joined(separator: " · ")
    }

    /// As `assay ask` takes it.
    public var flags: [String] {
        var flags: [String] = []
        if let prompt { flags.append("--prompt \(prompt.contains(" ") ? "'\(prompt)'" : prompt)") }
        if let passages { flags.append("--passages \(passages)") }
        if let adapter { flags.append("--adapter \(adapter)") }
        if let temperature { flags.append("--temperature \(temperature)") }
        if let imposesForm { flags.append(imposesForm ? "--form" : "--no-form") }
        if let maxTokens { flags.append("--max-tokens \(maxTokens)") }
        return flags
    }

    /// - Throws: what is out of range.
    public func check() throws {
        func refuse(_ text: String) throws { throw WorkbenchError(.usage, text) }
        if let passages, !(1...20).contains(passages) { try refuse("Passages must be a number from 1 to 20.") }
        if let temperature, !(0...2).contains(temperature) { try refuse("The temperature must be between 0 and 2.") }
        if let maxTokens, !(1...4096).contains(maxTokens) { try refuse("An answer's tokens must be a number from 1 to 4096.") }
    }
}

/// What the settings of arms can be chosen from.
public struct ArmChoices: Equatable, Sendable {
    /// As the project says.
    public var passages = 3
    public var maxTokens = 80
    public var hasForm = false
    /// Files in the project's folder `prompts`.
    public var prompts: [String] = []
    /// Runs with an adapter, the newest last.
    public var adapters: [String] = []

    public init() {}
}

/// How a question is asked, beside what the project says.
public struct AskOptions: Equatable, Sendable {
    public var settings: [Arm: ArmSettings] = [:]
    /// The conversation so far, oldest first: each arm goes on with its own answers.
    public var earlier: [PastTurn] = []
    /// Decides what a temperature above 0 draws.
    public var seed: UInt64 = 0

    public init(settings: [Arm: ArmSettings] = [:], earlier: [PastTurn] = []) {
        self.settings = settings
        self.earlier = earlier
    }
}

/// How an answer goes on with a conversation.
public struct FollowUp: Codable, Equatable, Sendable {
    /// Earlier questions that stand in the prompt with the arm's own answers.
    public var turns: Int
    /// Older ones that had no room.
    public var dropped: Int
    /// What was searched for, where the arm retrieves.
    public var search: String?

    public init(turns: Int, dropped: Int, search: String? = nil) {
        self.turns = turns
        self.dropped = dropped
        self.search = search
    }

    public var text: String {
        let older = dropped == 0 ? "" : "; \(dropped) older left out, no room"
        if turns == 0 { return "has no earlier answer to go on from" + older }
        return "goes on from \(turns) earlier answer\(turns == 1 ? "" : "s")" + older
    }
}
