import Decision
import Foundation

extension ProjectSession {
    /// The verdicts on record, oldest first.
    public func decisionHistory() throws -> [DecisionRecord] {
        try JSONFile.readLines(DecisionRecord.self, from: project.decisionHistory)
    }

    /// Adds a verdict to the record, unless it says the same on the same evidence as the last one there.
    /// - Parameters:
    ///   - answersFile: the file of answers that the verdict was asked for with, if any.
    ///   - evaluation: the evaluation that it was asked for, if one was named. Looking back at an earlier one is no new verdict.
    public func keep(_ decision: DecisionReport, answersFile: String? = nil, evaluation: String? = nil) throws {
        let newest = try storedEvaluation(nil)
        guard evaluation == nil || evaluation == newest?.run else { return }
        let given = try answers(file: answersFile)
        let record = DecisionRecord(
            when: Date().timeIntervalSince1970, state: decision.state, arm: decision.arm, leader: decision.leader, n: decision.n,
            clusters: decision.clusters, chanceWithinDelta: decision.chanceWithinDelta, neededCases: decision.neededCases,
            conflicts: decision.conflicts.count, run: newest?.run, delta: configuration.delta, bar: configuration.bar,
            answers: Dictionary(uniqueKeysWithValues: given.map { ($0.key.rawValue, $0.value) }), modelHash: newest?.modelHash,
            adapters: newest?.adapters ?? [:], version: ProgramVersion.text)
        if let last = try decisionHistory().last, last.isSame(as: record) { return }
        try Files.makeDirectory(project.state)
        try JSONFile.append(record, to: project.decisionHistory)
    }
}
