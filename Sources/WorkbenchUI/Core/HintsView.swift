import TerminalCells

/// The bottom line: the keys that count here, from the registry.
enum HintsView {
    static func draw(_ state: AppState, in rect: Rect, on frame: inout Frame) {
        frame.canvas.fill(rect, "hints")
        let scopes = CommandRegistry.scopes(state)
        var leading: [HintBar<CommandID>.Hint] = []
        var trailing: [HintBar<CommandID>.Hint] = []
        var taken: Set<Key> = []
        var sorted: [(order: Int, hint: HintBar<CommandID>.Hint)] = []
        for scope in scopes {
            for command in CommandRegistry.commands(in: scope) {
                let availability = command.availability(state)
                guard availability != .hidden, let key = command.keys.first(where: { !taken.contains($0) }) else { continue }
                taken.formUnion(command.keys)
                guard let text = command.hint(state), !text.isEmpty else { continue }
                let hint = HintBar.Hint(key: SafeText(key.label), title: SafeText(text), tag: command.id, isEnabled: availability == .enabled)
                if command.order >= 90 { trailing.append(hint) } else { sorted.append((command.order, hint)) }
            }
        }
        leading = sorted.sorted { $0.order < $1.order }.map(\.hint)
        for (id, place) in HintBar(leading: leading, trailing: trailing).draw(in: rect, on: &frame.canvas) {
            frame.target(.command(id), in: place)
        }
    }
}
