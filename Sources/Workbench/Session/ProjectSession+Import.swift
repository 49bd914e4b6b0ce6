import Foundation
import Inference
import LoRATraining
import ModelFormats

extension ProjectSession {
    /// Brings in an adapter that was trained elsewhere, as a finished run that the arms can use: a PEFT folder, or a llama.cpp adapter.
    ///
    /// Its layers, shapes and options are checked against the base model first; what cannot be applied is refused by name.
    /// - Parameter withContext: whether it was trained on prompts that hold passages, and so belongs to `rag+lora`.
    public func importAdapter(from path: String, name: String? = nil, withContext: Bool = false) throws -> AdapterImport {
        let store = runStore
        let run = name ?? store.freshName()
        try RunStore.checkName(run)
        guard !store.names().contains(run) else {
            throw WorkbenchError(.cantWrite, "There is a run called \(run) already.", next: "Choose another --name.")
        }
        let path = URL(fileURLWithPath: path).path
        let (adapter, format, weights) = try readAdapter(path)
        let model = try languageModel()
        _ = try model.prepare(adapter: adapter)
        let effect = try effect(of: adapter, withContext: withContext)

        var parameters = TrainingParameters()
        parameters.rank = adapter.rank
        parameters.alpha = adapter.alpha
        parameters.epochs = 1
        let targets = Set(adapter.modules.map(\.projection))
        parameters.targets = LinearProjection.allCases.filter(targets.contains)
        let hash = try FileHash.sha256(path: weights)
        let record = RunRecord(
            name: run, started: Date().timeIntervalSince1970, state: "done", withContext: withContext, parameters: parameters, steps: 0,
            trainingExamples: 0, validationExamples: 0, dataHash: "", baseHash: try languageModelHash(), version: ProgramVersion.text,
            tokens: 0, seconds: 0, note: "imported" + (effect.isInert ? ", inert" : withContext ? ", with context" : ""),
            imported: ImportedAdapter(path: path, format: format, sha256: hash, baseModel: adapter.baseModel))
        try Files.makeDirectory(store.adapter(run))
        try adapter.write(to: store.adapter(run))
        // The record comes last: without it there is no run.
        try store.save(record)
        return AdapterImport(
            run: run, format: format, rank: adapter.rank, alpha: Double(adapter.alpha), modules: adapter.modules.count,
            parameters: adapter.parameters, baseModel: adapter.baseModel, effect: effect, notes: try notes(on: adapter, effect))
    }

    private func readAdapter(_ path: String) throws -> (LoRAAdapter, format: String, weights: String) {
        guard Files.exists(path) else {
            throw WorkbenchError(
                .notFound, "There is nothing at \(path).", next: "Give a folder with adapter_config.json, or a .gguf file.")
        }
        let configuration = try languageModel().configuration
        if !Files.isDirectory(path) {
            guard path.hasSuffix(".gguf") else {
                throw WorkbenchError(
                    .usage, "\(path) is neither a PEFT folder nor a .gguf file.", next: "For PEFT give the folder, not the file in it.")
            }
            let adapter = try LoRAAdapter(gguf: path, architecture: configuration.architecture) { $0.fileOrder(configuration) }
            return (adapter, "gguf", path)
        }
        let weights = path + "/adapter_model.safetensors"
        guard Files.exists(path + "/adapter_config.json") else {
            throw WorkbenchError(
                .notFound, "\(path) has no adapter_config.json.",
                next: Self.checkpointHint(path) ?? "Give the folder that peft's save_pretrained wrote.")
        }
        guard Files.exists(weights) else {
            throw WorkbenchError(
                .badData,
                Files.exists(path + "/adapter_model.bin")
                    ? "\(path) holds its weights as adapter_model.bin, a pickle that can run code when it is read."
                    : "\(path) has no adapter_model.safetensors.",
                next: "Save it again with peft: model.save_pretrained(DIR, safe_serialization=True)")
        }
        return (try LoRAAdapter(directory: path), "peft", weights)
    }

    /// Trainers leave their adapters in `checkpoint-N`.
    private static func checkpointHint(_ path: String) -> String? {
        let folders = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
            .filter { Files.exists("\(path)/\($0)/adapter_config.json") }
            .sorted { $0.compare($1, options: .numeric) == .orderedAscending }
        return folders.last.map { "There is an adapter in \(path)/\($0)." }
    }

    private func notes(on adapter: LoRAAdapter, _ effect: AdapterEffect) throws -> [String] {
        var notes = effect.isInert ? [effect.text] : []
        if let made = adapter.baseModel {
            let ours = [try catalogModel()?.repository, try catalogModel()?.name, try languageModel().name].compactMap(\.self)
            let known = ours.contains { made.lowercased().hasSuffix($0.lowercased()) }
            if !known {
                notes.append(
                    "It says that it was trained on \(made); the project's model is \(ours.first ?? "another"). "
                        + "The shapes fit; whether the weights do, the effect on your own cases tells: assay eval run")
            }
        }
        let layers = Set(adapter.modules.map(\.layer)).count
        let all = try languageModel().configuration.layers
        if layers < all { notes.append("It sits on \(layers) of \(all) layers.") }
        return notes
    }
}
