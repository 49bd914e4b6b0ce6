import TerminalCells

/// The top line: the project, and the tabs of the panes where their lists are not all in sight.
enum HeaderView {
    static func draw(_ state: AppState, _ layout: Layout, on frame: inout Frame) {
        let rect = layout.header
        frame.canvas.fill(rect, "header")
        var x = rect.x + 1
        if layout.mode == .wide {
            x += frame.canvas.draw(
                [Span("Assay", "header.brand"), Span("  "), Span(SafeText(state.project?.name ?? ""), "header.project")],
                in: Rect(x, rect.y, rect.width - 2, 1))
        } else {
            for pane in Pane.allCases {
                let isActive = pane == state.focus
                let short = rect.width < 52 && !isActive
                let title = short ? "\(pane.rawValue)" : "\(pane.rawValue) \(pane.title)"
                let text = SafeText(isActive ? "[\(title)]" : " \(title) ")
                guard x + text.width < rect.maxX else { break }
                let place = Rect(x, rect.y, text.width, 1)
                frame.canvas.draw(text, isActive ? "header.tab.active" : "header.tab", in: place)
                frame.target(.pane(pane), in: place)
                x += text.width + 1
            }
        }
        let room = rect.maxX - x - 3
        let line = facts(state, room: room, named: layout.mode != .wide)
        frame.canvas.draw(line, in: Rect(rect.maxX - line.width - 1, rect.y, line.width, 1))
    }

    /// The run's name in an adapter's path.
    private static func name(of adapter: String) -> String {
        adapter.split(separator: "/").last { $0 != "adapter" }.map(String.init) ?? adapter
    }

    /// As much about the project as there is room for.
    private static func facts(_ state: AppState, room: Int, named: Bool) -> Line {
        guard let project = state.project else { return Line("opening the project…", "header.fact") }
        var facts: [String] = []
        if named { facts.append(project.name) }
        facts.append(project.model ?? "no model: assay model fetch")
        if !named {
            facts += ["\(project.documents) documents", "\(project.examples) examples", "\(project.cases) cases"]
            if let adapter = project.adapter { facts.append("adapter \(name(of: adapter))") }
        }
        while facts.count > 1, facts.joined(separator: " · ").count > room { facts.removeLast() }
        let text = SafeText(facts.joined(separator: " · "))
        return text.width > room ? .empty : Line(text, "header.fact")
    }
}
