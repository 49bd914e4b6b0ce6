import TerminalCells

/// What a click on a place means.
enum ClickTarget: Equatable {
    case pane(Pane)
    case row(Pane, Int)
    case body
    case bodyRow(Int)
    case arm(Int)
    case command(CommandID)
    case overlay
    case overlayRow(Int)
    case startRow(Int)
}

/// A canvas that also remembers what can be clicked where; what was added last lies on top.
struct Frame {
    var canvas: Canvas
    private(set) var targets: [(rect: Rect, target: ClickTarget)] = []

    init(_ canvas: Canvas) { self.canvas = canvas }

    mutating func target(_ target: ClickTarget, in rect: Rect) { targets.append((rect, target)) }

    func target(at point: Point) -> ClickTarget? { targets.last { $0.rect.contains(point) }?.target }

    /// Draws a list and makes its rows clickable.
    mutating func list(_ list: ListView, in rect: Rect, target: (Int) -> ClickTarget) {
        for place in list.draw(in: rect, on: &canvas) { self.target(target(place.index), in: place.rect) }
    }
}
