import TerminalCells
import Workbench

/// Keys, clicks and scrolling inside the box on top.
extension AppState {
    /// Applies an edit to the text of the box on top.
    mutating func typeInOverlay(_ edit: (inout TextInput) -> Bool) -> [Effect] {
        guard let top = overlays.last else { return [] }
        switch top {
        case .palette(var palette):
            let before = palette.input.text
            _ = edit(&palette.input)
            if palette.input.text != before { palette.position = ListPosition() }
            overlays[overlays.count - 1] = .palette(palette)
        case .prompt(var prompt):
            _ = edit(&prompt.input)
            overlays[overlays.count - 1] = .prompt(prompt)
        case .form(var form):
            guard form.fields.indices.contains(form.focus) else { return [] }
            guard case .text(var input) = form.fields[form.focus].value else { return [] }
            guard edit(&input) else { return [] }
            form.fields[form.focus].value = .text(input)
            return changed(form)
        default: break
        }
        return []
    }

    /// Stores a changed form and asks what it would take now.
    mutating func changed(_ form: FormState) -> [Effect] {
        var form = form
        form.problem = nil
        form.cost = nil
        overlays[overlays.count - 1] = .form(form)
        guard form.kind == .training, case .success(let choice) = form.trainingChoice() else { return [] }
        return [.request(.trainingCost(choice))]
    }

    /// Moves in whatever the box on top lists.
    mutating func moveInOverlay(_ rows: Int) -> [Effect] {
        guard let top = overlays.last else { return [] }
        switch top {
        case .palette(var palette):
            palette.position.move(rows, count: palette.matches(self).count, height: OverlayView.paletteRows(size))
            overlays[overlays.count - 1] = .palette(palette)
        case .jobs(var position):
            position.move(rows, count: jobs.count, height: 10)
            overlays[overlays.count - 1] = .jobs(position)
        case .themes(var position, let before):
            position.move(rows, count: configuration.themes.count, height: 10)
            overlays[overlays.count - 1] = .themes(position, before: before)
            configuration.theme = configuration.themes[position.selected].name
        case .form(var form):
            let count = form.fields.count
            form.focus = ((form.focus + rows.signum()) % count + count) % count
            overlays[overlays.count - 1] = .form(form)
        case .help, .text: scrollOverlay(rows)
        case .confirm, .prompt: break
        }
        return []
    }

    mutating func scrollOverlay(_ rows: Int) {
        guard let top = overlays.last else { return }
        switch top {
        case .help(let offset): overlays[overlays.count - 1] = .help(offset: scrolled(offset, rows))
        case .text(var popup):
            popup.offset = scrolled(popup.offset, rows)
            overlays[overlays.count - 1] = .text(popup)
        case .confirm, .prompt, .form: break
        case .palette, .jobs, .themes: _ = moveInOverlay(rows.signum())
        }
    }

    private func scrolled(_ offset: Int, _ rows: Int) -> Int {
        let limit = OverlayView.scrollLimit(self)
        return max(0, min(limit, min(offset, limit) + rows))
    }

    mutating func pressOverlayRow(_ index: Int) -> [Effect] {
        guard let top = overlays.last else { return [] }
        switch top {
        case .palette(var palette):
            palette.position.selected = index
            overlays[overlays.count - 1] = .palette(palette)
            return OverlayCommands.submit(&self)
        case .themes(let position, _): return moveInOverlay(index - position.selected)
        case .jobs(let position): return moveInOverlay(index - position.selected)
        case .form(var form):
            guard form.fields.indices.contains(index) else { return [] }
            form.focus = index
            form.fields[index].change(1)
            return changed(form)
        default: return []
        }
    }
}
