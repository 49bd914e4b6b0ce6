/// Tells numbered headings ("4.2 Scope") from other lines that begin with a number, by the order of their numbers.
struct SectionNumbering {
    private var last: [Int] = []

    private static let longestHeading = 90
    private static let largestNumber = 99

    /// - Parameter isAlone: the line is a paragraph of its own, without which "3 apples" is no heading.
    /// - Returns: `shared`: how many levels it has in common with the heading before.
    mutating func heading(_ line: String, isAlone: Bool) -> (level: Int, text: String, shared: Int)? {
        guard let first = line.utf8.first, Ascii.isDigit(first) || first == UInt8(ascii: "C"), line.count <= Self.longestHeading,
            let match = line.firstMatch(of: /^(?:Chapter )?([0-9]{1,2}(?:\.[0-9]{1,2}){0,4})\.?\s+(\p{Lu}[^\n]*)$/)
        else { return nil }
        let number = match.output.1.split(separator: ".").compactMap { Int($0) }
        guard number.count > 1 || isAlone && !line.contains(/^[0-9]+\./), follows(number) else { return nil }
        // A line of a table of contents ends in the number of a page, a sentence in a full stop.
        guard let end = line.last, !end.isNumber, !".,;:…".contains(end) else { return nil }
        let shared = zip(last, number).prefix { $0.0 == $0.1 }.count
        last = number
        return (number.count, line, shared)
    }

    /// Whether a line is nothing but the number of a section or chapter.
    static func isNumber(_ line: String) -> Bool { line.contains(/^(?:(?:Chapter|Part) [0-9]{1,2}|[0-9]{1,2}(?:\.[0-9]{1,2}){1,4})\.?$/) }

    /// Whether a number may come next: a first child, or the next one of any level, with one left out at most. The first of a chapter
    /// ("7.1") always may: a chapter's own heading is often larger than what is told from its text.
    private func follows(_ number: [Int]) -> Bool {
        guard number.allSatisfy({ $0 <= Self.largestNumber }) else { return false }
        if number.count == 2, number[1] == 1 { return true }
        guard !last.isEmpty else { return number.allSatisfy { $0 <= 2 } }
        let shared = zip(last, number).prefix { $0.0 == $0.1 }.count
        let rest = number[shared...]
        guard let first = rest.first else { return false }
        let step = shared < last.count ? first - last[shared] : first
        return (shared < last.count ? 1...2 : 0...2).contains(step) && rest.dropFirst().allSatisfy { $0 <= 1 }
    }
}
