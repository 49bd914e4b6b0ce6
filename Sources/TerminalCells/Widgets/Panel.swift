/// A bordered box with a title; the focused one has a heavy border, so that focus shows without colour.
public struct Panel: Sendable {
    public var title: Line
    /// At the right end of the top border.
    public var trailing: Line
    /// At the right end of the bottom border.
    public var footer: Line
    public var isFocused: Bool
    public var borderRole: Role

    public init(title: Line, trailing: Line = .empty, footer: Line = .empty, isFocused: Bool = false, borderRole: Role? = nil) {
        self.title = title
        self.trailing = trailing
        self.footer = footer
        self.isFocused = isFocused
        self.borderRole = borderRole ?? (isFocused ? .focusedBorder : .border)
    }

    /// Draws the box and returns what is inside of it.
    @discardableResult
    public func draw(in rect: Rect, on canvas: inout Canvas) -> Rect {
        guard rect.width >= 2, rect.height >= 2 else { return .zero }
        let border = isFocused ? canvas.symbols.heavy : canvas.symbols.plain
        for x in rect.x + 1..<rect.maxX - 1 {
            canvas.put(border.top, borderRole, x: x, y: rect.y)
            canvas.put(border.top, borderRole, x: x, y: rect.maxY - 1)
        }
        for y in rect.y + 1..<max(rect.y + 1, rect.maxY - 1) {
            canvas.put(border.side, borderRole, x: rect.x, y: y)
            canvas.put(border.side, borderRole, x: rect.maxX - 1, y: y)
        }
        canvas.put(border.topLeft, borderRole, x: rect.x, y: rect.y)
        canvas.put(border.topRight, borderRole, x: rect.maxX - 1, y: rect.y)
        canvas.put(border.bottomLeft, borderRole, x: rect.x, y: rect.maxY - 1)
        canvas.put(border.bottomRight, borderRole, x: rect.maxX - 1, y: rect.maxY - 1)
        let room = rect.width - 4
        guard room > 2 else { return rect.inset(x: 1, y: 1) }
        var used = 0
        if !title.spans.isEmpty {
            let padded = Line([Span(" ")]) + title + Line([Span(" ")])
            used = canvas.draw(padded, in: Rect(rect.x + 2, rect.y, room, 1))
        }
        let free = room - used - 1
        if !trailing.spans.isEmpty, trailing.width + 2 <= free {
            let padded = Line([Span(" ")]) + trailing + Line([Span(" ")])
            canvas.draw(padded, in: Rect(rect.maxX - 2 - padded.width, rect.y, padded.width, 1))
        }
        if !footer.spans.isEmpty, footer.width + 2 <= room {
            let padded = Line([Span(" ")]) + footer + Line([Span(" ")])
            canvas.draw(padded, in: Rect(rect.maxX - 2 - padded.width, rect.maxY - 1, padded.width, 1))
        }
        return rect.inset(x: 1, y: 1)
    }
}
