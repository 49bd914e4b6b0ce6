import Workbench

/// Where the answers differ.
enum DifferenceCommands {
    static let all: [Command] = [
        Command(
            "playground.differences", "Mark the words that the reference answer does not have, or not", ["d"], .playground, order: 22,
            dynamicHint: { $0.playground.canCompare ? $0.playground.showsDifferences ? "plain" : "compare" : nil }
        ) { state in
            state.playground.showsDifferences.toggle()
            state.tell(state.playground.showsDifferences ? told(state) : "differences are not marked")
            return []
        },
        Command(
            "playground.reference", "Compare the others with the selected answer", ["D"], .playground, order: 23,
            dynamicHint: { state in
                let playground = state.playground
                return playground.comparison != nil && playground.referenceColumn != playground.selectedArm ? "reference" : nil
            },
            when: { state in
                guard let turn = state.playground.turn else { return .disabled("No question has been asked yet.") }
                return turn.isReady(state.playground.selectedArm) ? .enabled : .disabled("This arm has not answered.")
            }
        ) { state in
            let playground = state.playground
            state.playground.turns[playground.turnIndex].reference = playground.selectedArm
            if playground.turn?.isHidden == false { state.playground.reference = playground.selectedColumn?.arm }
            state.playground.showsDifferences = true
            state.tell(told(state))
            return []
        },
    ]

    private static func told(_ state: AppState) -> String {
        let playground = state.playground
        guard playground.canCompare, let turn = playground.turn, let reference = playground.referenceColumn else {
            return "differences are marked as soon as two arms have answered"
        }
        let marked = state.configuration.symbols.chart == .ascii ? "stand between _ and _" : "are underlined"
        return "words that \(turn.label(reference)) does not have \(marked); D takes the selected answer as the reference"
    }
}
