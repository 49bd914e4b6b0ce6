import Foundation
import LoRATraining

/// A training run's record, written when it starts and when its state changes.
public struct RunRecord: Codable, Equatable, Sendable {
    public var name: String
    /// Seconds since 1970.
    public var started: Double
    public var state: String
    public var withContext: Bool
    public var parameters: TrainingParameters
    public var steps: Int
    public var trainingExamples: Int
    public var validationExamples: Int
    /// sha256 over the training sequences.
    public var dataHash: String
    /// sha256 of the base model file.
    public var baseHash: String
    public var version: String
    /// Tokens trained on, over all epochs.
    public var tokens: Int
    /// Floating-point operations in all; runs of earlier versions don't say.
    public var operations: Double?
    /// Wall seconds spent training, over all resumptions.
    public var seconds: Double
    public var note: String?
    /// Fixed prompts that are answered at each validation; nil, in runs of earlier versions, for the usual number.
    public var samples: Int?
    /// Where the adapter comes from, if it was trained elsewhere.
    public var imported: ImportedAdapter?
}

extension RunRecord {
    /// What the run was made of, for whoever wants to make it again.
    public var text: String {
        let choices = ((try? RunComparison.choices(self)) ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        return """
            data  \(dataHash.prefix(16)), \(trainingExamples) training and \(validationExamples) validation examples
            base  \(baseHash.prefix(16)); version \(version), \(String(format: "%.0f", seconds)) s
            \(choices.joined(separator: ", "))
            """
    }
}

/// An adapter that another program trained.
public struct ImportedAdapter: Codable, Equatable, Sendable {
    /// The folder or file it was read from.
    public var path: String
    /// peft or gguf.
    public var format: String
    /// sha256 of its weights file.
    public var sha256: String
    /// The model that it says it was trained on.
    public var baseModel: String?
}

/// The runs of a project: one folder each, with its record, its append-only metrics, its checkpoints and its adapter.
struct RunStore: Sendable {
    let directory: String

    func folder(_ name: String) -> String { "\(directory)/\(name)" }
    func adapter(_ name: String) -> String { "\(folder(name))/adapter" }
    func checkpoints(_ name: String) -> String { "\(folder(name))/checkpoints" }
    func metrics(_ name: String) -> String { "\(folder(name))/metrics.jsonl" }
    func sampleLines(_ name: String) -> String { "\(folder(name))/samples.jsonl" }
    func lock(_ name: String) -> String { "\(folder(name))/lock" }
    func effect(_ name: String) -> String { "\(folder(name))/effect.json" }
    private func recordPath(_ name: String) -> String { "\(folder(name))/run.json" }

    func names() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [])
            .filter { Files.exists(recordPath($0)) }
            .sorted { $0.compare($1, options: .numeric) == .orderedAscending }
    }

    /// - Throws: `.notFound` for an unknown run.
    func record(_ name: String) throws -> RunRecord {
        guard let record = try JSONFile.read(RunRecord.self, from: recordPath(name)) else {
            throw WorkbenchError(.notFound, "There is no training run called \(name).", next: "See: assay train list")
        }
        return record
    }

    func save(_ record: RunRecord) throws { try JSONFile.write(record, to: recordPath(record.name)) }

    /// The curve: steps that were taken again after a cut count once, as they were taken last.
    func points(_ name: String) throws -> [TrainingPoint] {
        func place(_ point: TrainingPoint) -> Int { 2 * point.step + (point.validationLoss == nil ? 0 : 1) }
        return try JSONFile.readLines(TrainingPoint.self, from: metrics(name)).reduce(into: []) { curve, point in
            while let last = curve.last, place(last) >= place(point) { curve.removeLast() }
            curve.append(point)
        }
    }

    /// What was written at each validation, in the order of steps and prompts; what was written again after a cut counts once.
    func samples(_ name: String) throws -> [TrainingSample] {
        try JSONFile.readLines(TrainingSample.self, from: sampleLines(name)).reduce(into: []) { samples, sample in
            while let last = samples.last, (last.step, last.number) >= (sample.step, sample.number) { samples.removeLast() }
            samples.append(sample)
        }
    }

    func hasAdapter(_ name: String) -> Bool { Files.exists(adapter(name) + "/adapter_config.json") }

    /// A name that no run has yet.
    func freshName() -> String {
        let taken = Set(names())
        return (1...).lazy.map { "run-\($0)" }.first { !taken.contains($0) }!
    }

    /// A run's name becomes a folder: letters, digits, dot, dash and underscore only.
    static func checkName(_ name: String) throws {
        let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-_."))
        guard !name.isEmpty, name.count <= 64, !name.hasPrefix("."), name.unicodeScalars.allSatisfy(allowed.contains) else {
            throw WorkbenchError(.usage, "\"\(name)\" cannot be a run's name.", next: "Use letters, digits, - and _.")
        }
    }

    func delete(_ name: String) throws {
        _ = try record(name)
        guard !ProjectLock.isHeld(lock(name)) else {
            throw WorkbenchError(.locked, "The run \(name) is being trained.", next: "Stop it first.")
        }
        do {
            try FileManager.default.removeItem(atPath: folder(name))
        } catch {
            throw WorkbenchError(.cantWrite, "Cannot delete the run \(name): \(Files.reason(error)).")
        }
    }

    /// A run recorded as running whose process is gone was cut off.
    func row(_ name: String) throws -> RunRow {
        let record = try record(name)
        var state = RunRow.State(rawValue: record.state) ?? .failed
        if state == .running, !ProjectLock.isHeld(lock(name)) { state = .stopped }
        let points = try points(name)
        return RunRow(
            name: name, state: state, step: points.last?.step ?? 0, steps: record.steps,
            loss: points.last { $0.loss != nil }?.loss,
            validationLoss: points.last { $0.validationLoss != nil }?.validationLoss,
            rank: record.parameters.rank, epochs: record.parameters.epochs,
            adapter: hasAdapter(name) ? adapter(name) : nil, note: record.note ?? (record.withContext ? "with context" : nil))
    }

    func rows() -> [RunRow] { names().compactMap { try? row($0) } }
}
