import TerminalCells

/// Where everything is, from the size and the focus alone: what `view` draws into and `update` reckons pages with.
struct Layout: Equatable {
    enum Mode: Equatable {
        /// Below 40×10: only a message.
        case tooSmall
        /// Below 80 columns: one pane, its list or its body.
        case single
        /// List and body of the focused pane.
        case split
        /// From 120 columns: the lists of all panes and the body of the focused one.
        case wide
    }

    var mode: Mode
    var header = Rect.zero
    /// Outer rectangles of the lists.
    var lists: [Pane: Rect] = [:]
    /// Outer rectangle of the focused pane's body; zero while a list has the only place.
    var body = Rect.zero
    var status = Rect.zero
    var hints = Rect.zero

    init(_ state: AppState) { self.init(size: state.size, focus: state.focus, isZoomed: state.isZoomed, inBody: state.isInBody) }

    init(size: Size, focus: Pane, isZoomed: Bool, inBody: Bool) {
        guard size.width >= 40, size.height >= 10 else {
            mode = .tooSmall
            return
        }
        var rest = Rect(size)
        header = rest.cutTop(1)
        hints = rest.cutBottom(1)
        status = rest.cutBottom(1)
        if size.width >= 120, size.height >= 24, !isZoomed {
            mode = .wide
            var column = rest.cutLeft(size.width >= 160 ? 44 : 38)
            for (pane, height) in zip(Pane.allCases, Self.heights(column.height, focus)) { lists[pane] = column.cutTop(height) }
            body = rest
        } else if size.width >= 80 {
            mode = .split
            // The answers want all the width there is.
            if focus != .playground { lists[focus] = rest.cutLeft(min(44, size.width * 2 / 5)) }
            body = rest
        } else {
            mode = .single
            if inBody || focus == .playground { body = rest } else { lists[focus] = rest }
        }
    }

    /// Heights of the four lists: the decision's sections have a fixed number, the questions asked get a few rows, the long lists
    /// share the rest, most of it for the one with the focus.
    private static func heights(_ total: Int, _ focus: Pane) -> [Int] {
        let decision = min(DecisionState.Section.allCases.count + 2, total / 4)
        let playground = min(focus == .playground ? 9 : 6, total / 4)
        let rest = total - decision - playground
        let knowledge = focus == .knowledge ? rest * 2 / 3 : focus == .dataset ? rest / 3 : rest / 2
        return [knowledge, rest - knowledge, decision, playground]
    }

    /// Rows inside a list's border.
    func listHeight(_ pane: Pane) -> Int { max(0, (lists[pane]?.height ?? body.height) - 2) }

    /// The inside of the body's border with a column of air at both sides.
    var bodyInside: Rect { body.inset(x: 2, y: 1) }
}

extension AppState {
    /// The focused pane's keys go to its body rather than to its list.
    var isInBody: Bool {
        switch focus {
        case .knowledge: knowledge.level != .list
        case .dataset: dataset.inBody
        case .decision: decision.inBody
        case .playground: true
        }
    }
}
