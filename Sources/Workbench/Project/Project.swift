import Foundation

/// A project folder: `assay.toml`, the team's documents, examples and cases, and `.assay/` for everything that Assay makes.
public struct Project: Equatable, Sendable {
    /// Absolute.
    public let root: String
    public let configuration: ProjectConfiguration
    /// What is wrong with `assay.toml`, if anything.
    public let warning: String?

    public static let fileName = "assay.toml"
    /// The few-shot arm's prompt, where it was searched for; it stands in for the worked examples of `assay.toml`.
    public static let promptName = "prompts/fewshot.toml"

    /// - Throws: `WorkbenchError` with `.notFound` when the folder holds no `assay.toml`.
    public init(at directory: String) throws {
        let root = URL(fileURLWithPath: directory).standardizedFileURL.path
        guard Files.isDirectory(root) else {
            throw WorkbenchError(.notFound, "There is no folder \(directory).", next: "Make a project with: assay init \(directory)")
        }
        let file = root + "/" + Project.fileName
        guard Files.exists(file) else {
            throw WorkbenchError(
                .notFound, "\(directory) is not an Assay project: it has no \(Project.fileName).",
                next: "Make one with: assay init \(directory)")
        }
        self.root = root
        var (configuration, warning) = ProjectConfiguration.parse(
            try Files.readText(file), defaultName: (root as NSString).lastPathComponent)
        if Files.exists(root + "/" + Project.promptName) {
            do {
                configuration.use(try SearchedPrompt(toml: try Files.readText(root + "/" + Project.promptName)))
            } catch let error as WorkbenchError {
                warning = warning ?? "\(Project.promptName): \(error.what). It is not used."
            }
        }
        (self.configuration, self.warning) = (configuration, warning)
    }

    /// The nearest project at or above a folder.
    public static func nearest(from directory: String = FileManager.default.currentDirectoryPath) throws -> Project {
        var path = URL(fileURLWithPath: directory).standardizedFileURL.path
        while true {
            if Files.exists(path + "/" + fileName) { return try Project(at: path) }
            let parent = (path as NSString).deletingLastPathComponent
            if parent == path || path.isEmpty {
                throw WorkbenchError(
                    .notFound, "There is no \(fileName) here or in any folder above.",
                    next: "Name a project with --project DIR, or make one with: assay init DIR")
            }
            path = parent
        }
    }

    /// A path of the configuration made absolute.
    public func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : root + "/" + path }

    /// A path shown to people and stored: relative to the project where it lies inside.
    public func relative(_ path: String) -> String {
        path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : path
    }

    /// Facts to change, for the freshness experiment, if a project has some.
    static let freshnessProbes = "probes/freshness.jsonl"
    /// Trained facts to be asked the other way round, if a project has some.
    static let reversalProbes = "probes/reversal.jsonl"

    var state: String { root + "/.assay" }
    var knowledgeStore: String { state + "/knowledge.sqlite" }
    var runs: String { state + "/runs" }
    var evaluations: String { state + "/evaluations" }
    var answerCache: String { state + "/answers.jsonl" }
    var gapsFile: String { state + "/gaps.json" }
    var freshnessFile: String { state + "/freshness.json" }
    var retrievalFile: String { state + "/retrieval.json" }
    var curveFile: String { state + "/curve.json" }
    var promptSearchFile: String { state + "/prompt-search.json" }
    var probesFile: String { state + "/probes.json" }
    var promptFile: String { absolute(Project.promptName) }
    var answersFile: String { state + "/decision.json" }
    /// One verdict a line, oldest first; only ever appended to.
    var decisionHistory: String { state + "/decisions.jsonl" }
    var sourcesFile: String { state + "/sources.json" }
    var history: String { state + "/turns.jsonl" }
    /// Answers that are being written, a file each.
    var answering: String { state + "/answering" }
    var votes: String { state + "/votes.jsonl" }
    var judgeFile: String { state + "/judge.json" }
    var judgeReplies: String { state + "/judge-replies.jsonl" }
    public var datasetPath: String { absolute(configuration.dataset) }
    /// Beside the dataset, to be kept with it: `examples.jsonl` has `examples.decisions.jsonl` and `examples.drafts.jsonl`.
    var decisionsPath: String { (datasetPath as NSString).deletingPathExtension + ".decisions.jsonl" }
    var draftsPath: String { (datasetPath as NSString).deletingPathExtension + ".drafts.jsonl" }
}
