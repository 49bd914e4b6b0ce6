import TerminalCells
import Workbench

/// A box over the panes.
public enum Overlay: Equatable, Sendable {
    /// The keys of the place below.
    case help(offset: Int)
    case text(TextPopup)
    case palette(PaletteState)
    case confirm(Confirmation)
    case prompt(LinePrompt)
    case form(FormState)
    case jobs(ListPosition)
    /// `before` comes back with Esc.
    case themes(ListPosition, before: String)

    var scope: Scope {
        switch self {
        case .help, .text: .help
        case .palette: .palette
        case .confirm: .confirm
        case .prompt: .prompt
        case .form: .form
        case .jobs: .jobs
        case .themes: .chooser
        }
    }

    var isQuitConfirmation: Bool {
        if case .confirm(let confirmation) = self { confirmation.action == .stopAndQuit } else { false }
    }
}

/// A longer text to read and copy.
public struct TextPopup: Equatable, Sendable {
    public var title: String
    /// What stands below the title, in a muted line.
    public var subtitle: String
    /// Above the text, and no part of what is copied.
    public var notes: [String] = []
    public var text: String
    public var offset = 0
    /// Special tokens are marked in prompts.
    public var isPrompt = false
    /// The same on the command line.
    public var twin: String?

    static func context(_ preview: ContextPreview) -> TextPopup {
        TextPopup(
            title: "What a model would see",
            subtitle: "\(preview.tokens) tokens · \(preview.passages.count) passages · \(preview.question)",
            text: preview.prompt, isPrompt: true, twin: "assay kb context \(quoted(preview.question))")
    }

    static func xray(_ answer: ArmAnswer, question: String) -> TextPopup {
        let flags = ["--arm \(answer.arm.rawValue)"] + (answer.settings?.flags ?? []) + ["--json"]
        var notes: [String] = []
        if let settings = answer.settings { notes.append("set here: \(settings.summary)") }
        if let leftOut = answer.leftOut {
            notes.append("\(leftOut) more \(leftOut == 1 ? "passage was" : "passages were") found, with no room: [knowledge] contextTokens")
        }
        if let followUp = answer.followUp {
            notes.append(followUp.text)
            if let search = followUp.search { notes.append("searched for: \(search.replacing("\n", with: " / "))") }
        }
        return TextPopup(
            title: "X-ray · \(answer.arm.rawValue)",
            subtitle: "the exact prompt: \(answer.promptTokens) tokens in, \(answer.completionTokens) out", notes: notes,
            text: answer.prompt, isPrompt: true,
            // A question by itself is what the command asks.
            twin: answer.followUp == nil ? "assay ask \(quoted(question)) " + flags.joined(separator: " ") : nil)
    }

    static func comparison(_ comparison: RunComparison) -> TextPopup {
        let names = comparison.runs.map(\.name)
        return TextPopup(
            title: "Runs side by side", subtitle: names.joined(separator: " and "), text: comparison.text,
            twin: "assay train compare " + names.joined(separator: " "))
    }

    static func votes(_ tally: VoteTally) -> TextPopup {
        TextPopup(
            title: "Blind votes", subtitle: "yours, on answers of the project's model", text: ReportText.votes(tally),
            twin: "assay eval votes")
    }

    /// nil where nothing was measured yet.
    static func measurement(_ row: MeasurementRow) -> TextPopup? {
        guard let text = row.text else { return nil }
        let notes = row.isOutdated ? ["What it rests on has changed since: measure it again."] : []
        return TextPopup(
            title: row.measurement.title, subtitle: row.finished.map { "run \($0)" } ?? "", notes: notes, text: text,
            twin: row.measurement.command)
    }

    static func messages(_ messages: [Notice]) -> TextPopup {
        let text = messages.reversed().map { ($0.kind == .error ? "! " : "· ") + $0.text }.joined(separator: "\n")
        return TextPopup(title: "Messages", subtitle: "newest first", text: text.isEmpty ? "Nothing has been said yet." : text)
    }

    /// As a shell would want it.
    static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }
}

/// A question with one dangerous answer, given with another key than the one that asked.
public struct Confirmation: Equatable, Sendable {
    public enum Action: Equatable, Sendable {
        case request(WorkbenchRequest)
        /// Stop the jobs, wait for what they must put down, leave.
        case stopAndQuit
    }

    public var title: String
    public var text: String
    /// What `y` does, in words.
    public var verb: String
    public var action: Action

    static func quit(_ jobs: [JobStatus]) -> Confirmation {
        let names = jobs.map(\.title).joined(separator: ", ")
        let training = jobs.contains { $0.kind == .train }
        return Confirmation(
            title: "Quit while work is running?",
            text: "\(names) \(jobs.count == 1 ? "is" : "are") still running."
                + (training ? " Stopping keeps the checkpoint: the run can be resumed." : " It can be started again."),
            verb: "stop and quit", action: .stopAndQuit)
    }
}

/// A line to type.
public struct LinePrompt: Equatable, Sendable {
    public enum Purpose: Equatable, Sendable { case addDocuments, context, report, openProject, createProject(sample: String?) }

    public var title: String
    public var help: String
    public var placeholder: String
    public var purpose: Purpose
    public var input = TextInput()
}
