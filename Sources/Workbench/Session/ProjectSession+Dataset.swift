import Datasets
import Foundation
import Scoring

/// What an import did.
public struct ImportResult: Codable, Equatable, Sendable {
    public var imported: Int
    public var alreadyThere: Int
    public var format: String
    public var problems: [String]

    public var text: String {
        "\(imported) examples imported, \(alreadyThere) were there already, \(problems.count) lines left out (\(format))"
    }
}

extension ProjectSession {
    /// The project's dataset with all that its file holds; empty when there is no file yet.
    func loadWholeDataset() throws -> DatasetFile {
        let path = project.datasetPath
        return DatasetReader.read(Files.exists(path) ? try Files.readText(path) : "")
    }

    /// The dataset without the examples that were dropped: what is trained, split, shown and exported.
    func loadDataset() throws -> DatasetFile {
        var file = try loadWholeDataset()
        let decisions = try datasetDecisions()
        file.examples.removeAll(where: decisions.isDropped)
        return file
    }

    func splitDataset(_ examples: [Example]) -> (train: [Example], validation: [Example]) {
        GroupSplit.split(examples, validationShare: configuration.validationShare, seed: configuration.splitSeed)
    }

    public func examples() throws -> [ExampleRow] {
        let examples = try loadDataset().examples
        guard !examples.isEmpty else { return [] }
        let validation = Set(splitDataset(examples).validation.map(\.id))
        return try examples.map { try row($0, validation) }
    }

    public func example(_ id: String) throws -> ExampleRow {
        let examples = try loadDataset().examples
        let example = try find(id, in: examples)
        return try row(example, Set(splitDataset(examples).validation.map(\.id)))
    }

    public func mask(of id: String) throws -> [MaskedToken] {
        let example = try find(id, in: try loadDataset().examples)
        let model = try languageModel()
        return try LossMask.tokens(of: trainingMessages(example), template: model.template, tokenizer: model.tokenizer)
            .map { MaskedToken(id: $0.id, piece: $0.piece, trained: $0.trained) }
    }

    /// Adds the usable examples of a file to the project's dataset; those that are there already are left out.
    public func importExamples(_ file: String, format: String) throws -> ImportResult {
        var wanted: DatasetFormat?
        if format != "auto" {
            guard let known = DatasetFormat(rawValue: format) else {
                throw WorkbenchError(
                    .usage, "There is no format \"\(format)\".",
                    next: "Known: auto, \(DatasetFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            wanted = known
        }
        let read = DatasetReader.read(try Files.readText(file), format: wanted)
        let present = try loadWholeDataset().examples
        // Two examples are the same when their messages are, whatever their ids.
        let known = Set(present.map { Example.contentID($0.messages) })
        var ids = Set(present.map(\.id))
        var fresh: [Example] = []
        for var example in read.examples where !known.contains(Example.contentID(example.messages)) {
            // An id that another example has already would hide one of the two.
            if !ids.insert(example.id).inserted {
                example.id += "-\(fresh.count + present.count + 1)"
                ids.insert(example.id)
            }
            fresh.append(example)
        }
        try append(fresh.map { DatasetWriter.projectLine($0) })
        return ImportResult(
            imported: fresh.count, alreadyThere: read.examples.count - fresh.count, format: read.format?.rawValue ?? "no format recognised",
            problems: read.problems.map { "line \($0.line): \($0.message)" })
    }

    func find(_ id: String, in examples: [Example]) throws -> Example {
        guard let example = examples.first(where: { $0.id == id }) else {
            throw WorkbenchError(.notFound, "There is no example \(id).", next: "See: assay data list")
        }
        return example
    }

    private func row(_ example: Example, _ validation: Set<String>) throws -> ExampleRow {
        let model = try languageModel()
        let messages = trainingMessages(example)
        return ExampleRow(
            id: example.id, split: validation.contains(example.id) ? "validation" : "train", topic: example.topic,
            system: example.messages.first { $0.role == .system }?.content,
            prompt: example.messages.last { $0.role == .user }?.content ?? "",
            completion: example.messages.last { $0.role == .assistant }?.content ?? "",
            tokens: try model.template.encode(messages, addGenerationPrompt: false, with: model.tokenizer).count)
    }
}
