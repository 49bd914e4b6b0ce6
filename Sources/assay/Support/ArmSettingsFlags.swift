import ArgumentParser
import Workbench

/// What the arms of a question do otherwise than the project says.
struct ArmSettingsFlags: ParsableArguments {
    @Option(help: "A file like prompts/fewshot.toml, relative to the project: instructions with worked examples.")
    var prompt: String?
    @Option(help: "Passages that are retrieved, 1 to 20.")
    var passages: Int?
    @Option(help: "The run whose adapter is used.")
    var adapter: String?
    @Option(help: "0 takes the likeliest token; 2 is the most.")
    var temperature: Double?
    @Option(help: "The most tokens of an answer, 1 to 4096.")
    var maxTokens: Int?
    @Flag(inversion: .prefixedNo, help: "Impose the project's form, or do not.")
    var form: Bool?

    var settings: ArmSettings {
        var settings = ArmSettings()
        settings.prompt = prompt
        settings.passages = passages
        settings.adapter = adapter
        settings.temperature = temperature
        settings.maxTokens = maxTokens
        settings.imposesForm = form
        return settings
    }

    func validate() throws {
        do { try settings.check() } catch { throw ValidationError("\(error)") }
    }
}
