/// Numbers as the screen shows them, without Foundation.
public enum Numbers {
    /// Fixed decimals: `fixed(0.5, 2)` is `0.50`.  Not finite: a dash.
    public static func fixed(_ value: Double, _ digits: Int) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "–" }
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let scaled = (abs(value) * scale).rounded()
        let whole = Int64(scaled / scale)
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard digits > 0 else { return sign + String(Int64(scaled)) }
        var fraction = String(Int64(scaled - Double(whole) * scale))
        while fraction.count < digits { fraction = "0" + fraction }
        return "\(sign)\(whole).\(fraction)"
    }

    /// About three significant digits, for axes and losses: `2.31`, `0.0124`, `1.0e-4`.
    public static func short(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        let size = abs(value)
        if size == 0 { return "0" }
        if size >= 100 || value == value.rounded() { return fixed(value, 0) }
        if size >= 10 { return fixed(value, 1) }
        if size >= 0.1 { return fixed(value, 2) }
        if size >= 0.001 { return fixed(value, 4) }
        return scientific(value)
    }

    /// `1.0e-4`.
    public static func scientific(_ value: Double) -> String {
        guard value.isFinite, value != 0 else { return value == 0 ? "0" : "–" }
        var mantissa = abs(value)
        var exponent = 0
        while mantissa >= 9.995 {
            mantissa /= 10
            exponent += 1
        }
        while mantissa < 0.9995 {
            mantissa *= 10
            exponent -= 1
        }
        var digits = fixed(mantissa, 2)
        while digits.hasSuffix("0"), !digits.hasSuffix(".0") { digits.removeLast() }
        return (value < 0 ? "-" : "") + digits + "e\(exponent)"
    }

    /// `62 %`.
    public static func percent(_ fraction: Double) -> String { fixed(fraction * 100, 0) + " %" }

    /// `1,234`.
    public static func grouped(_ value: Int) -> String {
        var digits = String(value.magnitude)
        var result = ""
        while digits.count > 3 {
            result = "," + digits.suffix(3) + result
            digits.removeLast(3)
        }
        return (value < 0 ? "-" : "") + digits + result
    }

    /// `3.4 kB`, `1.2 MB`.
    public static func bytes(_ count: Int) -> String {
        let units = ["B", "kB", "MB", "GB", "TB"]
        var value = Double(count)
        var unit = 0
        while value >= 999.5, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return fixed(value, unit == 0 || value >= 99.5 ? 0 : 1) + " " + units[unit]
    }

    /// A stretch of time as people say it: `0.8 s`, `42 s`, `3:20`, `1:02:03`.
    public static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "–" }
        if seconds < 9.95 { return fixed(seconds, 1) + " s" }
        if seconds < 59.5 { return fixed(seconds, 0) + " s" }
        let whole = Int(seconds.rounded())
        let rest = pad(whole % 60)
        if whole < 3600 { return "\(whole / 60):\(rest)" }
        return "\(whole / 3600):\(pad(whole / 60 % 60)):\(rest)"
    }

    private static func pad(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

    /// Right-aligned in so many columns.
    public static func right(_ text: String, _ width: Int) -> String {
        let missing = width - text.count
        return missing > 0 ? String(repeating: " ", count: missing) + text : text
    }
}
