import Datasets
import Foundation
import LoRATraining

/// What a recipe holds.
public struct RecipeExport: Codable, Equatable, Sendable {
    public var recipe: RecipeKind
    public var path: String
    public var files: [String]
    public var training: Int
    public var validation: Int
    public var steps: Int
    public var baseModel: String
    public var notes: [String]
}

extension ProjectSession {
    /// Writes a folder from which another trainer makes the adapter of a run: data, configuration, and a page that says how.
    /// - Parameters:
    ///   - run: whose hyperparameters and kind of prompt; nil for those of `train start` without options.
    ///   - baseModel: as the Hugging Face hub names it; nil for that of the catalog.
    public func exportRecipe(_ kind: RecipeKind, of run: String?, baseModel: String? = nil, to path: String) throws -> RecipeExport {
        let record = try run.map { try runStore.record($0) }
        guard record?.imported == nil else {
            throw WorkbenchError(
                .usage, "The run \(run ?? "") was imported: how it was trained is not known here.",
                next: "Name a run of this project, or none.")
        }
        let choice = TrainingChoice()
        let parameters = try record?.parameters ?? parameters(choice)
        let withContext = record?.withContext ?? choice.withContext
        let data = try trainingData(withContext: withContext, epochs: parameters.epochs)
        let items = try recipeItems(data, withContext: withContext)
        guard let base = try baseModel ?? catalogModel()?.repository else {
            throw WorkbenchError(
                .usage, "The model \(try languageModelName()) is not of the catalog, so its original weights are not known.",
                next: "Name them as the Hugging Face hub does: --base-model OWNER/NAME")
        }
        var notes: [String] = []
        if let record, record.dataHash != data.hash {
            notes.append("The examples have changed since \(record.name) was trained: the recipe holds those of today.")
        }
        if !data.redraws.isEmpty {
            notes.append("Every epoch meets the same passages around an answer; here each epoch draws others.")
        }
        if kind != .trl, Double(parameters.alpha) != Double(parameters.alpha).rounded() {
            notes.append("\(kind.title) takes whole numbers for alpha: \(parameters.alpha) was rounded.")
        }
        if kind == .trl, parameters.loraPlusRatio != 1 {
            notes.append("TRL has no option for LoRA+: its recipe trains A and B at one rate, not at 1 to \(parameters.loraPlusRatio).")
        }
        let recipe = TrainingRecipe(
            name: run ?? configuration.name, baseModel: base, chatTemplate: try languageModel().template.source, parameters: parameters,
            training: items.training, validation: items.validation)
        let folder = URL(fileURLWithPath: path).path
        let files = recipe.files(for: kind)
        for file in files { try Files.writeAtomically(Data(file.text.utf8), to: folder + "/" + file.name) }
        return RecipeExport(
            recipe: kind, path: folder, files: files.map(\.name), training: data.training.count, validation: data.validation.count,
            steps: recipe.steps, baseModel: base, notes: notes)
    }

    /// The examples with their sequences: those of `data`, which are in the same order.
    private func recipeItems(
        _ data: TrainingData, withContext: Bool
    ) throws -> (training: [TrainingRecipe.Item], validation: [TrainingRecipe.Item]) {
        let split = splitDataset(try loadDataset().examples)
        func items(_ examples: [Example], _ sequences: [TrainingSequence]) throws -> [TrainingRecipe.Item] {
            try zip(examples, sequences).map { example, sequence in
                var example = example
                example.messages = try trainingConversations(example, withContext: withContext)[0]
                return TrainingRecipe.Item(example: example, sequence: sequence)
            }
        }
        return (try items(split.train, data.training), try items(split.validation, data.validation))
    }
}
