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
            case .palette, .prompt, .form, .confirm, .help, .jobs, .chooser, .filterBox, .navigation, .start: return false
            default: return command.id != "palette" && command.availability(beneath) != .hidden
            }
        }
        let query = input.text
        if query.isEmpty { return candidates.map { ($0, []) } }
        var found: [(command: Command, match: FuzzyMatch)] = []
        for command in candidates {
            guard let match = FuzzyMatch(query, in: command.searchText) ?? FuzzyMatch(name: query, of: command), match.isTight else {
                continue
            }
            found.append((command, match))
        }
        found.sort { a, b in
            a.match.score != b.match.score ? a.match.score > b.match.score : a.command.title.count < b.command.title.count
        }
        return found.map { ($0.command, $0.match.places) }
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

    /// A command asked for by its name or by its command line.
    init?(name query: String, of command: Command) {
        let wanted = query.lowercased()
        guard wanted.count > 1, command.id.rawValue.contains(wanted) || command.twin?.contains(wanted) == true else { return nil }
        score = command.id.rawValue.hasSuffix("." + wanted) ? 900 : 500
        places = []
    }

    /// Not scattered over the whole text: what people would call a match.
    var isTight: Bool { (places.last ?? 0) - (places.first ?? 0) < 3 * places.count + 4 }

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
