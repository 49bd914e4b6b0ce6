import TerminalCells

/// Theme colours as the numbers curses takes, for what the terminal can show.
struct ColorMapping {
    let colors: Int
    let direct: Bool

    /// −1 is the terminal's own colour.
    func number(_ color: Color) -> Int32 {
        switch color {
        case .terminal: return -1
        case .palette(let index):
            if Int(index) < colors, !direct { return Int32(index) }
            if direct && index < 8 { return Int32(index) }
            return number(of: Self.palette(Int(index)), index)
        case .rgb(let red, let green, let blue): return number(of: (Int(red), Int(green), Int(blue)), nil)
        }
    }

    private func number(of rgb: (Int, Int, Int), _ index: UInt8?) -> Int32 {
        if direct {
            // In direct-colour descriptions the first eight numbers are still palette entries: never hit one by accident.
            return Int32(max(8, rgb.0 << 16 | rgb.1 << 8 | rgb.2))
        }
        if colors >= 256 { return Int32(Self.nearest(rgb, in: 16..<256)) }
        if colors >= 16 { return Int32(Self.nearest(rgb, in: 0..<16)) }
        if let index, index < 16 { return Int32(index % 8) }
        return Int32(Self.nearest(rgb, in: 0..<8))
    }

    private static func nearest(_ rgb: (Int, Int, Int), in range: Range<Int>) -> Int {
        var best = range.lowerBound
        var distance = Int.max
        for index in range {
            let other = palette(index)
            let (red, green, blue) = (rgb.0 - other.0, rgb.1 - other.1, rgb.2 - other.2)
            let candidate = 3 * red * red + 4 * green * green + 2 * blue * blue
            if candidate < distance {
                distance = candidate
                best = index
            }
        }
        return best
    }

    /// xterm's 256 colours; the first sixteen are what most terminals start from.
    static func palette(_ index: Int) -> (Int, Int, Int) {
        if index < 16 {
            let bright = index >= 8
            let on = bright ? 255 : 205
            let low = bright ? 92 : 0
            switch index {
            case 0: return (0, 0, 0)
            case 7: return (229, 229, 229)
            case 8: return (127, 127, 127)
            default: return (index & 1 != 0 ? on : low, index & 2 != 0 ? on : low, index & 4 != 0 ? on : low)
            }
        }
        if index >= 232 {
            let level = 8 + 10 * (index - 232)
            return (level, level, level)
        }
        let cube = index - 16
        let levels = [0, 95, 135, 175, 215, 255]
        return (levels[cube / 36], levels[cube / 6 % 6], levels[cube % 6])
    }
}
