import TerminalCells

/// The bottom line: the keys that count here, from the registry.
enum HintsView {
    static func draw(_ state: AppState, in rect: Rect, on frame: inout Frame) {
        frame.canvas.fill(rect, "hints")
        let scopes = CommandRegistry.scopes(state)
        var taken: Set<Key> = []
        var sorted: [(order: Int, hint: HintBar<CommandID>.Hint)] = []
        for scope in scopes {
            for command in CommandRegistry.commands(in: scope) {
                let availability = command.availability(state)
                guard availability != .hidden, let key = command.keys.first(where: { !taken.contains($0) }) else { continue }
                taken.formUnion(command.keys)
                guard let text = command.hint(state), !text.isEmpty else { continue }
                let hint = HintBar.Hint(
                    key: SafeText(command.hintKeys ?? key.label), title: SafeText(text), tag: command.id,
                    isEnabled: availability == .enabled)
                sorted.append((command.order, hint))
            }
        }
        sorted.sort { $0.order < $1.order }
        let leading = sorted.filter { $0.order < 90 }.map(\.hint)
        let trailing = sorted.filter { $0.order >= 90 }.map(\.hint)
        for (id, place) in HintBar(leading: leading, trailing: trailing).draw(in: rect, on: &frame.canvas) {
            frame.target(.command(id), in: place)
        }
    }
}
