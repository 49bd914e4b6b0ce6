import TerminalCells
import Workbench

extension PlaygroundState {
    // MARK: events

    mutating func take(_ event: WorkbenchEvent) {
        switch event {
        case .project(let project):
            available = project.arms
            arms.formIntersection(available)
        case .history(let past): recall(past)
        case .answerStarted(let turn, let arm):
            change(turn, arm) { if $0.state == .waiting { $0.state = .streaming } }
        case .answerDelta(let turn, let arm, let text):
            change(turn, arm) { column in
                guard column.state == .waiting || column.state == .streaming else { return }
                column.state = .streaming
                column.text += text
            }
        case .answerFinished(let turn, let answer):
            change(turn, answer.arm) { column in
                column.text = answer.text
                column.state = .finished(answer)
            }
        case .answerFailed(let turn, let arm, let reason): change(turn, arm) { $0.state = .failed(reason) }
        default: break
        }
    }

    /// Puts the questions of earlier sessions before those of this one.
    private mutating func recall(_ past: [PastTurn]) {
        turns.removeAll { $0.id <= 0 }
        comparison = nil
        let old = past.enumerated().map { index, turn in
            Turn(
                id: index - past.count + 1, question: turn.question,
                follows: past[..<index].lastIndex { $0.question == turn.follows }.map { $0 - past.count + 1 },
                columns: turn.answers.map { Column(arm: $0.arm, settings: $0.settings, text: $0.text, state: .finished($0)) })
        }
        let isNew = turns.isEmpty
        turns = old + turns
        turnIndex = isNew ? max(0, turns.count - 1) : min(turnIndex + old.count, turns.count - 1)
    }

    private mutating func change(_ turn: Int, _ arm: Arm, _ change: (inout Column) -> Void) {
        guard let index = turns.lastIndex(where: { $0.id == turn }),
            let column = turns[index].columns.firstIndex(where: { $0.arm == arm })
        else { return }
        change(&turns[index].columns[column])
    }

    /// The job has ended: arms that did not finish were cut short.
    mutating func endStreaming() {
        for turn in turns.indices where turns[turn].isStreaming {
            for column in turns[turn].columns.indices {
                let state = turns[turn].columns[column].state
                if state == .waiting || state == .streaming { turns[turn].columns[column].state = .stopped }
            }
        }
    }

    // MARK: asking

    /// Sends what was typed to the chosen arms: as a follow-up of the turn on the screen, or by itself.
    mutating func send() -> [Effect] { send(OverlayCommands.trimmed(input.text), following: isFollowUp ? turn : nil) }

    /// Sends the question on the screen once more, in the place of its conversation that it had.
    mutating func sendAgain() -> [Effect] {
        guard let turn else { return [] }
        let draft = input
        let parent = turn.follows.flatMap { id in turns.first { $0.id == id } }
        let effects = send(turn.question, following: isBlind ? nil : parent)
        input = draft
        return effects
    }

    private mutating func send(_ question: String, following parent: Turn?) -> [Effect] {
        guard !question.isEmpty, !arms.isEmpty else { return [] }
        let id = max(0, turns.last?.id ?? 0) + 1
        var order = chosenArms
        var ballot: Ballot?
        if isBlind {
            let seed = self.seed &+ UInt64(id)
            ballot = Ballot(seed: seed)
            order = BlindOrder.shuffled(order, seed: seed)
        }
        let turn = Turn(
            id: id, question: question, follows: parent?.id, columns: order.map { Column(arm: $0, settings: settings[$0]) },
            ballot: ballot)
        turns.append(turn)
        turnIndex = turns.count - 1
        if selectedArm >= chosenArms.count { selectedArm = 0 }
        citation = 0
        input.set("")
        isTyping = false
        goesOn = true
        let used = settings.filter { chosenArms.contains($0.key) }
        let options = AskOptions(settings: used, earlier: parent.map { conversation($0) } ?? [])
        return [.request(.ask(turn: id, question: question, arms: chosenArms, options: options))]
    }

    /// What came back from the editor: a question, or the answer of an example to be added.
    mutating func takeEdited(_ text: String?) -> [Effect] {
        if var example = editedExample {
            editedExample = nil
            guard let text, !OverlayCommands.trimmed(text).isEmpty else { return [] }
            example.completion = OverlayCommands.trimmed(text)
            example.origin.isEdited = true
            return [.request(.addExample(example))]
        }
        guard let text else { return [] }
        input.set(text)
        isTyping = true
        return []
    }

    /// ↑ and ↓ in the box: between its lines, then through the questions asked.
    mutating func moveInBox(_ step: Int) {
        if input.moveLine(step) { return }
        let questions = turns.map(\.question)
        let current = questions.lastIndex(of: input.text)
        if step < 0 {
            let index = current.map { $0 - 1 } ?? questions.count - 1
            if questions.indices.contains(index), current != nil || input.isEmpty { input.set(questions[index]) }
        } else if let current {
            input.set(questions.indices.contains(current + 1) ? questions[current + 1] : "")
        }
    }

    // MARK: voting

    /// Keeps the choice and shows the names; nil: none of the answers is the best.
    mutating func vote(for winner: Arm?) -> [Effect] {
        guard let turn, turn.canVote, let ballot = turn.ballot else { return [] }
        turns[turnIndex].ballot?.choice = .voted(winner)
        return [
            .request(
                .vote(NewVote(question: turn.question, answers: turn.columns.compactMap(\.whole), winner: winner, seed: ballot.seed)))
        ]
    }

    /// The last vote is taken back; its names stay in sight.
    mutating func withdrawVote() -> [Effect] {
        let voted = turns.lastIndex { if case .voted? = $0.ballot?.choice { true } else { false } }
        if let voted { turns[voted].ballot?.choice = .withdrawn }
        return [.request(.withdrawVote)]
    }

    // MARK: moving

    mutating func navigate(_ motion: Motion, _ layout: Layout) {
        switch motion {
        case .left: select(arm: selectedArm - 1)
        case .right: select(arm: selectedArm + 1)
        default: scroll(motion.rows(page: PlaygroundView.cardHeight(self, layout)) ?? 0, layout)
        }
    }

    mutating func select(arm index: Int) {
        isTyping = false
        selectedArm = max(0, min(index, (turn?.columns.count ?? 1) - 1))
        citation = 0
    }

    mutating func showTurn(_ index: Int) {
        isTyping = false
        turnIndex = max(0, min(index, turns.count - 1))
        select(arm: selectedArm)
    }

    mutating func nextCitation(_ step: Int) {
        let count = selectedColumn?.answer?.citations.count ?? 0
        guard count > 0 else { return }
        citation = ((citation + step) % count + count) % count
    }

    /// Scrolling up lets go of the tail, reaching the end takes hold of it again.
    mutating func scroll(_ rows: Int, _ layout: Layout) {
        guard turns.indices.contains(turnIndex), turns[turnIndex].columns.indices.contains(selectedArm) else { return }
        let limit = PlaygroundView.scrollLimit(self, layout)
        let column = turns[turnIndex].columns[selectedArm]
        // A finished answer is shown from its beginning.
        let isFinished = column.whole != nil
        let from = min(column.offset ?? (isFinished ? 0 : limit), limit)
        let to = max(0, min(limit, from + max(-1_000_000, min(1_000_000, rows))))
        turns[turnIndex].columns[selectedArm].offset = to == limit && !isFinished ? nil : to
    }

    mutating func back() -> Bool {
        if isTyping {
            isTyping = false
            return true
        }
        return false
    }
}
