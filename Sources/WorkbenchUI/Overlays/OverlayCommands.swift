import TerminalCells
import Workbench

/// Commands of the boxes over the panes.
enum OverlayCommands {
    static let all: [Command] = help + palette + prompt + form + confirm + jobs + chooser

    private static let help: [Command] = [
        Command("help.close", "Close", ["Esc", "q", "?", "Enter", "x", "c"], .help, hint: "close", order: 1) { close(&$0) },
        Command("help.up", "Up", ["Up", "k"], .help) { $0.moveInOverlay(-1) },
        Command("help.down", "Down", ["Down", "j"], .help, hint: "scroll", order: 2) { $0.moveInOverlay(1) },
        Command("help.pageUp", "A page up", ["PgUp", "Ctrl-U"], .help) { $0.moveInOverlay(-page($0)) },
        Command("help.pageDown", "A page down", ["PgDn", "Ctrl-D", "Space"], .help) { $0.moveInOverlay(page($0)) },
        Command("help.first", "To the top", ["Home", "g"], .help) { $0.moveInOverlay(-1_000_000) },
        Command("help.last", "To the end", ["End", "G"], .help) { $0.moveInOverlay(1_000_000) },
        Command(
            "help.copy", "Copy the text", ["y"], .help, hint: "copy", order: 3,
            when: { if case .text? = $0.overlays.last { .enabled } else { .hidden } }
        ) { state in
            guard case .text(let popup)? = state.overlays.last else { return [] }
            state.tell("sent to the terminal's clipboard: \(popup.title)")
            return [.copy(SafeText(popup.text).string)]
        },
    ]

    private static let palette: [Command] = [
        Command("palette.close", "Close", ["Esc"], .palette, hint: "close", order: 2) { close(&$0) },
        Command("palette.run", "Run the selected command", ["Enter"], .palette, hint: "run", order: 1) { submit(&$0) },
        Command("palette.up", "Up", ["Up", "Ctrl-P", "Shift-Tab"], .palette) { $0.moveInOverlay(-1) },
        Command("palette.down", "Down", ["Down", "Ctrl-N", "Tab"], .palette, hint: "choose", order: 3) { $0.moveInOverlay(1) },
        Command("palette.pageUp", "A page up", ["PgUp"], .palette) { $0.moveInOverlay(-page($0)) },
        Command("palette.pageDown", "A page down", ["PgDn"], .palette) { $0.moveInOverlay(page($0)) },
    ]

    private static let prompt: [Command] = [
        Command("prompt.close", "Cancel", ["Esc"], .prompt, hint: "cancel", order: 2) { close(&$0) },
        Command("prompt.submit", "Done", ["Enter"], .prompt, hint: "done", order: 1) { submit(&$0) },
    ]

    private static let form: [Command] = [
        Command("form.close", "Cancel", ["Esc"], .form, hint: "cancel", order: 9) { close(&$0) },
        Command(
            "form.submit", "Start with these values, or use them", ["Enter"], .form, order: 1,
            dynamicHint: { if case .form(let form)? = $0.overlays.last { form.verb } else { nil } }
        ) { submit(&$0) },
        Command("form.up", "Previous field", ["Up", "Shift-Tab"], .form) { $0.moveInOverlay(-1) },
        Command("form.down", "Next field", ["Down", "Tab"], .form, hint: "next field", order: 2) { $0.moveInOverlay(1) },
        Command("form.change", "Change the value", ["Space", "Right"], .form, hint: "change", order: 3, when: { changeable($0) }) {
            change(&$0, 1)
        },
        Command("form.changeBack", "Change the value back", ["Left"], .form, when: { changeable($0) }) { change(&$0, -1) },
    ]

    private static let confirm: [Command] = [
        Command(
            "confirm.yes", "Do it", ["y"], .confirm, order: 1, risk: .ends,
            dynamicHint: { if case .confirm(let confirmation)? = $0.overlays.last { confirmation.verb } else { nil } }
        ) { state in
            guard case .confirm(let confirmation)? = state.overlays.popLast() else { return [] }
            switch confirmation.action {
            case .request(let request):
                state.note(request)
                return [.request(request)]
            case .stopAndQuit:
                state.isQuitting = true
                state.tell("stopping; the program ends when the work is put down (Ctrl-C: at once)")
                return state.activeJobs.map { .request(.cancel($0.id)) }
            }
        },
        Command("confirm.no", "Leave it", ["Esc", "n"], .confirm, hint: "leave it", order: 2) { close(&$0) },
    ]

    private static let jobs: [Command] = [
        Command("jobs.close", "Close", ["Esc", "q", "J", "Enter"], .jobs, hint: "close", order: 2) { close(&$0) },
        Command("jobs.up", "Up", ["Up", "k"], .jobs) { $0.moveInOverlay(-1) },
        Command("jobs.down", "Down", ["Down", "j"], .jobs) { $0.moveInOverlay(1) },
        Command(
            "jobs.cancel", "Cancel the selected job", ["x"], .jobs, hint: "cancel the job", order: 1, risk: .asks,
            when: { selectedJob($0)?.isActive == true ? .enabled : .disabled("This job is not running.") }
        ) { state in
            guard let job = selectedJob(state) else { return [] }
            state.overlays.append(.confirm(cancelling(job)))
            return []
        },
    ]

    private static let chooser: [Command] = [
        Command("chooser.close", "Back to the theme before", ["Esc", "q"], .chooser, hint: "back", order: 2) { close(&$0) },
        Command("chooser.keep", "Keep this one, the next time too", ["Enter"], .chooser, hint: "keep", order: 1) { state in
            _ = state.overlays.popLast()
            return [.keepTheme(state.configuration.theme)]
        },
        Command("chooser.up", "Up", ["Up", "k"], .chooser) { $0.moveInOverlay(-1) },
        Command("chooser.down", "Down", ["Down", "j"], .chooser, hint: "preview", order: 3) { $0.moveInOverlay(1) },
    ]

    static func cancelling(_ job: JobStatus) -> Confirmation {
        Confirmation(
            title: "Stop “\(job.title)”?",
            text: job.kind == .train
                ? "The checkpoint stays: the run can be resumed at this step."
                : job.kind == .ask ? "What was written so far stays." : "What was finished so far stays; it can be started again.",
            verb: "stop it", action: .request(.cancel(job.id)))
    }

    static func selectedJob(_ state: AppState) -> JobStatus? {
        guard case .jobs(let position)? = state.overlays.last, state.jobs.indices.contains(position.selected) else { return nil }
        return state.jobs[position.selected]
    }

    private static func page(_ state: AppState) -> Int { max(1, state.size.height - 8) }

    private static func changeable(_ state: AppState) -> Command.Availability {
        guard case .form(let form)? = state.overlays.last, form.fields.indices.contains(form.focus), !form.fields[form.focus].isText else {
            return .hidden
        }
        return .enabled
    }

    private static func change(_ state: inout AppState, _ step: Int) -> [Effect] {
        guard case .form(var form)? = state.overlays.last, form.fields.indices.contains(form.focus) else { return [] }
        form.fields[form.focus].change(step)
        return state.changed(form)
    }

    /// Takes the box on top away.
    static func close(_ state: inout AppState) -> [Effect] {
        if case .themes(_, let before)? = state.overlays.popLast() { state.configuration.theme = before }
        return []
    }

    /// Enter in a box.
    static func submit(_ state: inout AppState) -> [Effect] {
        guard let top = state.overlays.last else { return [] }
        switch top {
        case .palette(let palette):
            let matches = palette.matches(state)
            _ = state.overlays.popLast()
            guard matches.indices.contains(palette.position.selected) else { return [] }
            return update(&state, matches[palette.position.selected].command.message)
        case .prompt(let prompt):
            let text = trimmed(prompt.input.text)
            _ = state.overlays.popLast()
            guard !text.isEmpty else { return [] }
            switch prompt.purpose {
            case .openProject: return [.openProject(text)]
            case .createProject(let sample): return [.createProject(text, sample: sample)]
            case .addDocuments: return [.request(.addDocuments(paths: [text]))]
            case .report:
                state.decision.hasReport = true
                return [.request(.writeReport(path: text))]
            case .context:
                state.knowledge.awaitedContext = text
                return [.request(.context(question: text))]
            }
        case .form(let form): return submit(form, &state)
        default: return []
        }
    }

    private static func submit(_ form: FormState, _ state: inout AppState) -> [Effect] {
        var form = form
        func refuse(_ problem: String) -> [Effect] {
            form.problem = problem
            state.overlays[state.overlays.count - 1] = .form(form)
            return []
        }
        switch form.kind {
        case .training:
            switch form.trainingChoice() {
            case .failure(let invalid): return refuse(invalid.message)
            case .success(let choice):
                _ = state.overlays.popLast()
                state.dataset.tab = .runs
                state.dataset.followsNewRun = true
                return [.request(.startTraining(choice))]
            }
        case .evaluation:
            let arms = form.evaluationArms
            if arms.isEmpty { return refuse("Choose at least one arm.") }
            _ = state.overlays.popLast()
            return [.request(.evaluate(arms: arms, split: form.evaluationSplit))]
        case .arm(let arm):
            switch form.armSettings() {
            case .failure(let invalid): return refuse(invalid.message)
            case .success(let settings):
                _ = state.overlays.popLast()
                state.use(settings, for: arm)
                return []
            }
        }
    }

    static func trimmed(_ text: String) -> String {
        var text = text[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
