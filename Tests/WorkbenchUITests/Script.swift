import TerminalCells
import Workbench
import WorkbenchUI

/// A workbench driven by key strings: `1/price<Enter>` presses 1, /, p, r, i, c, e and Enter.
struct Script {
    var state: AppState
    /// What the last `press` or `receive` asked for.
    var effects: [Effect] = []

    init(_ size: Size = Size(140, 45), loaded: Bool = true, start: Pane = .knowledge) {
        state = AppState(Configuration(startPane: start))
        send(.input(.started(TerminalTraits(colors: 256, name: "test"), size)))
        if loaded { for event in Sample.loaded { send(.event(event)) } }
        effects = []
    }

    /// Before a project is open.
    init(_ size: Size, choices: [ProjectChoice]) {
        state = AppState(Configuration(), start: StartState(choices: choices))
        send(.input(.started(TerminalTraits(colors: 256, name: "test"), size)))
    }

    @discardableResult
    mutating func send(_ message: Message) -> [Effect] {
        let new = update(&state, message)
        effects += new
        return new
    }

    @discardableResult
    mutating func press(_ keys: String) -> [Effect] {
        effects = []
        for key in Script.keys(keys) { send(.input(.key(key))) }
        return effects
    }

    @discardableResult
    mutating func receive(_ events: WorkbenchEvent...) -> [Effect] {
        effects = []
        for event in events { send(.event(event)) }
        return effects
    }

    /// Only the requests among the effects.
    var requests: [WorkbenchRequest] {
        effects.compactMap { if case .request(let request) = $0 { request } else { nil } }
    }

    var screen: String { view(state, size: state.size).text }

    static func keys(_ text: String) -> [Key] {
        var keys: [Key] = []
        var rest = text[...]
        while let first = rest.first {
            if first == "<", let end = rest.firstIndex(of: ">"),
                let key = Key(named: String(rest[rest.index(after: rest.startIndex)..<end]))
            {
                keys.append(key)
                rest = rest[rest.index(after: end)...]
            } else {
                keys.append(Key(.character(first)))
                rest = rest.dropFirst()
            }
        }
        return keys
    }
}
