/// How a number is written.
enum NumberShape {
    typealias Scalars = [Unicode.Scalar]

    /// A plain number in canonical form (`1,000` → `1000`, `49,90` → `49.90`, `.5` → `0.5`), or nil when the run at `position` is
    /// something else: a date, a time, a version, a range, a fraction.  Moves `position` behind it when it is one.
    static func decimal(_ scalars: Scalars, at position: inout Int) -> String? {
        var end = position
        var whole = digits(scalars, &end)
        if let grouped = grouped(scalars, whole, &end) { whole = grouped }
        var fraction = ""
        if end < scalars.count, scalars[end] == "." || scalars[end] == ",", isDigit(scalars, end + 1) {
            let comma = scalars[end] == ","
            var after = end + 1
            let found = digits(scalars, &after)
            // A comma is a decimal sign with one or two digits behind it, or behind a single zero; else it separates ("1,2,3").
            let separates = after < scalars.count && scalars[after] == "," && isDigit(scalars, after + 1)
            if !comma || ((found.count <= 2 || whole == "0") && !separates) {
                fraction = found
                end = after
            }
        }
        guard !continues(scalars, end) else { return nil }
        position = end
        if whole.isEmpty { whole = "0" }
        return fraction.allSatisfy { $0 == "0" } ? whole : "\(whole).\(fraction)"
    }

    /// The whole run of digits and inner `. : / -` as it stands: `14:30`, `1.2.3`, `2024-03-12`, `24/7`.
    static func literal(_ scalars: Scalars, at position: inout Int) -> String {
        var text = String.UnicodeScalarView()
        while position < scalars.count, isDigit(scalars, position) || (isJoint(scalars[position]) && isDigit(scalars, position + 1)) {
            text.append(scalars[position])
            position += 1
        }
        return String(text)
    }

    /// Without trailing zeros of the fraction: money and measures, never versions.
    static func trimmed(_ number: String) -> String {
        guard number.contains(".") else { return number }
        var text = Substring(number)
        while text.hasSuffix("0") { text = text.dropLast() }
        return String(text.hasSuffix(".") ? text.dropLast() : text)
    }

    /// `number` × 10^`power`, exactly.
    static func scaled(_ number: String, by power: Int) -> String {
        let parts = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        let padded = fraction + String(repeating: "0", count: max(0, power - fraction.count))
        let moved = String(parts[0]) + padded.prefix(power)
        let rest = padded.dropFirst(power)
        let whole = moved.drop { $0 == "0" }
        return trimmed((whole.isEmpty ? "0" : String(whole)) + (rest.isEmpty ? "" : "." + rest))
    }

    /// `1,000`, `1 000`, `1'000`, and `1.234,56` (points group only when a decimal comma follows): the digits together.
    private static func grouped(_ scalars: Scalars, _ lead: String, _ end: inout Int) -> String? {
        guard (1...3).contains(lead.count), lead.first != "0", end < scalars.count else { return nil }
        let mark = scalars[end]
        guard mark == "," || mark == " " || mark == "'" || mark == "." else { return nil }
        var all = lead
        var next = end
        while next < scalars.count, scalars[next] == mark {
            var after = next + 1
            let group = digits(scalars, &after)
            guard group.count == 3 else { break }
            all += group
            next = after
        }
        guard next > end else { return nil }
        if mark == "." {
            var after = next + 1
            guard next < scalars.count, scalars[next] == ",", (1...2).contains(digits(scalars, &after).count) else { return nil }
        }
        end = next
        return all
    }

    private static func digits(_ scalars: Scalars, _ end: inout Int) -> String {
        var text = String.UnicodeScalarView()
        while isDigit(scalars, end) {
            text.append(scalars[end])
            end += 1
        }
        return String(text)
    }

    private static func continues(_ scalars: Scalars, _ end: Int) -> Bool {
        end < scalars.count && isJoint(scalars[end]) && isDigit(scalars, end + 1)
    }

    private static func isJoint(_ scalar: Unicode.Scalar) -> Bool { scalar == "." || scalar == ":" || scalar == "/" || scalar == "-" }

    private static func isDigit(_ scalars: Scalars, _ index: Int) -> Bool {
        scalars.indices.contains(index) && ("0"..."9").contains(scalars[index])
    }
}
