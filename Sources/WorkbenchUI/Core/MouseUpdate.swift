import TerminalCells

/// Clicks and the wheel: the last frame's targets say what is under the pointer.
enum MouseUpdate {
    static func apply(_ event: MouseEvent, to state: inout AppState) -> [Effect] {
        switch event.kind {
        case .wheelUp: return wheel(-3, event.position, &state)
        case .wheelDown: return wheel(3, event.position, &state)
        case .press where event.button == 0: return press(event.position, &state)
        default: return []
        }
    }

    private static func press(_ position: Point, _ state: inout AppState) -> [Effect] {
        state.notice = nil
        let target = render(state, size: state.size).target(at: position)
        if !state.overlays.isEmpty {
            switch target {
            case .overlayRow(let index): return state.pressOverlayRow(index)
            case .command(let id): return update(&state, .command(id))
            case .overlay: return []
            default:  // a click outside closes what can be closed without an answer
                return OverlayCommands.close(&state)
            }
        }
        switch target {
        case .pane(let pane): return state.setFocus(pane)
        case .row(let pane, let index):
            var effects = state.focus == pane ? [] : state.setFocus(pane)
            state.endTyping()
            effects += state.selectRow(pane, index)
            return effects
        case .bodyRow(let index): return state.selectBodyRow(index)
        case .arm(let index):
            state.playground.select(arm: index)
            return []
        case .command(let id):
            guard let command = CommandRegistry.command(id) else { return [] }
            return CommandRegistry.run(command, &state)
        case .startRow(let index):
            state.start?.list.selected = index
            return state.openChoice()
        case .body, .overlay, .overlayRow, nil: return []
        }
    }

    private static func wheel(_ rows: Int, _ position: Point, _ state: inout AppState) -> [Effect] {
        if !state.overlays.isEmpty {
            state.scrollOverlay(rows)
            return []
        }
        switch render(state, size: state.size).target(at: position) {
        case .row(let pane, _), .pane(let pane): return pane == state.focus ? state.scrollList(rows) : []
        case .arm(let index):
            state.playground.select(arm: index)
            state.scrollBody(rows)
        case .body, .bodyRow: state.scrollBody(rows)
        default: break
        }
        return []
    }
}
