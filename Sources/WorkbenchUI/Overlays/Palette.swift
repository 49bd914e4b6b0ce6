import TerminalCells

/// The palette: what is typed and which match is selected.
public struct PaletteState: Equatable, Sendable {
    public var input = TextInput()
    public var position = ListPosition()

    /// Commands that match, best first, with the places of the matching letters.
    func matches(_ state: AppState) -> [(command: Command, marks: [Int])] {
        var beneath = state
        beneath.overlays.removeAll()
        let candidates = CommandRegistry.all.filter { command in
            switch command.scope {
            case .palette, .prompt, .form, .confirm, .help, .jobs, .chooser, .filterBox, .navigation: return false
            default: return command.id != "palette" && command.availability(beneath) != .hidden
            }
        }
        let query = input.text
        if query.isEmpty { return candidates.map { ($0, []) } }
        return candidates.compactMap { command in
            FuzzyMatch(query, in: command.searchText).map { (command, $0) }
        }
        .sorted { $0.1.score != $1.1.score ? $0.1.score > $1.1.score : $0.0.title.count < $1.0.title.count }
        .map { ($0.0, $0.1.places) }
    }
}

extension Command {
    /// What the palette shows and searches.
    var searchText: String {
        let place = scope.pane?.title ?? "Workbench"
        return "\(place): \(title)"
    }
}

/// Letters of a query found in order in a text; more for runs and for beginnings of words.
struct FuzzyMatch {
    var score: Int
    var places: [Int]

    init?(_ query: String, in text: String) {
        let wanted = query.lowercased().filter { $0 != " " }.map { $0 }
        let letters = Array(text.lowercased())
        guard !wanted.isEmpty else { return nil }
        // A plain substring is what people mean most of the time.
        if let start = Self.find(wanted, in: letters) {
            places = Array(start..<start + wanted.count)
            score = 1000 - start + (start == 0 || !letters[start - 1].isLetter ? 200 : 0)
            return
        }
        var places: [Int] = []
        var score = 0
        var from = 0
        for letter in wanted {
            guard let index = letters[from...].firstIndex(of: letter) else { return nil }
            if let last = places.last, index == last + 1 { score += 8 }
            if index == 0 || !letters[index - 1].isLetter { score += 10 }
            score -= min(index - from, 6)
            places.append(index)
            from = index + 1
        }
        self.places = places
        self.score = score
    }

    private static func find(_ wanted: [Character], in letters: [Character]) -> Int? {
        guard letters.count >= wanted.count else { return nil }
        return (0...(letters.count - wanted.count)).first { Array(letters[$0..<$0 + wanted.count]) == wanted }
    }
}
