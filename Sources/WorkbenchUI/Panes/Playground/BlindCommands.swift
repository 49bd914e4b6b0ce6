import TerminalCells
import Workbench

/// Voting for answers without knowing which arm gave them.
enum BlindCommands {
    static let all: [Command] = [
        Command("playground.blind", "Hide which arm answers what until you vote, or not", ["b"], .playground) { state in
            state.playground.isBlind.toggle()
            state.tell(
                state.playground.isBlind
                    ? "blind: the next question hides the names and shuffles the columns until you vote"
                    : "the next question shows the names at once")
            return []
        },
        Command(
            "playground.vote", "Vote for the selected answer: the best of these", ["v"], .playground, order: 2,
            dynamicHint: { $0.playground.turn?.canVote == true ? "best" : nil },
            when: { state in
                if let reason = obstacle(state) { return .disabled(reason) }
                return state.playground.selectedColumn?.whole == nil ? .disabled("This arm has not answered.") : .enabled
            }
        ) { state in
            guard let turn = state.playground.turn, let column = state.playground.selectedColumn else { return [] }
            let letter = turn.label(state.playground.selectedArm)
            let effects = state.playground.vote(for: column.arm)
            state.tell("\(letter) is \(column.arm.label). E makes what you voted for examples, u takes the vote back.")
            return effects
        },
        Command(
            "playground.voteNone", "Vote: none of these is the best", ["t"], .playground, order: 3,
            dynamicHint: { $0.playground.turn?.canVote == true ? "none is best" : nil },
            when: { state in obstacle(state).map { .disabled($0) } ?? .enabled }
        ) { state in
            let effects = state.playground.vote(for: nil)
            state.tell("kept: none is the best. u takes the vote back.")
            return effects
        },
        Command("playground.unvote", "Take the last vote back", ["u"], .playground, order: 58, twin: "assay eval votes --withdraw") {
            state in
            state.playground.withdrawVote()
        },
        Command("playground.votes", "What the blind votes say so far", ["V"], .playground, order: 59, twin: "assay eval votes") { state in
            state.playground.awaitsTally = true
            return [.request(.votes)]
        },
        Command(
            "playground.votedExamples", "Make the answers you voted for examples of the dataset", ["E"], .playground, order: 60,
            twin: "assay eval votes --add-examples"
        ) { _ in [.request(.addVotedExamples)] },
    ]

    /// Why there is nothing to vote on here.
    private static func obstacle(_ state: AppState) -> String? {
        guard let turn = state.playground.turn else { return "No question has been asked yet." }
        guard let ballot = turn.ballot else { return "Votes are blind: b hides the names, then ask again with r." }
        switch ballot.choice {
        case .voted: return "You have voted here; u takes it back."
        case .withdrawn: return "The names are known here: r asks again, shuffled anew."
        case nil: break
        }
        if turn.isStreaming { return "The answers are still being written." }
        return turn.canVote ? nil : "There are not two answers to choose between."
    }
}
