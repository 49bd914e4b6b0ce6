import TerminalCells
import Workbench

/// Draws the boxes over the panes.
enum OverlayView {
    static func draw(_ overlay: Overlay, _ state: AppState, on frame: inout Frame) {
        frame.target(.overlay, in: .zero)
        switch overlay {
        case .help(let offset):
            drawText(
                "Help · \(state.start == nil ? state.focus.title : Scope.start.rawValue)", "",
                helpLines(state, width: textWidth(state.size)), offset, on: &frame)
        case .text(let popup):
            drawText(popup.title, popup.subtitle, textLines(popup, width: textWidth(state.size)), popup.offset, on: &frame)
        case .palette(let palette): drawPalette(palette, state, on: &frame)
        case .confirm(let confirmation): drawConfirmation(confirmation, state, on: &frame)
        case .prompt(let prompt): drawPrompt(prompt, state, on: &frame)
        case .form(let form): FormView.draw(form, state, on: &frame)
        case .jobs(let position): drawJobs(position, state, on: &frame)
        case .themes(let position, _): drawThemes(position, state, on: &frame)
        }
    }

    // MARK: long texts

    private static func textWidth(_ size: Size) -> Int { max(1, min(100, size.width - (size.width < 64 ? 6 : 12))) }
    private static func textHeight(_ size: Size) -> Int { max(1, size.height - 7) }

    static func drawText(_ title: String, _ subtitle: String, _ lines: [Line], _ offset: Int, on frame: inout Frame) {
        let size = frame.canvas.bounds.size
        let extra = subtitle.isEmpty ? 0 : 2
        let height = min(lines.count + extra, textHeight(size))
        var inside = Popup(title: SafeText(title), content: Size(textWidth(size) + 1, height)).draw(on: &frame.canvas)
        frame.target(.overlay, in: inside.inset(x: -2, y: -1))
        if !subtitle.isEmpty, inside.height > 3 {
            frame.canvas.draw(SafeText(subtitle).oneLine, .muted, in: inside.cutTop(1))
            _ = inside.cutTop(1)
        }
        TextView(lines, offset: offset).draw(in: inside, on: &frame.canvas)
    }

    /// How far the text on top can be scrolled.
    static func scrollLimit(_ state: AppState) -> Int {
        let width = textWidth(state.size)
        switch state.overlays.last {
        case .help: return TextView.limit(lines: helpLines(state, width: width).count, height: textHeight(state.size))
        case .text(let popup):
            return TextView.limit(
                lines: textLines(popup, width: width).count, height: textHeight(state.size) - (popup.subtitle.isEmpty ? 0 : 2))
        default: return 0
        }
    }

    private static func textLines(_ popup: TextPopup, width: Int) -> [Line] {
        var lines = popup.notes.flatMap { Wrapping.wrap(SafeText($0).oneLine, width: width, role: .info, indent: 2) }
        if !lines.isEmpty { lines.append(.empty) }
        if popup.isPrompt {
            for line in SafeText(popup.text).lines { lines += Wrapping.wrap(PromptText.line(line), width: width) }
        } else {
            lines += TableText.lines(popup.text, width: width)
        }
        if let twin = popup.twin {
            lines += [.empty] + Wrapping.wrap([Span("On the command line  ", .muted), Span(SafeText(twin).oneLine, "code")], width: width)
        }
        return lines
    }

    /// The keys of the place below the help, grouped by scope.
    static func helpLines(_ state: AppState, width: Int) -> [Line] {
        var beneath = state
        beneath.overlays.removeAll()
        var lines: [Line] = []
        for scope in CommandRegistry.scopes(beneath) {
            let commands = CommandRegistry.commands(in: scope).filter { !$0.keys.isEmpty && $0.availability(beneath) != .hidden }
            guard !commands.isEmpty else { continue }
            if !lines.isEmpty { lines.append(.empty) }
            lines.append(Line(SafeText(scope.rawValue), .heading))
            for command in commands {
                let keys = command.keys.map(\.label).joined(separator: " ")
                var line: Line = [Span(SafeText("  " + keys.padded(to: 16)), .key), Span(" "), Span(SafeText(command.title))]
                if case .disabled(let reason) = command.availability(beneath) { line += Span(SafeText("  (\(reason))"), .muted) }
                if let twin = command.twin, line.width + twin.count + 3 <= width {
                    line += Span(SafeText(String(repeating: " ", count: width - line.width - twin.count)))
                    line += Span(SafeText(twin), "code")
                }
                lines += Wrapping.wrap(line, width: width, indent: 19)
            }
        }
        return lines
    }

    // MARK: palette

    static func paletteRows(_ size: Size) -> Int { max(1, min(14, size.height - 11)) }

    private static func drawPalette(_ palette: PaletteState, _ state: AppState, on frame: inout Frame) {
        let size = state.size
        let matches = palette.matches(state)
        let rows = paletteRows(size)
        var inside = Popup(title: "Commands", content: Size(min(76, size.width - (size.width < 64 ? 4 : 10)), rows + 4)).draw(
            on: &frame.canvas)
        frame.target(.overlay, in: inside.inset(x: -2, y: -1))
        let box = inside.cutTop(1)
        frame.canvas.draw(":", .key, in: box)
        TextInputView(palette.input, placeholder: "what do you want to do?", isFocused: true)
            .draw(in: Rect(box.x + 2, box.y, box.width - 2, 1), on: &frame.canvas)
        let rule = inside.cutTop(1)
        for x in rule.x..<rule.maxX { frame.canvas.put(frame.canvas.symbols.plain.top, .border, x: x, y: rule.y) }
        let foot = inside.cutBottom(1)
        _ = inside.cutBottom(1)
        if matches.isEmpty {
            frame.canvas.draw("No command has these letters.", .muted, in: inside)
            return
        }
        var beneath = state
        beneath.overlays.removeAll()
        let list = ListView(
            count: matches.count, position: palette.position, isFocused: true, gap: 1,
            trailing: { Line(SafeText(matches[$0].command.keys.first?.label ?? ""), .key) },
            row: { index in
                let (command, marks) = matches[index]
                let isEnabled = command.availability(beneath) == .enabled
                return marked(command.searchText, Set(marks), isEnabled ? .text : .muted)
            })
        frame.list(list, in: inside) { .overlayRow($0) }
        guard matches.indices.contains(palette.position.selected) else { return }
        let command = matches[palette.position.selected].command
        if case .disabled(let reason) = command.availability(beneath) {
            frame.canvas.draw(SafeText(reason), .warning, in: foot)
        } else if let twin = command.twin {
            frame.canvas.draw([Span("$ ", .muted), Span(SafeText(twin), "code")], in: foot)
        }
    }

    /// A text with the letters that matched made to stand out.
    private static func marked(_ text: String, _ marks: Set<Int>, _ role: Role) -> Line {
        var line = Line()
        for (index, character) in text.enumerated() {
            line += Span(SafeText(String(character)), marks.contains(index) ? .match : role)
        }
        return line
    }

    // MARK: questions

    private static func drawConfirmation(_ confirmation: Confirmation, _ state: AppState, on frame: inout Frame) {
        let width = max(1, min(60, state.size.width - 8))
        let lines = Wrapping.wrap(SafeText(confirmation.text), width: width)
        var inside = Popup(title: SafeText(confirmation.title), content: Size(width, lines.count + 3)).draw(on: &frame.canvas)
        frame.target(.overlay, in: inside.inset(x: -2, y: -1))
        let keys = inside.cutBottom(1)
        frame.canvas.draw(lines, in: Rect(inside.x, inside.y + 1, inside.width, inside.height - 1))
        let yes = Rect(keys.x, keys.y, confirmation.verb.count + 2, 1)
        frame.canvas.draw([Span("y", .key), Span(" "), Span(SafeText(confirmation.verb), .strong)], in: yes)
        frame.target(.command("confirm.yes"), in: yes)
        let no = Rect(yes.maxX + 4, keys.y, 13, 1).intersection(keys)
        frame.canvas.draw([Span("Esc", .key), Span(" leave it")], in: no)
        frame.target(.command("confirm.no"), in: no)
    }

    private static func drawPrompt(_ prompt: LinePrompt, _ state: AppState, on frame: inout Frame) {
        let width = max(1, min(70, state.size.width - 8))
        let help = Wrapping.wrap(SafeText(prompt.help), width: width, role: .muted)
        var inside = Popup(title: SafeText(prompt.title), content: Size(width, help.count + 3)).draw(on: &frame.canvas)
        frame.target(.overlay, in: inside.inset(x: -2, y: -1))
        frame.canvas.draw(help, in: inside.cutTop(help.count))
        _ = inside.cutTop(1)
        let box = inside.cutTop(1)
        frame.canvas.draw("›", .key, in: box)
        TextInputView(prompt.input, placeholder: SafeText(prompt.placeholder), isFocused: true)
            .draw(in: Rect(box.x + 2, box.y, box.width - 2, 1), on: &frame.canvas)
    }

    // MARK: lists

    private static func drawJobs(_ position: ListPosition, _ state: AppState, on frame: inout Frame) {
        let width = max(1, min(96, state.size.width - 8))
        let rows = max(1, min(max(1, state.jobs.count), state.size.height - 8))
        let inside = Popup(title: "Jobs", content: Size(width, rows)).draw(on: &frame.canvas)
        frame.target(.overlay, in: inside.inset(x: -2, y: -1))
        if state.jobs.isEmpty {
            frame.canvas.draw("Nothing runs and nothing has run yet.", .muted, in: inside)
            return
        }
        let symbols = frame.canvas.symbols
        let list = ListView(count: state.jobs.count, position: position, isFocused: true, gap: 1) { index in
            let job = state.jobs[index]
            if case .failed(let reason) = job.state {
                return [
                    Span(SafeText(symbols.cross + " "), .bad), Span(SafeText(job.title + "  "), .strong),
                    Span(SafeText(reason).oneLine, .bad),
                ]
            }
            return StatusView.line(job, width: width - 2, state, symbols)
        }
        frame.list(list, in: inside) { .overlayRow($0) }
    }

    private static func drawThemes(_ position: ListPosition, _ state: AppState, on frame: inout Frame) {
        let names = state.configuration.themes.map(\.name)
        let inside = Popup(title: "Theme", content: Size(28, max(1, min(names.count, state.size.height - 8)))).draw(on: &frame.canvas)
        frame.target(.overlay, in: inside.inset(x: -2, y: -1))
        let list = ListView(count: names.count, position: position, isFocused: true, gap: 1) { Line(SafeText(names[$0])) }
        frame.list(list, in: inside) { .overlayRow($0) }
    }
}

/// A prompt as the model sees it: special tokens stand out.
enum PromptText {
    static func line(_ text: SafeText) -> Line {
        var line = Line()
        var rest = text.string[...]
        while let start = rest.firstRange(of: "<|") {
            guard let end = rest[start.upperBound...].firstRange(of: "|>") else { break }
            if start.lowerBound > rest.startIndex { line += Span(SafeText(rest[..<start.lowerBound])) }
            line += Span(SafeText(rest[start.lowerBound..<end.upperBound]), "token.special")
            rest = rest[end.upperBound...]
        }
        if !rest.isEmpty { line += Span(SafeText(rest)) }
        return line
    }
}
