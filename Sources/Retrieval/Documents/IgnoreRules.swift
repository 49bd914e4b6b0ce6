/// What `.gitignore` and `.assayignore` of a folder leave out (gitignore(5)): the last rule that matches decides, `!` takes in again.
struct IgnoreRules {
    /// Files of these names hold rules; a later one has the last word.
    static let fileNames = [".gitignore", ".assayignore"]

    private struct Rule {
        var pattern: [UInt8]
        var takesIn: Bool
        var foldersOnly: Bool
        /// The pattern counts from the folder of the file, else it is a name at any depth.
        var isAnchored: Bool
        var place: String
    }

    private var rules: [Rule] = []
    /// The folder of the rules, without a slash at its end.
    let folder: String

    /// Most rules that are read of a file, and bytes of one.
    private static let mostRules = 10_000
    private static let longestPattern = 1_024

    init(folder: String) { self.folder = folder }

    var isEmpty: Bool { rules.isEmpty }

    /// - Parameter place: the file's name as it is told to people.
    mutating func add(_ bytes: [UInt8], place: String) {
        for (index, line) in bytes.split(separator: Ascii.lineFeed, omittingEmptySubsequences: false).enumerated() {
            guard rules.count < Self.mostRules else { return }
            var pattern = Array(line)
            if pattern.last == Ascii.carriageReturn { pattern.removeLast() }
            // White space at the end counts only behind a backslash.
            while let last = pattern.last, last == Ascii.space || last == Ascii.tab, pattern.dropLast().last != Ascii.backslash {
                pattern.removeLast()
            }
            guard let first = pattern.first, first != Ascii.hash, pattern.count <= Self.longestPattern else { continue }
            let takesIn = first == UInt8(ascii: "!")
            if takesIn { pattern.removeFirst() }
            let foldersOnly = pattern.last == UInt8(ascii: "/")
            while pattern.last == UInt8(ascii: "/") { pattern.removeLast() }
            let isAnchored = pattern.contains(UInt8(ascii: "/"))
            if pattern.first == UInt8(ascii: "/") { pattern.removeFirst() }
            guard !pattern.isEmpty else { continue }
            rules.append(
                Rule(
                    pattern: pattern, takesIn: takesIn, foldersOnly: foldersOnly, isAnchored: isAnchored,
                    place: "\(place), line \(index + 1)"))
        }
    }

    enum Verdict: Equatable {
        case leftOut(by: String)
        case takenIn
    }

    /// What the rules say about something below their folder; nil when none of them speaks of it.
    func verdict(on path: String, isFolder: Bool) -> Verdict? {
        guard path.utf8.count > folder.utf8.count + 1 else { return nil }
        let relative = Array(path.utf8.dropFirst(folder.utf8.count + 1))
        let name = relative.split(separator: UInt8(ascii: "/")).last.map(Array.init) ?? relative
        for rule in rules.reversed() where isFolder || !rule.foldersOnly {
            guard Glob.matches(rule.pattern, rule.isAnchored ? relative : name) else { continue }
            return rule.takesIn ? .takenIn : .leftOut(by: rule.place)
        }
        return nil
    }
}
