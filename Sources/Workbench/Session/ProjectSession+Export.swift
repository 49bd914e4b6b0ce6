import Foundation
import Inference
import ModelFormats
import Tokenization

extension ProjectSession {
    /// Writes a run's adapter in the form that another program reads, and holds what was written against it. Nothing appears at `path`
    /// when the two differ by more than the form must cost.
    @discardableResult
    public func exportAdapter(
        of name: String, format: AdapterFormat = .peft, quantization: MergedQuantization = .f16, to path: String
    ) throws -> AdapterExport {
        let source = try finishedAdapter(of: name)
        let model = try languageModel()
        let path = URL(fileURLWithPath: path).path
        guard URL(fileURLWithPath: path).resolvingSymlinksInPath() != URL(fileURLWithPath: model.path).resolvingSymlinksInPath() else {
            throw WorkbenchError(.usage, "\(path) is the base model itself.", next: "Name another file.")
        }
        let candidate = ScoreComparison.Candidate(model, adapter: try model.prepare(adapter: source))
        let withContext = try runStore.record(name).withContext
        var export = AdapterExport(
            run: name, format: format, quantization: format == .merged ? quantization : nil, path: path, bytes: 0,
            effect: try adapterEffect(of: name), parity: ExportParity(comparison: ScoreComparison(), tolerance: 0))
        if format != .peft, Files.isDirectory(path) {
            throw WorkbenchError(
                .cantWrite, "\(path) is a folder, and --format \(format.rawValue) writes a file.", next: "Name a file.")
        }
        // What fails the check must not stand under the name that was asked for.
        try Files.makeDirectory((path as NSString).deletingLastPathComponent)
        let draft = path + ".unchecked-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: draft) }
        switch format {
        case .peft:
            try Files.makeDirectory(draft)
            try source.write(to: draft)
            export.parity = try parity(source, candidate, readBack: try LoRAAdapter(directory: draft), withContext)
        case .gguf: export.parity = try writeLlamaAdapter(source, candidate, to: draft, withContext)
        case .merged: export.parity = try writeMerged(source, candidate, quantization, effect: export.effect, to: draft, withContext)
        }
        guard export.parity.passes else { throw tooFar(export) }
        if format == .peft {
            try Files.makeDirectory(path)
            for file in try FileManager.default.contentsOfDirectory(atPath: draft) {
                export.bytes += Files.size("\(draft)/\(file)")
                try Self.move("\(draft)/\(file)", to: "\(path)/\(file)")
            }
        } else {
            export.bytes = Files.size(draft)
            try Self.move(draft, to: path)
        }
        return export
    }

    /// In place of what stands there.
    private static func move(_ file: String, to path: String) throws {
        guard rename(file, path) == 0 else {
            throw WorkbenchError(.cantWrite, "Cannot write \(path): \(String(cString: strerror(errno))).")
        }
    }

    private func finishedAdapter(of name: String) throws -> LoRAAdapter {
        _ = try runStore.record(name)
        guard runStore.hasAdapter(name) else {
            throw WorkbenchError(.notFound, "The run \(name) has no adapter yet.", next: "Let it finish: assay train resume \(name)")
        }
        return try LoRAAdapter(directory: runStore.adapter(name))
    }

    private func writeLlamaAdapter(
        _ source: LoRAAdapter, _ candidate: ScoreComparison.Candidate, to path: String, _ withContext: Bool
    ) throws -> ExportParity {
        let configuration = try languageModel().configuration
        let order: RowOrder = { $0.fileOrder(configuration) }
        var named = source
        named.baseModel = try catalogModel()?.repository ?? source.baseModel
        try named.writeGGUF(to: path, architecture: configuration.architecture, order: order)
        let readBack = try LoRAAdapter(gguf: path, architecture: configuration.architecture, order: order)
        return try parity(source, candidate, readBack: readBack, withContext)
    }

    /// The numbers and the scores of an adapter that was read back.
    private func parity(
        _ source: LoRAAdapter, _ candidate: ScoreComparison.Candidate, readBack: LoRAAdapter, _ withContext: Bool
    ) throws -> ExportParity {
        let model = try languageModel()
        let comparison = try compare(
            candidate, with: .init(model, adapter: try model.prepare(adapter: readBack)), withContext: withContext)
        var largest = readBack.modules.count == source.modules.count ? 0.0 : .infinity
        for (one, two) in zip(source.modules, readBack.modules) {
            for (a, b) in zip(one.a + one.b, two.a + two.b) { largest = max(largest, Double(abs(a - b))) }
        }
        return ExportParity(comparison: comparison, tolerance: 1e-6, largestTensorDifference: largest)
    }

    private func writeMerged(
        _ source: LoRAAdapter, _ candidate: ScoreComparison.Candidate, _ quantization: MergedQuantization, effect: AdapterEffect,
        to path: String, _ withContext: Bool
    ) throws -> ExportParity {
        let model = try languageModel()
        let configuration = model.configuration
        try MergedModel.write(
            base: try GGUFFile(path: model.path), adapter: source, type: quantization.type, order: { $0.fileOrder(configuration) }, to: path
        )
        let merged = try LanguageModel(path: path)
        let comparison = try compare(candidate, with: .init(merged), withContext: withContext)
        let changed = effect.comparison.meanDivergence
        return ExportParity(
            comparison: comparison, tolerance: quantization.tolerance(effect: changed),
            shareOfEffect: effect.isInert || changed == 0 ? nil : comparison.meanDivergence / changed)
    }

    private func tooFar(_ export: AdapterExport) -> WorkbenchError {
        let loss =
            export.format == .merged
            ? "Storing the merged weights as \(export.quantization?.rawValue ?? "") loses too much of the adapter."
            : "What was written differs from the adapter."
        let next =
            export.format == .merged
            ? "Merge into a finer type (--quantization q8_0 or f16), or ship the adapter beside the base: --format gguf."
            : "Nothing was exported. Please report this with the run's configuration."
        return WorkbenchError(
            .failed, loss + " " + export.parity.text + String(format: " Accepted is a mean divergence of %.2g.", export.parity.tolerance),
            next: next)
    }

    /// What a run's adapter does to the base model. Measured once, and anew when the adapter or the model has changed.
    public func adapterEffect(of name: String) throws -> AdapterEffect {
        struct Kept: Codable {
            var key: String
            var effect: AdapterEffect
        }
        let source = try finishedAdapter(of: name)
        let key = try FileHash.sha256(path: runStore.adapter(name) + "/adapter_model.safetensors") + languageModelHash()
        if let kept = try? JSONFile.read(Kept.self, from: runStore.effect(name)), kept.key == key { return kept.effect }
        let effect = try effect(of: source, withContext: try runStore.record(name).withContext)
        // A project that cannot be written to is measured again next time.
        try? JSONFile.write(Kept(key: key, effect: effect), to: runStore.effect(name))
        return effect
    }

    func effect(of adapter: LoRAAdapter, withContext: Bool) throws -> AdapterEffect {
        let model = try languageModel()
        let comparison = try compare(
            .init(model, adapter: try model.prepare(adapter: adapter)), with: .init(model), withContext: withContext)
        return AdapterEffect(comparison, isZero: adapter.isZero)
    }

    /// Questions that are scored, and tokens of each answer.
    private static let probes = (questions: 4, tokens: 24)

    /// Along the answers to a few of the project's own examples, held-out ones first, with the kind of prompt that the adapter is for.
    private func compare(
        _ one: ScoreComparison.Candidate, with other: ScoreComparison.Candidate, withContext: Bool
    ) throws -> ScoreComparison {
        let model = try languageModel()
        let withContext = try withContext && knowledge().statistics().passages > 0
        let split = splitDataset(try loadDataset().examples)
        var conversations = try (split.validation + split.train).prefix(Self.probes.questions)
            .flatMap { try trainingConversations($0, withContext: withContext) }.map { $0.dropLast() }
        if conversations.isEmpty {
            conversations = ["What can you help me with?", "How do I reach you?"].map {
                [ChatMessage.system(configuration.instructions), .user($0)]
            }
        }
        let prompts = try conversations.map { try model.template.encode(Array($0), addGenerationPrompt: true, with: model.tokenizer) }
            .filter { $0.count < model.configuration.context }
        return try ScoreComparison.compare(one, with: [other], prompts: prompts, tokens: Self.probes.tokens)[0]
    }
}

extension MergedQuantization {
    var type: TensorType {
        switch self {
        case .f16: .f16
        case .q8_0: .q8_0
        case .q4_1: .q4_1
        }
    }

    /// The mean divergence that rounding the merged weights may cost an adapter that moves the base by `effect`, both in nats. Nibbles
    /// always cost something; what they store must still be far nearer to the adapter than to the base.
    func tolerance(effect: Double) -> Double {
        switch self {
        case .f16: 0.001
        case .q8_0: 0.01
        case .q4_1: max(0.02, 0.25 * effect)
        }
    }
}
