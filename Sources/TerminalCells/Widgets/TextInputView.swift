/// Shows a `TextInput`: broken into rows, scrolled so that the cursor is in view.
public struct TextInputView: Sendable {
    public var input: TextInput
    public var placeholder: SafeText
    public var isFocused: Bool

    public init(_ input: TextInput, placeholder: SafeText = "", isFocused: Bool) {
        self.input = input
        self.placeholder = placeholder
        self.isFocused = isFocused
    }

    /// Rows the text needs at this width, at least one.
    public func height(width: Int) -> Int { rows(width: max(1, width)).rows.count }

    public func draw(in rect: Rect, on canvas: inout Canvas) {
        guard !rect.isEmpty else { return }
        if input.isEmpty {
            canvas.draw(placeholder, .placeholder, in: rect)
            if isFocused { canvas.cursor = Point(rect.x, rect.y) }
            return
        }
        if rect.height == 1, !input.characters.contains("\n") {
            drawOneLine(in: rect, on: &canvas)
            return
        }
        let (rows, cursor) = rows(width: rect.width)
        let first = max(0, min(cursor.y - rect.height + 1, rows.count - rect.height))
        for (line, row) in rows.dropFirst(first).prefix(rect.height).enumerated() {
            canvas.draw(SafeText(row), .input, in: Rect(rect.x, rect.y + line, rect.width, 1))
        }
        if isFocused { canvas.cursor = Point(min(rect.x + cursor.x, rect.maxX - 1), rect.y + cursor.y - first) }
    }

    /// One row that scrolls sideways.
    private func drawOneLine(in rect: Rect, on canvas: inout Canvas) {
        let widths = input.characters.map { SafeText(String($0)).width }
        var first = 0
        var before = widths[..<input.cursor].reduce(0, +)
        while before > rect.width - 1, first < input.cursor {
            before -= widths[first]
            first += 1
        }
        var text = ""
        var used = 0
        for index in first..<input.characters.count {
            if used + widths[index] > rect.width { break }
            text.append(input.characters[index])
            used += widths[index]
        }
        canvas.draw(SafeText(text), .input, in: rect)
        if isFocused { canvas.cursor = Point(min(rect.x + before, rect.maxX - 1), rect.y) }
    }

    /// Rows broken at the width, by characters: a text being typed must not jump from line to line.
    private func rows(width: Int) -> (rows: [String], cursor: Point) {
        var rows = [""]
        var used = 0
        var cursor = Point(0, 0)
        for (index, character) in input.characters.enumerated() {
            let columns = character == "\n" ? 0 : SafeText(String(character)).width
            if character != "\n", used + columns > width {
                rows.append("")
                used = 0
            }
            if index == input.cursor { cursor = Point(used, rows.count - 1) }
            if character == "\n" {
                rows.append("")
                used = 0
            } else {
                rows[rows.count - 1].append(character)
                used += columns
            }
        }
        if input.cursor == input.characters.count {
            if used >= width {
                rows.append("")
                used = 0
            }
            cursor = Point(used, rows.count - 1)
        }
        return (rows, cursor)
    }
}
