import Foundation

/// Numbers as every report and command writes them.
enum Figures {
    /// `0.243` → "24 %".
    static func percent(_ share: Double) -> String { "\(whole(share * 100)) %" }

    /// "17–32 %"
    static func percentRange(_ low: Double, _ high: Double) -> String { "\(whole(low * 100))–\(whole(high * 100)) %" }

    /// `−0.03` → "−3".
    static func points(_ share: Double) -> String {
        let number = whole(share * 100)
        return (share > 0 && number != "0" ? "+" : "") + number
    }

    /// "−3 to +12"
    static func pointsRange(_ low: Double, _ high: Double) -> String { "\(points(low)) to \(points(high))" }

    static func p(_ value: Double) -> String { value < 0.001 ? "< 0.001" : String(format: value < 0.1 ? "%.3f" : "%.2f", value) }

    static func duration(_ seconds: Double) -> String {
        seconds < 1 ? String(format: "%.0f ms", seconds * 1_000) : String(format: "%.1f s", seconds)
    }

    /// Day and minute, UTC.
    static func moment(_ seconds: Double) -> String {
        var time = time_t(seconds)
        var parts = tm()
        gmtime_r(&time, &parts)
        return String(
            format: "%04d-%02d-%02d %02d:%02d UTC", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min)
    }

    static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
        "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
    }

    private static func whole(_ value: Double) -> String { "\(Int(value.rounded()))".replacingOccurrences(of: "-", with: "−") }
}
