import TerminalCells

/// Which pane, list and row the keys go to.  Panes do not touch each other's state: what crosses them is here.
extension AppState {
    /// Gives a pane the focus and asks for what it will show.
    mutating func setFocus(_ pane: Pane) -> [Effect] {
        endTyping()
        focus = pane
        return []
    }

    /// Goes to where a command belongs before it runs from the palette.
    mutating func enter(_ scope: Scope) -> [Effect] {
        guard let pane = scope.pane else { return [] }
        var effects: [Effect] = []
        if focus != pane { effects += setFocus(pane) }
        switch scope {
        case .examples: effects += dataset.show(.examples)
        case .runs: effects += dataset.show(.runs)
        case .health: effects += dataset.show(.health)
        case .drafts: effects += dataset.show(.drafts)
        case .questions: effects += decision.show(.questions)
        case .flips: effects += decision.show(.flips)
        case .measurements: effects += decision.show(.measurements)
        default: break
        }
        return effects
    }

    /// Keys are text now.
    var isTyping: Bool { playground.isTyping || knowledge.search?.isTyping == true || dataset.isFiltering }

    mutating func endTyping() {
        playground.isTyping = false
        knowledge.search?.isTyping = false
        dataset.isFiltering = false
    }

    mutating func navigate(_ motion: Motion) -> [Effect] {
        let layout = layout
        switch focus {
        case .knowledge: return knowledge.navigate(motion, layout)
        case .dataset: return dataset.navigate(motion, layout)
        case .decision: return decision.navigate(motion, layout)
        case .playground:
            playground.navigate(motion, layout)
            return []
        }
    }

    mutating func open() -> [Effect] {
        switch focus {
        case .knowledge: return knowledge.open()
        case .dataset: return dataset.open()
        case .decision:
            if let popup = decision.measurementPopup { overlays.append(.text(popup)) }
            return decision.open()
        case .playground:
            if let citation = playground.selectedCitation {
                guard knowledge.documents?.contains(where: { $0.path == citation.path }) == true else {
                    tell("\(citation.path) is not in the knowledge base any more", .error)
                    return []
                }
                focus = .knowledge
                return knowledge.open(passage: citation.passage, of: citation.path, quote: citation.quote, from: .playground)
            }
            playground.isTyping = true
            return []
        }
    }

    /// One level back; never leaves the program.
    mutating func back() -> [Effect] {
        switch focus {
        case .knowledge:
            if knowledge.level == .body, let pane = knowledge.cameFrom {
                knowledge.cameFrom = nil
                _ = knowledge.back()
                return setFocus(pane)
            }
            if knowledge.back() { return [] }
        case .dataset: if dataset.back() { return [] }
        case .decision: if decision.back() { return [] }
        case .playground: if playground.back() { return [] }
        }
        isZoomed = false
        return []
    }

    mutating func selectRow(_ pane: Pane, _ index: Int) -> [Effect] {
        let height = layout.listHeight(pane)
        switch pane {
        case .knowledge: return knowledge.select(index, height: height)
        case .dataset: return dataset.select(index, height: height)
        case .decision: return decision.select(index, height: height)
        case .playground:
            playground.showTurn(index)
            return []
        }
    }

    mutating func selectBodyRow(_ index: Int) -> [Effect] {
        switch focus {
        case .knowledge: knowledge.selectPassage(index)
        case .decision: return decision.selectBodyRow(index)
        case .playground: playground.isTyping = true
        case .dataset: break
        }
        return []
    }

    mutating func scrollList(_ rows: Int) -> [Effect] {
        let layout = layout
        switch focus {
        case .knowledge: return knowledge.moveList(rows, layout)
        case .dataset: return dataset.moveList(rows, layout)
        case .decision: return decision.moveList(rows, layout)
        case .playground:
            playground.showTurn(playground.turnIndex - rows.signum())
            return []
        }
    }

    mutating func scrollBody(_ rows: Int) {
        let layout = layout
        switch focus {
        case .knowledge: knowledge.scroll(rows, layout)
        case .dataset: dataset.scroll(rows, layout)
        case .decision: decision.scroll(rows, layout)
        case .playground: playground.scroll(rows, layout)
        }
    }
}

/// A movement, whatever key made it.
enum Motion: Equatable, Sendable { case up, down, left, right, pageUp, pageDown, first, last }

extension Motion {
    /// Rows to move at this page height; nil for sideways.
    func rows(page: Int) -> Int? {
        switch self {
        case .up: -1
        case .down: 1
        case .pageUp: -max(1, page - 1)
        case .pageDown: max(1, page - 1)
        case .first: -1_000_000
        case .last: 1_000_000
        case .left, .right: nil
        }
    }
}
