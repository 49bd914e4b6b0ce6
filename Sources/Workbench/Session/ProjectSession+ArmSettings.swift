import Foundation

extension ProjectSession {
    /// What the settings of arms can be chosen from.
    func armChoices() -> ArmChoices {
        var choices = ArmChoices()
        choices.passages = configuration.passages
        choices.maxTokens = configuration.maxTokens
        choices.hasForm = configuration.form != nil
        let folder = (Project.promptName as NSString).deletingLastPathComponent
        let names = (try? FileManager.default.contentsOfDirectory(atPath: project.absolute(folder))) ?? []
        choices.prompts = names.filter { $0.hasSuffix(".toml") }.sorted().map { "\(folder)/\($0)" }
        choices.adapters = usableRuns().map(\.name)
        return choices
    }

    /// Reads a prompt like `prompts/fewshot.toml`, now: what is edited counts with the next question.
    func promptFile(_ path: String) throws -> SearchedPrompt {
        let text = try Files.readText(project.absolute(path))
        do {
            return try SearchedPrompt(toml: text)
        } catch let error as WorkbenchError {
            throw WorkbenchError(error.kind, "The prompt \(path) cannot be used: \(error.what)", next: error.next)
        }
    }
}
