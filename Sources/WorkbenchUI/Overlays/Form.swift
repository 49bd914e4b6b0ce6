import TerminalCells
import Workbench

/// Fields to fill in before something starts.
public struct FormState: Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
        case training, evaluation
        /// What an arm of the playground does otherwise than the project says.
        case arm(Arm)
    }

    public var kind: Kind
    public var title: String
    public var fields: [FormField]
    public var focus = 0
    /// Why it cannot start like this.
    public var problem: String?
    /// What it would take, when that is known.
    public var cost: TrainingCost?
    public var verb: String
    /// The same on the command line, from the fields.
    var twin: String {
        switch kind {
        case .training:
            (try? trainingChoice().get()).map(command) ?? "assay train start"
        case .evaluation:
            "assay eval run" + evaluationArms.map { " --arm \($0.rawValue)" }.joined() + " --split \(evaluationSplit)"
        case .arm(let arm):
            (["assay ask QUESTION --arm \(arm.rawValue)"] + ((try? armSettings().get())?.flags ?? [])).joined(separator: " ")
        }
    }

    /// What is as it would be anyway is left out, but for what is chosen most.
    private func command(_ choice: TrainingChoice) -> String {
        let usual = TrainingChoice()
        var words = ["assay train start --rank \(choice.rank)"]
        if let alpha = choice.alpha { words.append("--alpha \(alpha)") }
        words.append("--epochs \(choice.epochs)")
        if choice.batchSize != usual.batchSize { words.append("--batch \(choice.batchSize)") }
        words.append("--learning-rate \(choice.learningRate) --seed \(choice.seed)")
        if choice.withContext { words.append("--with-context") }
        return (words + choice.options.flags).joined(separator: " ")
    }

    static func training() -> FormState {
        let choice = TrainingChoice()
        return FormState(
            kind: .training, title: "Train an adapter",
            fields: [
                FormField("Name", .text(TextInput()), help: "empty: chosen for you"),
                FormField("Rank", .text(TextInput("\(choice.rank)")), help: "width of the adapter, 1–256"),
                FormField("Alpha", .text(TextInput()), help: "its strength; empty: twice the rank"),
                FormField("Epochs", .text(TextInput("\(choice.epochs)")), help: "times through the examples, 1–100"),
                FormField("Batch", .text(TextInput("\(choice.batchSize)")), help: "examples in a step, 1–512"),
                FormField("Learning rate", .text(TextInput("0.001")), help: "1e-6 to 0.1"),
                FormField("Seed", .text(TextInput("\(choice.seed)")), help: "the same seed gives the same adapter"),
                FormField("With context", .toggle(choice.withContext), help: "train on retrieved passages too, for rag+lora"),
                FormField(
                    "Options", .text(TextInput()), help: "such as use-rslora, use-dora, lora-dropout 0.05, loraplus-lr-ratio 4",
                    isWide: true
                ),
            ], verb: "start")
    }

    static func evaluation(_ project: ProjectSummary?) -> FormState {
        let hasAdapter = project.map { $0.adapter != nil } ?? true
        return FormState(
            kind: .evaluation, title: "Run an evaluation",
            fields: (project?.arms ?? Arm.plain).map { arm in
                FormField(
                    arm.rawValue, .toggle(hasAdapter || !arm.adapts),
                    help: arm.adapts && !hasAdapter ? "no adapter yet: train one in Dataset" : arm.summary)
            } + [FormField("Split", .choice(["test", "development"], 0), help: "the verdict rests on test")], verb: "run")
    }

    var evaluationArms: [Arm] {
        fields.compactMap { field in
            if case .toggle(true) = field.value { Arm(rawValue: field.label) } else { nil }
        }
    }

    var evaluationSplit: String {
        if case .choice(let options, let index)? = fields.last?.value { options[index] } else { "test" }
    }

    struct Invalid: Error { var message: String }

    /// The choice in the fields, or what is wrong with the first bad one.
    func trainingChoice() -> Result<TrainingChoice, Invalid> {
        func text(_ label: String) -> String {
            guard case .text(let input)? = fields.first(where: { $0.label == label })?.value else { return "" }
            return OverlayCommands.trimmed(input.text)
        }
        func invalid(_ message: String) -> Result<TrainingChoice, Invalid> { .failure(Invalid(message: message)) }
        var choice = TrainingChoice()
        choice.name = text("Name").isEmpty ? nil : text("Name")
        guard let rank = Int(text("Rank")), (1...256).contains(rank) else { return invalid("Rank must be a number from 1 to 256.") }
        choice.rank = rank
        if !text("Alpha").isEmpty {
            guard let alpha = Double(text("Alpha")), alpha > 0, alpha.isFinite else { return invalid("Alpha must be above 0, or empty.") }
            choice.alpha = alpha
        }
        guard let epochs = Int(text("Epochs")), (1...100).contains(epochs) else {
            return invalid("Epochs must be a number from 1 to 100.")
        }
        choice.epochs = epochs
        guard let batch = Int(text("Batch")), (1...512).contains(batch) else { return invalid("Batch must be a number from 1 to 512.") }
        choice.batchSize = batch
        guard let rate = Double(text("Learning rate")), rate >= 1e-6, rate <= 0.1 else {
            return invalid("The learning rate must be between 1e-6 and 0.1.")
        }
        choice.learningRate = rate
        guard let seed = UInt64(text("Seed")) else { return invalid("The seed must be a whole number, not negative.") }
        choice.seed = seed
        if case .toggle(true)? = fields.first(where: { $0.label == "With context" })?.value { choice.withContext = true }
        do {
            choice.options = try TrainingOptions(words: text("Options"))
        } catch {
            return invalid("\(error)")
        }
        return .success(choice)
    }
}

/// One field of a form.
public struct FormField: Equatable, Sendable {
    public enum Value: Equatable, Sendable {
        case text(TextInput)
        case toggle(Bool)
        case choice([String], Int)
    }

    public var label: String
    public var value: Value
    public var help: String
    /// The value takes the whole row, and the help stands where it is empty.
    public var isWide: Bool

    init(_ label: String, _ value: Value, help: String, isWide: Bool = false) {
        self.label = label
        self.value = value
        self.help = help
        self.isWide = isWide
    }

    /// ←→ and Space.
    mutating func change(_ step: Int) {
        switch value {
        case .text: break
        case .toggle(let on): value = .toggle(!on)
        case .choice(let options, let index): value = .choice(options, ((index + step) % options.count + options.count) % options.count)
        }
    }

    var isText: Bool { if case .text = value { true } else { false } }
}

extension AppState {
    mutating func takeCost(_ choice: TrainingChoice, _ cost: TrainingCost) {
        guard case .form(var form)? = overlays.last, form.kind == .training else { return }
        if case .success(let current) = form.trainingChoice(), current == choice { form.cost = cost }
        overlays[overlays.count - 1] = .form(form)
    }
}
