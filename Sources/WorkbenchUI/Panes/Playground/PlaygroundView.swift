import TerminalCells
import Workbench

/// Draws the playground: the question box, the arms, their answers side by side.
enum PlaygroundView {
    // MARK: list

    static func drawList(_ state: AppState, in rect: Rect, on frame: inout Frame) {
        let playground = state.playground
        let isFocused = state.focus == .playground
        let inside = Panel(
            title: PaneTitle.line(.playground, isFocused),
            trailing: playground.turns.isEmpty ? .empty : Line("\(playground.turns.count)", .muted)
        ).draw(in: rect, on: &frame.canvas)
        frame.target(.pane(.playground), in: rect)
        if playground.turns.isEmpty {
            frame.canvas.draw(
                [
                    Span("No questions yet. ", .muted), Span(isFocused ? "Enter" : "4", .key),
                    Span(isFocused ? " asks." : " goes there.", .muted),
                ], in: inside.inset(x: 1))
            return
        }
        let symbols = frame.canvas.symbols
        let list = ListView(
            count: playground.turns.count, position: ListPosition(selected: playground.turnIndex), isFocused: false,
            row: { index in
                let turn = playground.turns[index]
                return [
                    turn.isStreaming ? Span(SafeText(Spinner.frame(state, symbols) + " "), .info) : Span(SafeText("\(index + 1) "), .muted),
                    Span(SafeText(turn.follows == nil ? "" : symbols.arrow + " "), .muted), Span(SafeText(turn.question).oneLine),
                ]
            })
        frame.list(list, in: inside) { .row(.playground, $0) }
    }

    // MARK: body

    static func drawBody(_ state: AppState, in rect: Rect, on frame: inout Frame) {
        var rect = rect
        frame.target(.body, in: rect)
        drawBox(state, in: rect.cutTop(boxHeight(state.playground, rect)), on: &frame)
        drawChips(state, in: rect.cutTop(1), on: &frame)
        guard let turn = state.playground.turn else {
            let inside = rect.inset(x: 2, y: rect.height > 18 ? 1 : 0)
            let suggestions = (state.dataset.examples ?? []).prefix(60).filter { $0.prompt.count < 70 && !$0.prompt.contains("\n") }.prefix(
                3)
            frame.canvas.draw(EmptyState.playground(width: min(76, inside.width), examples: suggestions.map(\.prompt)), in: inside)
            return
        }
        if let cards = cards(turn.columns.count, in: rect) {
            for (index, card) in cards.enumerated() { drawCard(state, turn, index, in: card, on: &frame) }
        } else {
            drawTabs(state, turn, in: rect.cutTop(1), on: &frame)
            drawCard(state, turn, max(0, min(state.playground.selectedArm, turn.columns.count - 1)), in: rect, on: &frame)
        }
    }

    private static func boxHeight(_ playground: PlaygroundState, _ rect: Rect) -> Int {
        let text = playground.isTyping ? playground.input : TextInput(playground.turn?.question ?? "")
        let rows = TextInputView(text, isFocused: false).height(width: max(1, rect.width - 4))
        return min(max(3, rows + 2), max(3, min(10, rect.height / 3)))
    }

    private static func drawBox(_ state: AppState, in rect: Rect, on frame: inout Frame) {
        let playground = state.playground
        let isTyping = playground.isTyping && state.overlays.isEmpty
        var title: SafeText = "Question"
        if playground.isTyping, playground.isFollowUp {
            title = "Follow-up to question \(playground.turnIndex + 1)"
        } else if !playground.isTyping, playground.turns.count > 0 {
            title = "Question \(playground.turnIndex + 1) of \(playground.turns.count)"
        }
        let remark = remark(playground)
        Panel(
            title: Line(title, isTyping ? .focusedTitle : .title), trailing: remark.isEmpty ? .empty : Line(remark, .muted),
            isFocused: isTyping || playground.turn == nil && state.overlays.isEmpty
        ).draw(in: rect, on: &frame.canvas)
        let inside = rect.inset(x: 2, y: 1)
        if playground.turn == nil, state.overlays.isEmpty { frame.canvas.cursor = Point(inside.x, inside.y) }
        if playground.isTyping || playground.turn == nil {
            TextInputView(
                playground.input,
                placeholder: playground.isTyping ? "ask anything; Enter sends, Ctrl-J makes a new line" : "press Enter and ask",
                isFocused: isTyping
            ).draw(in: inside, on: &frame.canvas)
        } else if let turn = playground.turn {
            frame.canvas.draw(Wrapping.wrap(SafeText(turn.question), width: max(1, inside.width), role: .strong), in: inside)
        }
        frame.target(.bodyRow(0), in: rect)
    }

    /// What else there is to say of the question.
    private static func remark(_ playground: PlaygroundState) -> SafeText {
        guard let turn = playground.turn, !playground.isTyping else { return "" }
        if !playground.input.isEmpty { return "a draft is kept" }
        guard let ballot = turn.ballot else {
            let place = playground.number(turn.follows).map { "follows question \($0)" }
            let next = playground.isFollowUp ? "next: follow-up" : nil
            return SafeText([place, next].compactMap { $0 }.joined(separator: " · "))
        }
        switch ballot.choice {
        case .voted(let winner?): return SafeText("you chose \(winner.label)")
        case .voted(nil): return "none was the best"
        case .withdrawn: return "vote taken back"
        case nil: return turn.isStreaming ? "blind: shown when all have answered" : turn.canVote ? "blind: which is the best?" : ""
        }
    }

    /// Which arms the next question goes to; each name holds its key.
    private static func drawChips(_ state: AppState, in rect: Rect, on frame: inout Frame) {
        let symbols = frame.canvas.symbols
        // The last two have no column that names them: they keep a word where the arms have their letters alone.
        var chips = Arm.plain.map { arm in
            let mark = state.playground.settings[arm] == nil ? "" : "*"
            return (
                key: arm.toggleKey.name, label: " " + arm.label + mark, short: mark, isOn: state.playground.arms.contains(arm),
                role: arm.role, command: "playground.arm.\(arm.rawValue)"
            )
        }
        if state.playground.hasForm {
            chips.append(("C", " with the form too", " form", state.playground.asksWithForm, .info, "playground.form"))
        }
        chips.append(("b", " blind", " blind", state.playground.isBlind, .info, "playground.blind"))
        var x = rect.x + 2
        let full = chips.reduce(0) { $0 + $1.label.count + 6 } - 3 < rect.width - 2
        for chip in chips {
            let line: Line = [
                Span(SafeText(chip.key), .key), Span(" "),
                Span(SafeText(chip.isOn ? symbols.dot : symbols.ring), chip.isOn ? chip.role : .muted),
                Span(SafeText(full ? chip.label : chip.short), chip.isOn ? .text : .muted),
            ]
            guard x + line.width < rect.maxX else { break }
            let place = Rect(x, rect.y, line.width, 1)
            frame.canvas.draw(line, in: place)
            frame.target(.command(CommandID(rawValue: chip.command)), in: place)
            x += line.width + 3
        }
    }

    // MARK: cards

    /// Where the answers go side by side, or nil when one at a time is more readable.
    static func cards(_ count: Int, in rect: Rect) -> [Rect]? {
        guard count > 0 else { return [] }
        let columns = max(1, min(count, rect.width / 27))
        let rows = (count + columns - 1) / columns
        guard rect.height / rows >= 8 else { return nil }
        var result: [Rect] = []
        for (index, row) in rect.rows(rows).enumerated() {
            // Rows as even as they come: 3 + 2 rather than 4 + 1.
            let share = count / rows + (index < count % rows ? 1 : 0)
            result += row.columns(share)
        }
        return result
    }

    private static func drawTabs(_ state: AppState, _ turn: PlaygroundState.Turn, in rect: Rect, on frame: inout Frame) {
        var x = rect.x + 1
        for (index, column) in turn.columns.enumerated() {
            let isActive = index == state.playground.selectedArm
            let mark = mark(column, turn, state, frame.canvas.symbols)
            let line: Line = [
                Span(isActive ? "[" : " ", .activeTab), Span(SafeText(turn.label(index)), isActive ? .activeTab : .tab), Span(" "),
                Span(SafeText(mark.0), mark.1), Span(isActive ? "]" : " ", .activeTab),
            ]
            guard x + line.width <= rect.maxX else { break }
            let place = Rect(x, rect.y, line.width, 1)
            frame.canvas.draw(line, in: place)
            frame.target(.arm(index), in: place)
            x += line.width + 1
        }
    }

    private static func mark(
        _ column: PlaygroundState.Column, _ turn: PlaygroundState.Turn, _ state: AppState, _ symbols: Symbols
    ) -> (String, Role) {
        if turn.isHidden, turn.isStreaming { return (Spinner.frame(state, symbols), .info) }
        if turn.isHidden, column.answer != nil { return (symbols.ring, .muted) }
        if turn.ballot?.choice == .voted(column.arm) { return (symbols.tick, .good) }
        return switch column.state {
        case .waiting: (symbols.separator, .muted)
        case .streaming: (Spinner.frame(state, symbols), .info)
        case .finished(let answer) where answer.ending != nil: (symbols.ring, .warning)
        case .finished(let answer):
            switch answer.grounding {
            case .cited: (symbols.tick, .good)
            case .ungrounded, .missing: (symbols.warning, .warning)
            case .none: (symbols.dot, .muted)
            }
        case .failed: (symbols.cross, .bad)
        case .stopped: (symbols.ring, .warning)
        }
    }

    /// The state in words.
    private static func word(_ column: PlaygroundState.Column, _ turn: PlaygroundState.Turn) -> String {
        if turn.isHidden, turn.isStreaming { return "writing" }
        if turn.isHidden, column.answer != nil { return "" }
        if turn.ballot?.choice == .voted(column.arm) { return "your vote" }
        return switch column.state {
        case .waiting: "waits"
        case .streaming: "writing"
        case .finished(let answer) where answer.ending != nil: answer.ending == .cut ? "cut off" : "stopped"
        case .finished(let answer):
            switch answer.grounding {
            case .cited: "cited"
            case .ungrounded: "cites nothing"
            case .missing: "cites what it was not given"
            case .none: column.arm.retrieves ? "no source asked" : "closed book"
            }
        case .failed: "cannot answer"
        case .stopped: "stopped"
        }
    }

    private static func drawCard(_ state: AppState, _ turn: PlaygroundState.Turn, _ index: Int, in rect: Rect, on frame: inout Frame) {
        guard turn.columns.indices.contains(index) else { return }
        let column = turn.columns[index]
        let isSelected = index == state.playground.selectedArm
        let holdsKeys = isSelected && state.focus == .playground && !state.playground.isTyping && state.overlays.isEmpty
        let (mark, role) = mark(column, turn, state, frame.canvas.symbols)
        let word = word(column, turn)
        Panel(
            title: Line(SafeText(turn.label(index)), turn.isHidden ? .title : column.arm.role),
            trailing: [Span(SafeText(mark), role), Span(SafeText(word.isEmpty ? "" : " " + word), role)], isFocused: holdsKeys
        ).draw(in: rect, on: &frame.canvas)
        frame.target(.arm(index), in: rect)
        var inside = rect.inset(x: 2, y: 1)
        if holdsKeys { frame.canvas.cursor = Point(inside.x, inside.y) }
        if inside.height > 3, let foot = foot(state.playground, turn, index, width: inside.width) {
            frame.canvas.draw(foot, in: inside.cutBottom(1))
        }
        let citation = isSelected ? state.playground.citation : nil
        let lines = cardLines(state.playground, turn, index, citation: citation, width: inside.width, frame.canvas.symbols)
        let limit = TextView.limit(lines: lines.count, height: inside.height)
        TextView(lines, offset: column.offset ?? (column.whole == nil ? limit : 0)).draw(in: inside, on: &frame.canvas)
    }

    /// How the answer differs, while that is shown, and what it took: as much as there is room for.
    private static func foot(_ playground: PlaygroundState, _ turn: PlaygroundState.Turn, _ index: Int, width: Int) -> Line? {
        var options = turn.isHidden ? [] : turn.columns[index].answer.map(metrics) ?? []
        let remarks = playground.comparison(of: turn)?.remarks(index) ?? []
        if let long = remarks.first, let short = remarks.last {
            options = options.flatMap { ["\(long) · \($0)", "\(short) · \($0)"] }.sorted { $0.count > $1.count } + remarks
        }
        return (options.first { $0.count <= width } ?? options.last).map { Line(SafeText($0), "metrics") }
    }

    private static func metrics(_ answer: ArmAnswer) -> [String] {
        let tokens = "\(answer.promptTokens)→\(answer.completionTokens) tok"
        let total = Numbers.duration(answer.milliseconds / 1000)
        let first = "first \(Numbers.fixed(answer.firstTokenMilliseconds, 0)) ms"
        return ["\(tokens) · \(first) · \(total)", "\(tokens) · \(total)", total]
    }

    /// What was otherwise than the project says, and what the answer goes on from.
    private static func head(_ column: PlaygroundState.Column, width: Int) -> [Line] {
        var lines: [Line] = []
        if let settings = column.settings?.summary {
            lines += Wrapping.wrap(SafeText("set here: \(settings)"), width: width, role: .info, indent: 2)
        }
        if let followUp = column.answer?.followUp {
            lines += Wrapping.wrap(SafeText(followUp.text), width: width, role: .muted, indent: 2)
        }
        return lines.isEmpty ? [] : lines + [.empty]
    }

    static func cardLines(
        _ playground: PlaygroundState, _ turn: PlaygroundState.Turn, _ index: Int, citation: Int?, width: Int, _ symbols: Symbols
    ) -> [Line] {
        let width = max(1, width)
        let column = turn.columns[index]
        let head = turn.isHidden ? [] : head(column, width: width)
        switch column.state {
        case .failed(let reason):
            let lines = head + Wrapping.wrap(SafeText(reason), width: width, role: .warning)
            guard column.arm.adapts else { return lines }
            return lines + [.empty, [Span("Here: ", .muted), Span("2", .key), Span(" then ", .muted), Span("t", .key)]]
        case .waiting: return head
        default: break
        }
        if turn.isHidden, turn.isStreaming { return [] }
        let text = playground.comparison(of: turn)?.text(index) ?? Line(SafeText(turn.text(index)))
        var lines = Wrapping.wrap(text, width: width)
        if text.width == 0, column.whole != nil { lines = [Line("(an empty answer)", .muted)] }
        if column.state == .streaming, let last = lines.indices.last { lines[last] += Span("▌", .info) }
        if column.state == .stopped || column.answer?.ending == .stopped { lines.append(Line("(stopped here)", .muted)) }
        if column.answer?.ending == .cut { lines += Wrapping.wrap("(the program ended here)", width: width, role: .muted) }
        lines = head + lines
        guard let answer = column.answer, !answer.citations.isEmpty, !turn.isHidden else { return lines }
        lines.append(.empty)
        for (index, item) in answer.citations.enumerated() {
            let isSelected = index == citation
            lines += Wrapping.wrap(
                [
                    Span(SafeText(isSelected ? "▸ " : "  "), .key), Span(SafeText(item.marker), "citation"), Span(" "),
                    Span(SafeText(item.path), isSelected ? .strong : .text), Span(" "),
                    Span(SafeText(item.verified ? symbols.tick : symbols.warning + " unverified"), item.verified ? .good : .warning),
                ], width: width, indent: 2)
            if !item.quote.isEmpty, isSelected {
                lines += Wrapping.wrap(SafeText("“" + item.quote + "”"), width: max(1, width - 4), role: "quote").prefix(4)
                    .map { Line([Span("    ")]) + $0 }
            }
        }
        return lines
    }

    // MARK: heights, for scrolling

    private static func card(_ playground: PlaygroundState, _ layout: Layout) -> Rect {
        var rect = layout.body
        _ = rect.cutTop(boxHeight(playground, rect))
        _ = rect.cutTop(1)
        let count = playground.turn?.columns.count ?? 0
        if let cards = cards(count, in: rect) {
            return cards.indices.contains(playground.selectedArm) ? cards[playground.selectedArm] : .zero
        }
        _ = rect.cutTop(1)
        return rect
    }

    static func cardHeight(_ playground: PlaygroundState, _ layout: Layout) -> Int { max(1, card(playground, layout).height - 3) }

    static func scrollLimit(_ playground: PlaygroundState, _ layout: Layout) -> Int {
        guard let turn = playground.turn, playground.selectedColumn != nil else { return 0 }
        let inside = card(playground, layout).inset(x: 2, y: 1)
        let hasFoot = inside.height > 3 && foot(playground, turn, playground.selectedArm, width: inside.width) != nil
        let lines = cardLines(playground, turn, playground.selectedArm, citation: playground.citation, width: inside.width, .unicode)
        return TextView.limit(lines: lines.count, height: hasFoot ? inside.height - 1 : inside.height)
    }
}
