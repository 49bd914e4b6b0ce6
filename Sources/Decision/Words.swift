import Foundation
import Scoring

/// Numbers in sentences.
enum Words {
    /// `0.123` → "12 points"; below ten with a decimal when it matters.
    static func points(_ share: Double) -> String {
        let number = number(share * 100)
        return number == "1" || number == "-1" ? "\(number) point" : "\(number) points"
    }

    /// `0.123` → "+12 points".
    static func gain(_ share: Double) -> String { (share > 0 ? "+" : "") + points(share) }

    static func percent(_ share: Double) -> String { "\(number(share * 100)) %" }

    /// "from −3 to +12 points"
    static func range(_ interval: Interval) -> String {
        "from \(signed(interval.low * 100)) to \(signed(interval.high * 100)) points"
    }

    static func percentRange(_ interval: Interval) -> String { "\(number(interval.low * 100))–\(number(interval.high * 100)) %" }

    /// "p < 0.001", "p = 0.03"
    static func p(_ value: Double) -> String {
        if value < 0.001 { return "p < 0.001" }
        return "p = " + String(format: value < 0.1 ? "%.3f" : "%.2f", value)
    }

    /// A probability that never claims certainty.
    static func chance(_ value: Double) -> String {
        if value > 0.99 { return "more than 99 %" }
        if value < 0.01 { return "less than 1 %" }
        return percent(value)
    }

    static func milliseconds(_ value: Double) -> String {
        value >= 10_000
            ? String(format: "%.0f s", value / 1_000) : value >= 1_000 ? String(format: "%.1f s", value / 1_000) : "\(number(value)) ms"
    }

    static func list(_ items: [String]) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " and " + last
    }

    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    private static func signed(_ value: Double) -> String { (value > 0 && number(value) != "0" ? "+" : "") + number(value) }

    private static func number(_ value: Double) -> String {
        let whole = Int(value.rounded())
        return "\(whole)".replacingOccurrences(of: "-", with: "−")
    }
}

extension Arm {
    /// As it stands in sentences.
    package var title: String { isConstrained ? approach.title + " with a form" : approach.title }

    /// Whether this arm is `other` with something added, so that building `other` is a step on the way to it.
    func extends(_ other: Arm) -> Bool {
        if approach == other.approach { return isConstrained && !other.isConstrained }
        guard isConstrained || !other.isConstrained else { return false }
        return switch other.approach {
        case .prompt: true
        case .rag, .lora: approach == .ragLora
        case .fewshot, .ragLora: false
        }
    }
}
