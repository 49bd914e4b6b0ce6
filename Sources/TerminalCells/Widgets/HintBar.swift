/// Keys and what they do, as many as fit, most important first.
public struct HintBar<Tag> {
    public struct Hint {
        public var key: SafeText
        public var title: SafeText
        public var tag: Tag
        public var isEnabled: Bool

        public init(key: SafeText, title: SafeText, tag: Tag, isEnabled: Bool = true) {
            self.key = key
            self.title = title
            self.tag = tag
            self.isEnabled = isEnabled
        }

        var width: Int { key.width + 1 + title.width }
    }

    public var leading: [Hint]
    /// At the right; where room is short, all but the last one give way to the first two of the others.
    public var trailing: [Hint]

    public init(leading: [Hint], trailing: [Hint] = []) {
        self.leading = leading
        self.trailing = trailing
    }

    /// Draws the bar and returns where each hint is.
    public func draw(in rect: Rect, on canvas: inout Canvas) -> [(Tag, Rect)] {
        guard rect.width > 4, rect.height > 0 else { return [] }
        var places: [(Tag, Rect)] = []
        var trailing = trailing
        // Closer together where they would not all have room.
        let gap = (leading + trailing).reduce(0, { $0 + $1.width + 3 }) + 3 <= rect.width ? 3 : 2
        let wanted = leading.prefix(2).reduce(0) { $0 + $1.width + gap }
        while trailing.count > 1, wanted + trailing.reduce(0, { $0 + $1.width + gap }) > rect.width { trailing.removeFirst() }
        let end = trailing.reduce(0) { $0 + $1.width + gap } - (trailing.isEmpty ? 0 : gap)
        let showsEnd = end + 2 < rect.width
        let limit = rect.maxX - 1 - (showsEnd ? end + 3 : 0)
        var x = rect.x + 1
        // A shorter one further down may fit where a longer one does not.
        for hint in leading where x + hint.width <= limit {
            places.append((hint.tag, draw(hint, x, rect.y, on: &canvas)))
            x += hint.width + gap
        }
        if showsEnd {
            x = rect.maxX - 1 - end
            for hint in trailing {
                places.append((hint.tag, draw(hint, x, rect.y, on: &canvas)))
                x += hint.width + gap
            }
        }
        return places
    }

    private func draw(_ hint: Hint, _ x: Int, _ y: Int, on canvas: inout Canvas) -> Rect {
        let line: Line = [
            Span(hint.key, hint.isEnabled ? .key : "hint.disabled"), Span(" "), Span(hint.title, hint.isEnabled ? .hint : "hint.disabled"),
        ]
        let rect = Rect(x, y, hint.width, 1)
        canvas.draw(line, in: rect)
        return rect
    }
}
