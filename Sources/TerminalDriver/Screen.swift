import CTerminal
import Glibc
import TerminalCells

/// The terminal as a place to draw grids on.  One thread only.
final class Screen {
    let traits: TerminalTraits
    private let input: Int32
    private let output: Int32
    private let colors: ColorMapping
    private var shown: CellGrid?
    private var pairs: [UInt64: Int32] = [:]
    private var widths: [UInt32: Int8] = [:]
    private var wantsMouse: Bool
    private var isUp = false

    private static let pasteOn = "\u{1B}[?2004h"
    private static let pasteOff = "\u{1B}[?2004l"
    private static let mouseOn = "\u{1B}[?1000h\u{1B}[?1006h"
    private static let mouseOff = "\u{1B}[?1006l\u{1B}[?1000l"

    /// Takes over the terminal on these descriptors.
    init(input: Int32, output: Int32, mouse: Bool, crashNote: String) throws(TerminalError) {
        self.input = input
        self.output = output
        wantsMouse = mouse
        _ = ct_locale()
        let name = getenv("TERM").map { String(cString: $0) } ?? ""
        guard !name.isEmpty, name != "dumb" else { throw .cannotDraw(name) }
        let resetOnly = Array((Self.mouseOff + Self.pasteOff).utf8)
        ct_guard(output, resetOnly, resetOnly.count)
        guard let opened = Self.names(after: name).first(where: { ct_open($0, input, output) == 0 }) else {
            ct_unguard()
            throw .cannotDraw(name)
        }
        let silent = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
        let count = silent ? 0 : Int(ct_colors())
        colors = ColorMapping(colors: count, direct: ct_direct_color())
        traits = TerminalTraits(
            colors: count, name: opened, warning: opened == name ? nil : "TERM “\(name)” is not known here; using \(opened)")
        var restore = Self.mouseOff + Self.pasteOff
        for capability in ["sgr0", "op", "cnorm", "rmkx", "rmcup"] {
            if let bytes = ct_capability(capability) { restore += String(cString: bytes) }
        }
        let bytes = Array((restore + "\r\n" + crashNote).utf8)
        ct_guard(output, bytes, bytes.count)
        isUp = true
        setModes(true)
    }

    /// The name itself, what is left of it without its suffixes, and what nearly every terminal understands.
    static func names(after name: String) -> [String] {
        var names = [name]
        var rest = name[...]
        while let dash = rest.lastIndex(of: "-") {
            rest = rest[..<dash]
            names.append(String(rest))
        }
        return names + ["xterm-256color", "xterm", "vt100"]
    }

    func close() {
        guard isUp else { return }
        isUp = false
        setModes(false)
        ct_close()
        ct_unguard()
    }

    var size: Size {
        var rows: Int32 = 0
        var columns: Int32 = 0
        guard ct_window_size(output, &rows, &columns) else { return Size(80, 24) }
        return Size(Int(columns), Int(rows))
    }

    func resize(to size: Size) {
        ct_resize(Int32(size.height), Int32(size.width))
        shown = nil
    }

    func suspend() {
        setModes(false)
        ct_suspend()
    }

    /// After a stop or a child: everything is set and painted anew.
    func resume() {
        ct_resume()
        setModes(true)
        shown = nil
    }

    func repaint() {
        ct_touch()
        shown = nil
    }

    func setMouse(_ on: Bool) {
        wantsMouse = on
        send(on ? Self.mouseOn : Self.mouseOff)
    }

    /// Hands text to the terminal's clipboard (OSC 52), through tmux when inside it.
    func copy(_ text: String) {
        let sequence = "\u{1B}]52;c;\(Base64.encode(Array(text.utf8)))\u{07}"
        send(sequence)
        if getenv("TMUX") != nil { send("\u{1B}Ptmux;\(sequence.replacing("\u{1B}", with: "\u{1B}\u{1B}"))\u{1B}\\") }
    }

    private func setModes(_ on: Bool) {
        if on {
            send(Self.pasteOn + (wantsMouse ? Self.mouseOn : ""))
        } else {
            send(Self.mouseOff + Self.pasteOff)
        }
    }

    private func send(_ text: String) {
        let bytes = Array(text.utf8)
        ct_write(output, bytes, bytes.count)
    }

    // MARK: drawing

    /// Shows the grid: rows that changed go to curses, which sends the difference.  False: nothing had changed.
    @discardableResult
    func draw(_ grid: CellGrid) -> Bool {
        if grid == shown { return false }
        let known = shown?.size == grid.size ? shown : nil
        for y in 0..<grid.size.height {
            if let known, known.row(y) == grid.row(y) { continue }
            drawRow(grid, y)
        }
        if let cursor = grid.cursor, grid.bounds.contains(cursor) {
            ct_cursor(Int32(cursor.y), Int32(cursor.x), true)
        } else {
            ct_cursor(0, 0, false)
        }
        ct_flush()
        shown = grid
        return true
    }

    private func drawRow(_ grid: CellGrid, _ y: Int) {
        for (x, cell) in grid.row(y).enumerated() where !cell.isContinuation {
            let pair = pair(cell.style)
            let scalars = scalars(cell)
            scalars.withUnsafeBufferPointer { buffer in
                ct_put(Int32(y), Int32(x), buffer.baseAddress, Int32(buffer.count), UInt32(cell.style.attributes.rawValue), pair)
            }
            if cell.width == 2, scalars == [0x3F] {
                let blank: [UInt32] = [0x20]
                ct_put(Int32(y), Int32(x + 1), blank, 1, UInt32(cell.style.attributes.rawValue), pair)
            }
        }
    }

    /// The cell's scalars, or "?" where curses would count other columns than the grid does.
    private func scalars(_ cell: Cell) -> [UInt32] {
        var result: [UInt32] = []
        for scalar in cell.text.unicodeScalars {
            if scalar.value < 0x7F {
                result.append(scalar.value)
                continue
            }
            let width = width(scalar.value)
            if result.isEmpty {
                guard width == cell.width else { return [0x3F] }
                result.append(scalar.value)
            } else if width == 0 {
                result.append(scalar.value)
            }
        }
        return result.isEmpty ? [0x20] : result
    }

    private func width(_ scalar: UInt32) -> Int8 {
        if let known = widths[scalar] { return known }
        let width = Int8(clamping: ct_scalar_width(scalar))
        widths[scalar] = width
        return width
    }

    private func pair(_ style: Style) -> Int32 {
        guard colors.colors > 0 else { return 0 }
        let foreground = colors.number(style.foreground)
        let background = colors.number(style.background)
        if foreground < 0, background < 0 { return 0 }
        let key = UInt64(UInt32(bitPattern: foreground)) << 32 | UInt64(UInt32(bitPattern: background))
        if let known = pairs[key] { return known }
        let pair = ct_pair(foreground, background)
        pairs[key] = pair
        return pair
    }
}
