import Datasets
import Foundation

/// A line of the file of votes, which is only ever appended to.
private struct VoteLine: Codable {
    var vote: Vote?
    /// The vote that was taken back, by id.
    var withdrawn: String?
}

extension ProjectSession {
    /// The votes that stand, oldest first.
    public func votes() throws -> [Vote] {
        let lines = try JSONFile.readLines(VoteLine.self, from: project.votes)
        let withdrawn = Set(lines.compactMap(\.withdrawn))
        return lines.compactMap(\.vote).filter { !withdrawn.contains($0.id) }
    }

    /// Keeps a vote.
    /// - Throws: `.usage` when there is nothing to choose between, or the winner is not among the answers.
    @discardableResult
    public func vote(_ new: NewVote) throws -> Vote {
        guard Set(new.answers.map(\.arm)).count == new.answers.count, new.answers.count > 1 else {
            throw WorkbenchError(.usage, "A vote needs the answers of two arms or more.")
        }
        if let winner = new.winner, !new.answers.contains(where: { $0.arm == winner }) {
            throw WorkbenchError(.usage, "\(winner.rawValue) has given no answer to vote for.")
        }
        let candidates = new.answers.map { answer in
            Vote.Candidate(
                arm: answer.arm, text: answer.text, promptHash: FileHash.sha256(Array(answer.prompt.utf8)),
                adapter: answer.arm.adapts ? adapterRun(for: answer.arm) : nil, citations: answer.citations,
                completionTokens: answer.completionTokens, milliseconds: answer.milliseconds)
        }
        let vote = Vote(
            id: UUID().uuidString.lowercased(), at: Date().timeIntervalSince1970,
            question: new.question.trimmingCharacters(in: .whitespacesAndNewlines), candidates: candidates, winner: new.winner,
            seed: new.seed, model: try languageModelName(), modelHash: try languageModelHash())
        try Files.makeDirectory(project.state)
        try JSONFile.append(VoteLine(vote: vote), to: project.votes)
        return vote
    }

    /// Takes the last vote back that stands.
    @discardableResult
    public func withdrawVote() throws -> Vote {
        guard let last = try votes().last else { throw WorkbenchError(.notFound, "There is no vote to take back.") }
        try JSONFile.append(VoteLine(withdrawn: last.id), to: project.votes)
        return last
    }

    /// What the votes on answers of the project's model say.
    public func voteTally() throws -> VoteTally { VoteTally(try votes(), modelHash: try? languageModelHash()) }

    /// Makes the answers that were voted for examples; the last vote on a question counts.
    ///
    /// Withheld are questions of cases, which an evaluation must not find learnt, and answers whose document has changed since.
    public func addVotedExamples() throws -> VotedExamples {
        var result = VotedExamples(added: [], alreadyThere: 0, withheld: [])
        for vote in VoteTally.lastOfEachQuestion(try votes()) {
            guard let chosen = vote.chosen else { continue }
            let new = NewExample(
                question: vote.question, answer: chosen.text, citations: chosen.citations,
                origin: ExampleOrigin(arm: chosen.arm.rawValue, model: vote.model, vote: vote.id))
            do {
                let (example, findings) = try examine(new)
                if findings.contains(where: { $0.kind == .caseLeak }) {
                    result.withheld.append(.init(question: vote.question, reason: "is the question of a case"))
                } else if try isPresent(example) != nil {
                    result.alreadyThere += 1
                } else {
                    result.added.append(try addExample(new))
                }
            } catch let error as WorkbenchError where error.kind == .badData || error.kind == .usage || error.kind == .notFound {
                result.withheld.append(.init(question: vote.question, reason: "cannot be one: \(error.what)"))
            }
        }
        return result
    }
}
