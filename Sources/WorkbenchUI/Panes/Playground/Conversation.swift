import Workbench

extension PlaygroundState {
    /// Whether what is typed goes on with the conversation on the screen.
    ///
    /// A blind question never does: votes are about answers that stand by themselves.
    var isFollowUp: Bool { goesOn && !isBlind && turn != nil }

    /// The questions up to this one with their answers, oldest first.
    func conversation(_ last: Turn) -> [PastTurn] {
        var conversation: [PastTurn] = []
        var next: Turn? = last
        while let turn = next {
            let before = turn.follows.flatMap { id in turns.first { $0.id == id } }
            conversation.append(PastTurn(question: turn.question, answers: turn.columns.compactMap(\.answer), follows: before?.question))
            next = before
        }
        return conversation.reversed()
    }

    /// The number of a turn as the screen shows it, from 1.
    func number(_ id: Int?) -> Int? { turns.firstIndex { $0.id == id }.map { $0 + 1 } }
}
