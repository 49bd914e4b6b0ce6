import ArgumentParser
import Foundation
import Workbench

struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train LoRA adapters.",
        subcommands: [
            Start.self, List.self, Show.self, Compare.self, Watch.self, Stop.self, Resume.self, Delete.self, Export.self, Import.self,
            Estimate.self,
        ])

    struct Start: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Start a training run.")
        @OptionGroup var choice: ChoiceOptions
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let session = try project.open()
            try Train.follow(output) { try session.train(choice.value, progress: $0, isStopped: $1) }
        }
    }

    struct Resume: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Go on with a run that was stopped or cut off.")
        @Argument(help: ArgumentHelp("The run.", valueName: "run"))
        var name: String
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let session = try project.open()
            try Train.follow(output) { try session.resumeTraining(name, progress: $0, isStopped: $1) }
        }
    }

    /// Runs a training to its end with progress on standard error.
    private static func follow(
        _ output: OutputOptions, _ work: ((TrainingUpdate) -> Bool, _ isStopped: @escaping () -> Bool) throws -> RunRow
    ) throws {
        Interruption.watch()
        let line = output.line
        let report: (TrainingUpdate) -> Bool = { update in
            line.event(update.event)
            line.show(update.text, fraction: update.fraction, force: update.isMilestone)
            return !Interruption.isRequested
        }
        let row = try work(report) { Interruption.isRequested }
        line.finish()
        if output.json {
            try Console.writeJSON(RunSummary(row))
        } else {
            Console.write(
                "\(row.name): \(row.state.rawValue) at step \(row.step) of \(row.steps)" + (row.adapter.map { ", adapter in \($0)" } ?? ""))
        }
        if row.state == .stopped { Console.note("Go on with: assay train resume \(row.name)") }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The runs.")
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let rows = try project.open().runs()
            if output.json { return try Console.writeJSON(["runs": rows.map(RunSummary.init)]) }
            if rows.isEmpty { Console.note("No runs yet. Start one with: assay train start") }
            for row in rows {
                let loss = row.validationLoss.map { String(format: "validation %.4f", $0) } ?? "no validation yet"
                Console.write("\(row.name)\t\(row.state.rawValue)\tstep \(row.step)/\(row.steps)\trank \(row.rank)\t\(loss)")
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One run with its record and curve.")
        @Argument(help: ArgumentHelp("The run.", valueName: "run"))
        var name: String
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        private struct Result: Encodable {
            var run: RunSummary
            var record: RunRecord
            var curve: [TrainingPoint]
            var samples: [TrainingSample]
            /// What its adapter does to the base model; nil without one.
            var effect: AdapterEffect?
        }

        func run() throws {
            let session = try project.open()
            let result = Result(
                run: RunSummary(try session.run(name)), record: try session.runRecord(name), curve: try session.curve(of: name),
                samples: try session.samples(of: name), effect: try session.run(name).adapter == nil ? nil : session.adapterEffect(of: name)
            )
            if output.json { return try Console.writeJSON(result) }
            let row = result.run
            if let source = result.record.imported {
                Console.write("\(row.name): imported (\(source.format)) from \(source.path), rank \(row.rank)")
            } else {
                Console.write(
                    "\(row.name): \(row.state), step \(row.step) of \(row.steps), rank \(row.rank), \(result.record.trainingExamples) examples"
                )
            }
            if let effect = result.effect { Console.write(effect.text) }
            if result.record.imported == nil { Console.write(result.record.text) }
            for point in result.curve where point.validationLoss != nil {
                Console.write(String(format: "step %5d  validation loss %.4f", point.step, point.validationLoss ?? 0))
            }
            for sample in result.samples.newest {
                Console.write("\nprompt \(sample.number)  \(indented(sample.prompt))")
                Console.write("step \(sample.step)\t  \(indented(sample.text + (sample.isWhole ? "" : "…")))")
                Console.write("wanted    \(indented(sample.reference))")
            }
        }

        private func indented(_ text: String) -> String { text.replacing("\n", with: "\n          ") }
    }

    struct Compare: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Runs side by side: what they differ in, and what came of it.")
        @Argument(help: ArgumentHelp("Two runs or more.", valueName: "run"))
        var names: [String]
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let comparison = try project.open().compareRuns(names)
            if output.json { return try Console.writeJSON(comparison) }
            Console.write(comparison.text)
        }
    }

    struct Watch: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Follow a run that another process trains, as JSON lines.")
        @Argument(help: ArgumentHelp("The run.", valueName: "run"))
        var name: String
        @OptionGroup var project: ProjectOptions

        func run() throws {
            let session = try project.open()
            Interruption.watch()
            var shown = (points: 0, samples: 0)
            while !Interruption.isRequested {
                // The state first: what is written after it was read is fetched once more.
                let row = try session.run(name)
                let (points, samples) = (try session.curve(of: name), try session.samples(of: name))
                let fresh = points.dropFirst(shown.points).map { TrainingEvent($0) }
                let written = samples.dropFirst(shown.samples).map { TrainingEvent($0) }
                for (index, event) in fresh.enumerated() {
                    try Console.writeJSON(event)
                    // A step's samples come after its validation.
                    let next = index + 1 < fresh.count ? fresh[index + 1].step : .max
                    if next > event.step { for sample in written where sample.step == event.step { try Console.writeJSON(sample) } }
                }
                let told = Set(fresh.map(\.step))
                for sample in written where !told.contains(sample.step) { try Console.writeJSON(sample) }
                shown = (points.count, samples.count)
                if row.state != .running {
                    return try Console.writeJSON(
                        TrainingEvent(event: row.state.rawValue, step: row.step, steps: row.steps, adapter: row.adapter))
                }
                Thread.sleep(forTimeInterval: 0.5)
            }
        }
    }

    struct Stop: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Ask a running training to write a checkpoint and stop.")
        @Argument(help: ArgumentHelp("The run.", valueName: "run"))
        var name: String
        @OptionGroup var project: ProjectOptions

        func run() throws {
            try project.open().stopTraining(name)
            Console.note("Asked \(name) to stop; it writes a checkpoint first.")
        }
    }

    struct Delete: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Delete a run with its checkpoints and adapter.")
        @Argument(help: ArgumentHelp("The run.", valueName: "run"))
        var name: String
        @OptionGroup var project: ProjectOptions

        func run() throws {
            try project.open().deleteRun(name)
            Console.note("Deleted \(name).")
        }
    }

    struct Estimate: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "What a training would take.")
        @OptionGroup var choice: ChoiceOptions
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let estimate = try project.open().estimateTraining(choice.value)
            if output.json { return try Console.writeJSON(estimate) }
            Console.write(
                String(
                    format: "%d steps over %d tokens: %.0f s expected (%.0f to %.0f), %.2f GB of memory at most", estimate.steps,
                    estimate.tokens, estimate.seconds.expected, estimate.seconds.low, estimate.seconds.high,
                    Double(estimate.memoryBytes) / 1e9))
            if let available = estimate.availableBytes {
                let wanted = estimate.memoryBytes - estimate.heldBytes
                Console.write(
                    String(
                        format: "%.2f GB of it are held by the loaded model; %.2f GB more are wanted, %.2f GB are available%@",
                        Double(estimate.heldBytes) / 1e9, Double(wanted) / 1e9, Double(available) / 1e9,
                        wanted > available ? ": it would be refused" : ""))
            }
        }
    }
}

/// The choices of `train start`; everything left out has a default that works for 50 to 5,000 examples.
struct ChoiceOptions: ParsableArguments {
    @Option(help: "The run's name.")
    var name: String?
    @Option(help: "LoRA rank.")
    var rank = 16
    @Option(help: "LoRA alpha; default 2 × rank.")
    var alpha: Double?
    @Option(help: "Passes over the examples.")
    var epochs = 2
    @Option(help: "Examples per step; those that don't fit into one pass go through in several whose gradients add up.")
    var batch = 8
    @Option(name: .customLong("learning-rate"), help: "Peak learning rate.")
    var learningRate = 1e-3
    @Option(help: "Decides the initial adapter and the order of examples.")
    var seed: UInt64 = 1
    @Flag(name: .customLong("with-context"), help: "Prompts hold retrieved passages with distractors: for use in rag+lora.")
    var withContext = false
    @OptionGroup(title: "Training options") var training: TrainingOptionFlags

    func validate() throws {
        guard (1...256).contains(rank) else { throw ValidationError("--rank must be 1 to 256.") }
        guard (1...1000).contains(epochs) else { throw ValidationError("--epochs must be 1 to 1000.") }
        guard (1...512).contains(batch) else { throw ValidationError("--batch must be 1 to 512.") }
        guard learningRate > 0, learningRate <= 1 else { throw ValidationError("--learning-rate must be above 0 and at most 1.") }
        if let alpha, alpha <= 0 { throw ValidationError("--alpha must be above 0.") }
    }

    var value: TrainingChoice {
        var choice = TrainingChoice(
            name: name, rank: rank, epochs: epochs, learningRate: learningRate, seed: seed, withContext: withContext)
        choice.alpha = alpha
        choice.batchSize = batch
        choice.options = training.value
        return choice
    }
}

/// A run as JSON.
struct RunSummary: Encodable {
    var name: String
    var state: String
    var step: Int
    var steps: Int
    var loss: Double?
    var validationLoss: Double?
    var rank: Int
    var epochs: Int
    var adapter: String?

    init(_ row: RunRow) {
        name = row.name
        state = row.state.rawValue
        step = row.step
        steps = row.steps
        loss = row.loss
        validationLoss = row.validationLoss
        rank = row.rank
        epochs = row.epochs
        adapter = row.adapter
    }
}
