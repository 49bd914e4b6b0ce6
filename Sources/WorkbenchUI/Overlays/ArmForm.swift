import TerminalCells
import Workbench

/// The form with what an arm does otherwise than the project says.
extension FormState {
    private static let asInProject = "as the project"

    static func arm(_ arm: Arm, _ settings: ArmSettings, _ choices: ArmChoices?) -> FormState {
        let choices = choices ?? ArmChoices()
        func choice(_ label: String, _ options: [String], _ chosen: String?) -> FormField {
            // What was chosen stays to be seen, gone or not.
            let all: [String] = [asInProject] + options + (chosen.map { options.contains($0) ? [] : [$0] } ?? [])
            return FormField(label, .choice(all, chosen.flatMap { all.firstIndex(of: $0) } ?? 0), help: "", isWide: true)
        }
        func number(_ label: String, _ value: String?, _ usual: String, _ range: String) -> FormField {
            FormField(label, .text(TextInput(value ?? "")), help: "\(range); empty: \(usual)")
        }
        var fields = [choice("Prompt", choices.prompts, settings.prompt)]
        if arm.retrieves { fields.append(number("Passages", settings.passages.map(String.init), "\(choices.passages)", "1–20")) }
        if arm.adapts { fields.append(choice("Adapter", choices.adapters, settings.adapter)) }
        fields.append(number("Temperature", settings.temperature.map { "\($0)" }, "0, the likeliest word", "0–2"))
        if choices.hasForm {
            fields.append(choice("Form", ["imposed", "free"], settings.imposesForm.map { $0 ? "imposed" : "free" }))
        }
        fields.append(number("Most tokens", settings.maxTokens.map(String.init), "\(choices.maxTokens)", "1–4096"))
        return FormState(kind: .arm(arm), title: "\(arm.label): from the next question on", fields: fields, verb: "use these")
    }

    /// The settings in the fields, or what is wrong with the first bad one.
    func armSettings() -> Result<ArmSettings, Invalid> {
        func value(_ label: String) -> String? {
            switch fields.first(where: { $0.label == label })?.value {
            case .text(let input)?:
                let text = OverlayCommands.trimmed(input.text)
                return text.isEmpty ? nil : text
            case .choice(let options, let index)?: return index == 0 ? nil : options[index]
            default: return nil
            }
        }
        var settings = ArmSettings()
        settings.prompt = value("Prompt")
        settings.adapter = value("Adapter")
        settings.imposesForm = value("Form").map { $0 == "imposed" }
        if let text = value("Passages") {
            guard let number = Int(text) else { return .failure(Invalid(message: "Passages must be a number from 1 to 20.")) }
            settings.passages = number
        }
        if let text = value("Temperature") {
            guard let number = Double(text) else { return .failure(Invalid(message: "The temperature must be between 0 and 2.")) }
            settings.temperature = number
        }
        if let text = value("Most tokens") {
            guard let number = Int(text) else { return .failure(Invalid(message: "An answer's tokens must be a number from 1 to 4096.")) }
            settings.maxTokens = number
        }
        do { try settings.check() } catch { return .failure(Invalid(message: "\(error)")) }
        return .success(settings)
    }
}

extension AppState {
    /// The settings count from the next question on.
    mutating func use(_ settings: ArmSettings, for arm: Arm) {
        playground.settings[arm] = settings.isEmpty ? nil : settings
        tell(
            settings.isEmpty
                ? "\(arm.label) is as the project says"
                : "\(arm.label) with \(settings.summary), from the next question on; r asks this one again, O takes it back")
    }
}
