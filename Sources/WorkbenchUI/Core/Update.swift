import TerminalCells
import Workbench

/// The next state and what is to be done about it.  Pure: no clock, no files, no threads.
public func update(_ state: inout AppState, _ message: Message) -> [Effect] {
    var effects: [Effect]
    switch message {
    case .input(let input): effects = InputUpdate.apply(input, to: &state)
    case .event(let event): effects = EventUpdate.apply(event, to: &state)
    case .edited(let text):
        if text == nil, state.playground.editedExample != nil { state.tell("The answer was not changed; a adds it as it stands.") }
        if text == nil, state.dataset.editedDraft != nil { state.tell("The answer was not changed; a accepts it as it stands.") }
        effects = state.dataset.editedDraft == nil ? state.playground.takeEdited(text) : state.dataset.takeEdited(text)
        // The question is shown where it is typed, wherever the focus has gone meanwhile.
        if state.playground.isTyping, state.focus != .playground {
            state.endTyping()
            state.focus = .playground
            state.playground.isTyping = true
        }
    case .opened:
        state.start = nil
        effects = InputUpdate.startupRequests.map { .request($0) }
    case .command(let id):
        effects = []
        if let command = CommandRegistry.command(id) {
            effects += state.enter(command.scope)
            effects += CommandRegistry.run(command, &state)
        }
    }
    state.playground.compareAnswers(isASCII: state.configuration.symbols.chart == .ascii)
    if state.isQuitting, state.activeJobs.isEmpty { effects.append(.quit) }
    if state.isAnimating != state.isTicking {
        state.isTicking = state.isAnimating
        effects.append(.tick(state.isTicking))
    }
    return effects
}

/// What the terminal says.
enum InputUpdate {
    static func apply(_ input: TerminalInput, to state: inout AppState) -> [Effect] {
        switch input {
        case .started(let traits, let size):
            state.size = size
            state.traits = traits
            state.configuration.adapt(to: traits)
            if let warning = traits.warning { state.tell(warning, .error) }
            return state.start == nil ? startupRequests.map { .request($0) } : []
        case .resized(let size):
            state.size = size
            return []
        case .tick(let seconds):
            state.clock = seconds
            for job in state.activeJobs where state.jobClocks[job.id] == nil { state.jobClocks[job.id] = seconds }
            return []
        case .interrupt: return GlobalCommands.quit(&state, again: true)
        case .key(let key): return take(key, &state)
        case .paste(let text): return paste(text, &state)
        case .mouse(let event): return MouseUpdate.apply(event, to: &state)
        }
    }

    static let startupRequests: [WorkbenchRequest] = [
        // The history first: a question that is asked before it has come would be in it as well.
        .history, .project, .documents, .examples, .health, .drafts, .runs, .evaluation, .decision,
    ]

    private static func take(_ key: Key, _ state: inout AppState) -> [Effect] {
        state.notice = nil
        if let command = CommandRegistry.command(for: key, in: state) { return CommandRegistry.run(command, &state) }
        return type(&state) { $0.handle(key) }
    }

    /// A pasted block is text and nothing else: line ends in it never submit.
    private static func paste(_ text: String, _ state: inout AppState) -> [Effect] {
        if state.start != nil, state.overlays.isEmpty { return [] }
        if state.overlays.isEmpty, state.focus == .playground, !state.playground.isTyping { state.playground.isTyping = true }
        let many = state.overlays.isEmpty && state.focus == .playground
        let text = String(text.prefix(200_000))
        return type(&state) { input in
            input.insert(many ? text : text.replacing("\n", with: " "))
            return true
        }
    }

    /// Applies an edit to whatever text has the cursor.
    private static func type(_ state: inout AppState, _ edit: (inout TextInput) -> Bool) -> [Effect] {
        if !state.overlays.isEmpty { return state.typeInOverlay(edit) }
        guard state.start == nil else { return [] }
        switch state.focus {
        case .knowledge: return state.knowledge.typeInSearch(edit)
        case .dataset:
            state.dataset.typeInFilter(edit)
            return []
        case .playground:
            if state.playground.isTyping { _ = edit(&state.playground.input) }
            return []
        case .decision: return []
        }
    }
}
