/// A bar that fills, drawn to an eighth of a column.
public struct Gauge: Sendable {
    public var fraction: Double
    public var role: Role

    public init(_ fraction: Double, role: Role = .gauge) {
        self.fraction = fraction.isFinite ? min(1, max(0, fraction)) : 0
        self.role = role
    }

    public func line(width: Int, symbols: Symbols) -> Line {
        guard width > 0 else { return .empty }
        let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        let fine = symbols.chart == .braille
        let eighths = Int((fraction * Double(width * 8)).rounded())
        let full = eighths / 8
        let part = fine ? parts[eighths % 8] : ""
        let rest = width - full - (part.isEmpty ? 0 : 1)
        let space = fine ? " " : symbols.shade
        return [
            Span(SafeText(String(repeating: symbols.full, count: full) + part), role),
            Span(SafeText(String(repeating: space, count: max(0, rest))), .gaugeRest),
        ]
    }
}
