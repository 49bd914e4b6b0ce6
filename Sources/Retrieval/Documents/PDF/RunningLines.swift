/// Finds what stands at the top and the bottom of most pages: the title of a book, the number of a page.
enum RunningLines {
    /// Lines looked at from each edge of a page.
    private static let depth = 3
    /// Left and right pages may carry different lines.
    private static let leastShare = 0.4
    private static let leastPages = 3

    /// The pages' lines without running ones.
    static func removed(from pages: [[String]]) -> [[String]] {
        guard pages.count >= leastPages else { return pages }
        let least = max(leastPages, Int((leastShare * Double(pages.count { !$0.allSatisfy(isBlank) })).rounded(.up)))
        let top = Edge(pages, least) { $0 }
        let bottom = Edge(pages, least) { $0.reversed() }
        return pages.map { page in
            let head = trim(page, top)
            return trim(head.reversed(), bottom).reversed()
        }
    }

    /// What stands at one edge of the pages.
    private struct Edge {
        /// Found on most pages.
        private(set) var running: Set<String> = []
        /// Found on a few: the title of a chapter, when it stands beside a running line.
        private(set) var companions: Set<String> = []

        init(_ pages: [[String]], _ least: Int, _ order: ([String]) -> [String]) {
            var counts: [String: Int] = [:]
            for page in pages {
                let edge = order(page).lazy.filter { !isBlank($0) }.prefix(depth)
                for text in Set(edge.map(signature)) { counts[text, default: 0] += 1 }
            }
            running = Set(counts.filter { $0.value >= least }.keys)
            companions = Set(counts.filter { $0.value > 1 && $0.key.count { $0.isLetter } >= 6 }.keys)
        }
    }

    /// Takes running lines, their companions, and blank ones between them, off the beginning.
    private static func trim(_ lines: [String], _ edge: Edge) -> [String] {
        var (cut, seen, hasRunning) = (0, 0, false)
        for (index, line) in lines.enumerated() {
            if isBlank(line) { continue }
            seen += 1
            let text = signature(line)
            guard seen <= depth, edge.running.contains(text) || edge.companions.contains(text) else { break }
            hasRunning = hasRunning || edge.running.contains(text)
            if hasRunning { cut = index + 1 }
        }
        return Array(lines[cut...].drop(while: isBlank))
    }

    private static func isBlank(_ line: String) -> Bool { line.allSatisfy(\.isWhitespace) }

    /// The line with its numbers alike, Roman ones that stand alone too.
    private static func signature(_ line: String) -> String {
        let words = line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if words.contains(/^[ivxlcIVXLC]{1,7}$/) { return "#" }
        return words.replacing(/[0-9]+/, with: "#")
    }
}
