/// Wrapped lines inside a border with a column of air; the border carries the scroll bar.  `offset` is clamped to what there is.
public struct TextView: Sendable {
    public var lines: [Line]
    public var offset: Int

    public init(_ lines: [Line], offset: Int = 0) {
        self.lines = lines
        self.offset = offset
    }

    /// The largest useful offset for this height.
    public static func limit(lines: Int, height: Int) -> Int { max(0, lines - max(1, height)) }

    public func draw(in rect: Rect, on canvas: inout Canvas) {
        guard !rect.isEmpty else { return }
        let first = max(0, min(offset, Self.limit(lines: lines.count, height: rect.height)))
        canvas.draw(lines, in: rect, from: first)
        Scrollbar(first: first, visible: rect.height, total: lines.count).draw(beside: rect, gap: 1, on: &canvas)
    }
}
