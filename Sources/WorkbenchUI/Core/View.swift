import TerminalCells
import Workbench

/// The screen of this state at this size.  Pure.
public func view(_ state: AppState, size: Size) -> CellGrid {
    var grid = render(state, size: size).canvas.grid
    if state.configuration.symbols.chart == .ascii { grid.replace(Symbols.asciiMarks) }
    return grid
}

/// The screen with what can be clicked on it.
func render(_ state: AppState, size: Size) -> Frame {
    var state = state
    state.size = size
    let symbols = state.configuration.symbols
    var frame = Frame(Canvas(size: size, theme: state.configuration.activeTheme, symbols: symbols))
    let layout = state.layout
    if layout.mode == .tooSmall {
        TooSmallView.draw(size, quitKey: CommandRegistry.command(for: "q", in: state)?.id == "quit" ? "q" : "Ctrl-C", on: &frame.canvas)
        return frame
    }
    if let start = state.start {
        StartView.draw(start, state, on: &frame)
        for overlay in state.overlays { OverlayView.draw(overlay, state, on: &frame) }
        return frame
    }
    HeaderView.draw(state, layout, on: &frame)
    for pane in Pane.allCases {
        guard let rect = layout.lists[pane], !rect.isEmpty else { continue }
        switch pane {
        case .knowledge: KnowledgeView.drawList(state, in: rect, on: &frame)
        case .dataset: DatasetView.drawList(state, in: rect, on: &frame)
        case .decision: DecisionView.drawList(state, in: rect, on: &frame)
        case .playground: PlaygroundView.drawList(state, in: rect, on: &frame)
        }
    }
    if !layout.body.isEmpty {
        switch state.focus {
        case .knowledge: KnowledgeView.drawBody(state, in: layout.body, on: &frame)
        case .dataset: DatasetView.drawBody(state, in: layout.body, on: &frame)
        case .decision: DecisionView.drawBody(state, in: layout.body, on: &frame)
        case .playground: PlaygroundView.drawBody(state, in: layout.body, on: &frame)
        }
    }
    StatusView.draw(state, in: layout.status, on: &frame)
    if !state.overlays.isEmpty { frame.canvas.cursor = nil }
    for overlay in state.overlays { OverlayView.draw(overlay, state, on: &frame) }
    HintsView.draw(state, in: layout.hints, on: &frame)
    return frame
}

/// What is said when there is no room for anything else.
enum TooSmallView {
    /// - Parameter quitKey: where a text is being typed, q would go into it.
    static func draw(_ size: Size, quitKey: String, on canvas: inout Canvas) {
        let text: SafeText = "Assay needs 40×10; this is \(size.width)×\(size.height). Make the window larger, or \(quitKey) to quit."
        let lines = Wrapping.wrap(text, width: max(1, size.width))
        let top = max(0, (size.height - lines.count) / 2)
        for (row, line) in lines.enumerated() { canvas.draw(line, in: Rect(0, top + row, size.width, 1), align: .center) }
    }
}
