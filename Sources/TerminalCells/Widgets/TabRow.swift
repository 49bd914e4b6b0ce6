/// Names side by side, one of them active; the active one is bracketed, so that it shows without colour.
public struct TabRow: Sendable {
    public var titles: [SafeText]
    public var active: Int

    public init(_ titles: [SafeText], active: Int) {
        self.titles = titles
        self.active = active
    }

    /// The row as a line, for a panel's title.
    public func line(separator: String = "·") -> Line {
        var line = Line()
        for (index, title) in titles.enumerated() {
            if index > 0 { line += Span(SafeText(" \(separator) "), .muted) }
            line += Span(title, index == active ? .activeTab : .tab)
        }
        return line
    }

    /// Draws the tabs and returns where each one is.
    public func draw(in rect: Rect, on canvas: inout Canvas) -> [(index: Int, rect: Rect)] {
        var places: [(index: Int, rect: Rect)] = []
        // Where room is scarce a space between the names has to do.
        let isTight = titles.reduce(-1) { $0 + $1.width + 3 } > rect.width
        var x = rect.x
        for (index, title) in titles.enumerated() {
            let text = SafeText(index == active ? "[\(title.string)]" : isTight ? title.string : " \(title.string) ")
            guard x + text.width <= rect.maxX else { break }
            let place = Rect(x, rect.y, text.width, 1)
            canvas.draw(text, index == active ? .activeTab : .tab, in: place)
            places.append((index, place))
            x += text.width + 1
        }
        return places
    }
}
