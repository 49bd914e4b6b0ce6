/// A box over everything else, in the middle.
public struct Popup: Sendable {
    public var title: SafeText
    public var footer: Line
    /// Of the inside.
    public var content: Size

    public init(title: SafeText, footer: Line = .empty, content: Size) {
        self.title = title
        self.footer = footer
        self.content = content
    }

    /// Clears the place, draws the frame and returns the inside with a column of air at both sides.
    public func draw(on canvas: inout Canvas) -> Rect {
        let bounds = canvas.bounds
        let outer = bounds.inset(x: bounds.width > 50 ? 1 : 0).centered(Size(content.width + 4, content.height + 2))
        guard outer.width >= 4, outer.height >= 3 else {
            canvas.fill(bounds, .popup)
            return bounds
        }
        canvas.fill(outer, .popup)
        canvas.cursor = nil
        let panel = Panel(title: Line(title, "popup.title"), footer: footer, isFocused: true, borderRole: .popupBorder)
        return panel.draw(in: outer, on: &canvas).inset(x: 1)
    }
}
