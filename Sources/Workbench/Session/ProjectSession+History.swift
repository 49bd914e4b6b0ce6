import Foundation

/// An answer in the file of the questions asked, which is only ever appended to.
struct HistoryLine: Codable {
    /// Seconds since 1970, when the answer was there.
    var at: Double
    /// The same for all answers to one question.
    var asked: Double?
    var question: String
    /// The question that this one follows up.
    var follows: String?
    var answer: ArmAnswer
}

extension ProjectSession {
    /// How much of the end of the file is read: some hundred answers with their prompts.
    private static let historyBytes = 1 << 20

    /// Every answer is appended to the project's history; a full disk must not lose the answer on the screen.
    func record(_ line: HistoryLine) {
        try? Files.makeDirectory(project.state)
        try? JSONFile.append(line, to: project.history)
    }

    /// Puts what a program that was killed had written into the history, as answers that were cut off.
    public func recoverAnswers() {
        var known: [HistoryLine]?
        try? AnswerJournal.takeLeft(in: project.answering) { line in
            let lines = try known ?? historyLines()
            known = lines
            // Killed between the two, it was recorded whole.
            let isThere = lines.contains { $0.asked == line.asked && $0.question == line.question && $0.answer.arm == line.answer.arm }
            if !isThere { try JSONFile.append(line, to: project.history) }
        }
    }

    private func historyLines() throws -> [HistoryLine] {
        guard let file = FileHandle(forReadingAtPath: project.history) else { return [] }
        defer { try? file.close() }
        let size = try file.seekToEnd()
        let start = size > UInt64(Self.historyBytes) ? size - UInt64(Self.historyBytes) : 0
        try file.seek(toOffset: start)
        let decoder = JSONDecoder()
        // A first line that was cut off does not decode.
        return (try file.readToEnd() ?? Data()).split(separator: 0x0A).compactMap { try? decoder.decode(HistoryLine.self, from: $0) }
    }

    /// The last questions with their answers, oldest first; the answers in the order of arms.
    public func history(limit: Int = 50) throws -> [PastTurn] {
        var turns: [(asked: Double?, turn: PastTurn)] = []
        for line in try historyLines() {
            if let last = turns.last, last.turn.question == line.question, last.asked == line.asked,
                !last.turn.answers.contains(where: { $0.arm == line.answer.arm })
            {
                turns[turns.count - 1].turn.answers.append(line.answer)
            } else {
                turns.append((line.asked, PastTurn(question: line.question, answers: [line.answer], follows: line.follows)))
            }
        }
        return turns.suffix(limit).map { _, turn in
            PastTurn(question: turn.question, answers: turn.answers.sorted { $0.arm < $1.arm }, follows: turn.follows)
        }
    }
}
