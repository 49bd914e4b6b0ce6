/// Training options as words, under the names that PEFT and TRL give them: `use-dora lora-dropout 0.05`. The command line's flags are
/// the same words with two dashes before them.
extension TrainingOptions {
    private static let switches: [(name: String, path: WritableKeyPath<TrainingOptions, Bool> & Sendable)] = [
        ("use-rslora", \.usesRankStabilization), ("use-dora", \.usesDoRA), ("single-precision", \.usesSinglePrecision),
    ]
    private static let numbers: [(name: String, path: WritableKeyPath<TrainingOptions, Double> & Sendable)] = [
        ("loraplus-lr-ratio", \.loraPlusRatio), ("lora-dropout", \.dropout), ("neftune-noise-alpha", \.neftuneAlpha),
        ("weight-decay", \.weightDecay), ("max-grad-norm", \.clip), ("warmup-ratio", \.warmup),
    ]
    private static let counts: [(name: String, path: WritableKeyPath<TrainingOptions, Int?> & Sendable)] = [
        ("max-steps", \.maximumSteps), ("eval-steps", \.validationEvery), ("save-steps", \.checkpointEvery),
        ("early-stopping-patience", \.patience), ("tokens-per-pass", \.rowsPerPass),
    ]
    private static let targets = "target-modules"
    private static let schedule = "lr-scheduler-type"
    private static let sampleCount = "samples"

    /// All names, in the order in which the command line helps with them.
    private static var names: [String] {
        [targets] + switches.map(\.name) + numbers.map(\.name) + [schedule] + counts.map(\.name) + [sampleCount]
    }

    /// Reads options as people type them, with or without the dashes, `name value` or `name=value`.
    /// - Throws: `.usage` with the word that can't be read.
    public init(words text: String) throws {
        self.init()
        var words = text.split { $0 == " " || $0 == "=" }[...]
        while let word = words.popFirst() {
            let name = String(word.drop { $0 == "-" })
            if let option = Self.switches.first(where: { $0.name == name }) {
                self[keyPath: option.path] = true
                continue
            }
            guard Self.names.contains(name) else {
                throw WorkbenchError(.usage, "There is no option \"\(word)\".", next: "Take \(Self.names.joined(separator: ", ")).")
            }
            guard let value = words.popFirst() else { throw WorkbenchError(.usage, "The option \(name) needs a value.") }
            try set(name, to: value)
        }
        _ = try projections()
        _ = try learningRateSchedule()
    }

    private mutating func set(_ name: String, to value: Substring) throws {
        let bad = WorkbenchError(.usage, "The option \(name) can't be \"\(value)\".")
        if let option = Self.numbers.first(where: { $0.name == name }) {
            guard let number = Double(value), number.isFinite else { throw bad }
            self[keyPath: option.path] = number
        } else if let option = Self.counts.first(where: { $0.name == name }) {
            guard let count = Int(value), count > 0 else { throw bad }
            self[keyPath: option.path] = count
        } else if name == Self.sampleCount {
            guard let count = Int(value), count >= 0 else { throw bad }
            samples = count
        } else if name == Self.targets {
            targetModules = value.split(separator: ",").map(String.init)
        } else {
            schedule = String(value)
        }
    }

    /// What differs from the defaults, as flags of `assay train start`.
    public var flags: [String] {
        let usual = TrainingOptions()
        var flags: [String] = []
        if targetModules != usual.targetModules { flags += ["--" + Self.targets, targetModules.joined(separator: ",")] }
        for (name, path) in Self.switches where self[keyPath: path] { flags.append("--" + name) }
        for (name, path) in Self.numbers where self[keyPath: path] != usual[keyPath: path] {
            flags += ["--" + name, "\(self[keyPath: path])"]
        }
        if schedule != usual.schedule { flags += ["--" + Self.schedule, schedule] }
        for (name, path) in Self.counts { if let count = self[keyPath: path] { flags += ["--" + name, "\(count)"] } }
        if samples != usual.samples { flags += ["--" + Self.sampleCount, "\(samples)"] }
        return flags
    }
}
