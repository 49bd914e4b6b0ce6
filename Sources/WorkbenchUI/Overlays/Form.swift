import TerminalCells
import Workbench

/// Fields to fill in before something starts.
public struct FormState: Equatable, Sendable {
    public enum Kind: Equatable, Sendable { case training, evaluation }

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
            (try? trainingChoice().get()).map { choice in
                "assay train start --rank \(choice.rank) --epochs \(choice.epochs) --learning-rate \(plain(choice.learningRate))"
                    + " --seed \(choice.seed)" + (choice.withContext ? " --with-context" : "")
            } ?? "assay train start"
        case .evaluation:
            "assay eval run" + evaluationArms.map { " --arm \($0.rawValue)" }.joined() + " --split \(evaluationSplit)"
        }
    }

    /// A number as people type it: 0.001, 2e-05.
    private func plain(_ value: Double) -> String { "\(value)" }

    static func training() -> FormState {
        let choice = TrainingChoice()
        return FormState(
            kind: .training, title: "Train an adapter",
            fields: [
                FormField("Name", .text(TextInput()), help: "empty: chosen for you"),
                FormField("Rank", .text(TextInput("\(choice.rank)")), help: "width of the adapter, 1–256"),
                FormField("Epochs", .text(TextInput("\(choice.epochs)")), help: "times through the examples, 1–100"),
                FormField("Learning rate", .text(TextInput("0.001")), help: "1e-6 to 0.1"),
                FormField("Seed", .text(TextInput("\(choice.seed)")), help: "the same seed gives the same adapter"),
                FormField("With context", .toggle(choice.withContext), help: "train on retrieved passages too, for rag+lora"),
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
        func text(_ index: Int) -> String {
            guard fields.indices.contains(index), case .text(let input) = fields[index].value else { return "" }
            return String(input.text.drop { $0 == " " })
        }
        guard let rank = Int(text(1)), (1...256).contains(rank) else {
            return .failure(Invalid(message: "Rank must be a number from 1 to 256."))
        }
        guard let epochs = Int(text(2)), (1...100).contains(epochs) else {
            return .failure(Invalid(message: "Epochs must be a number from 1 to 100."))
        }
        guard let rate = Double(text(3)), rate >= 1e-6, rate <= 0.1 else {
            return .failure(Invalid(message: "The learning rate must be between 1e-6 and 0.1."))
        }
        guard let seed = UInt64(text(4)) else { return .failure(Invalid(message: "The seed must be a whole number, not negative.")) }
        var withContext = false
        if case .toggle(let on)? = fields.last?.value { withContext = on }
        let name = text(0)
        return .success(
            TrainingChoice(
                name: name.isEmpty ? nil : name, rank: rank, epochs: epochs, learningRate: rate, seed: seed, withContext: withContext))
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

    init(_ label: String, _ value: Value, help: String) {
        self.label = label
        self.value = value
        self.help = help
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
