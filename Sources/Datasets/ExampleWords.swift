import Tokenization

/// An example's texts as words, each role apart.
struct ExampleWords {
    let system: [UInt32]
    /// All turns without the system message.
    let turns: [[UInt32]]
    let userTurns: [[UInt32]]

    init(_ example: Example, _ table: inout WordTable) {
        var (system, turns, userTurns): ([UInt32], [[UInt32]], [[UInt32]]) = ([], [], [])
        for message in example.messages {
            let words = table.words(message.content)
            if message.role == .system {
                system += words
            } else {
                turns.append(words)
                if message.role == .user { userTurns.append(words) }
            }
        }
        (self.system, self.turns, self.userTurns) = (system, turns, userTurns)
    }

    var completion: [UInt32] { turns.last ?? [] }
    /// All that comes before the completion.
    var input: [[UInt32]] { [system] + turns.dropLast() }

    /// Three-word runs of all turns. No run crosses a turn, and one in a question is not the same in an answer.
    var shingles: Set<UInt64> {
        turns.enumerated().reduce(into: []) { set, turn in
            set.formUnion(WordTable.shingles(turn.element, salt: turn.offset.isMultiple(of: 2) ? 1 : 2))
        }
    }

    /// How many of the words of the questions are shared.
    func promptSimilarity(_ other: ExampleWords) -> Double {
        let (a, b) = (Set(userTurns.joined()), Set(other.userTurns.joined()))
        let all = a.union(b).count
        return all == 0 ? 1 : Double(a.intersection(b).count) / Double(all)
    }
}
