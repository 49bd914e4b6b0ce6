import Foundation
import Providers
import Scoring

extension ProjectSession {
    private static let mostFailuresInARow = 3
    private static let stopped = WorkbenchError(
        .failed, "The judge was stopped.", next: "What it said is kept: run it again to go on.")

    /// What `judge` would send and where to. Sends nothing and looks nothing up.
    public func judgePlan(_ choice: JudgeChoice = JudgeChoice()) throws -> JudgePlan { try judgeWork(choice).plan }

    public func storedJudge() throws -> JudgeReport? { try JSONFile.read(JudgeReport.self, from: project.judgeFile) }

    /// Lets the project's judge compare the stored answers of two arms and the answers that people voted on, each pair in both orders.
    ///
    /// Nothing is sent that was answered before. A pair whose reply can't be read, or doesn't come in time, is left out and named.
    /// - Throws: `.usage` when answers would leave this machine and `choice.allowedHost` is another host; `.unavailable` when the judge can't
    ///   be asked at all. Replies that came are kept.
    public func judge(_ choice: JudgeChoice = JudgeChoice(), progress: ProgressSink) throws -> JudgeReport {
        let lock = try ProjectLock(project.state + "/judge.lock", doing: "asking the judge")
        defer { withExtendedLifetime(lock) {} }
        var work = try judgeWork(choice)
        let client = work.plan.requests > 0 ? try judgeClient(work, choice) : nil
        var pairs: [String: JudgedPair] = [:]
        var failures: [JudgeReport.Failure] = []
        var (done, failedInARow) = (0, 0)
        for item in work.items {
            let update = ProgressUpdate(
                fraction: Double(done) / Double(work.items.count), text: "pair \(done + 1) of \(work.items.count) · \(item.id)")
            guard progress(update) else { throw Self.stopped }
            do {
                pairs[item.id] = try judged(item, &work, client) { !progress(update) }
                failedInARow = 0
            } catch let error as ProviderError {
                if error == .cancelled { throw Self.stopped }
                failures.append(.init(id: item.id, reason: error.description))
                failedInARow += 1
                guard !error.concernsEveryRequest, failedInARow < Self.mostFailuresInARow else {
                    throw WorkbenchError(.unavailable, error.description, next: "What the judge said before is kept.")
                }
            } catch let error as JudgeReplyError {
                failures.append(.init(id: item.id, reason: "The reply can't be read: \(error)."))
                failedInARow = 0
            }
            done += 1
        }
        let report = report(work, pairs, failures)
        try JSONFile.write(report, to: project.judgeFile)
        return report
    }

    // MARK: - What there is to do

    private struct Work {
        var judge: JudgeConfiguration
        var instructions: String
        var run: String?
        var arms: (a: Arm, b: Arm)?
        var items: [JudgeItem]
        var equal: [JudgeItem]
        var cache: JudgeCache
        var plan: JudgePlan

        func key(_ text: String) -> String {
            FileHash.sha256(Array("judge 1\n\(judge.url)\n\(judge.model)\n\(instructions)\n\(text)".utf8))
        }
    }

    private func judgeWork(_ choice: JudgeChoice) throws -> Work {
        guard let judge = configuration.judge else {
            throw WorkbenchError(
                .notFound, "This project names no judge.",
                next: "Add a [judge] section to assay.toml: url = \"http://127.0.0.1:8080/v1\", model = \"NAME\".")
        }
        let endpoint = try endpoint(judge)
        let cases = (try? cases()) ?? []
        let stored = try storedEvaluation(choice.run)
        let arms = try stored.flatMap { try comparedArms(choice, $0) }
        var compared: [JudgeItem] = []
        if let stored, let arms { compared = JudgeItem.compared(stored.results, arms.a, arms.b, cases: cases) }
        compared = Array(compared.prefix(choice.limit ?? .max))
        let voted = JudgeItem.voted(try votes(), cases: cases)
        guard !(compared + voted).isEmpty else {
            throw WorkbenchError(
                .notFound, "There is nothing to judge: no two arms have answered the same cases, and no vote was given.",
                next: "Run the arms with: assay eval run")
        }
        let equal = compared.filter { $0.a == $0.b }
        let plan = JudgePlan(
            model: judge.model, address: endpoint.base, host: endpoint.host, cases: compared.count, votedPairs: voted.count, requests: 0,
            kept: 0, answers: 0)
        var work = Work(
            judge: judge, instructions: JudgeItem.instructions(judge.criteria), run: stored?.run, arms: arms,
            items: compared.filter { $0.a != $0.b } + voted, equal: equal, cache: try JudgeCache(path: project.judgeReplies), plan: plan)
        var answers: Set<[String]> = []
        for item in work.items {
            for aFirst in [true, false] {
                if work.cache[work.key(try item.text(aFirst: aFirst))] != nil {
                    work.plan.kept += 1
                } else {
                    work.plan.requests += 1
                    answers.formUnion([[item.question, item.a], [item.question, item.b]])
                }
            }
        }
        work.plan.answers = answers.count
        return work
    }

    /// The two arms to compare: the chosen ones, or those that pass most; nil when fewer than two have answered.
    private func comparedArms(_ choice: JudgeChoice, _ stored: StoredEvaluation) throws -> (a: Arm, b: Arm)? {
        let rates = try report(stored).arms
        guard choice.arms.isEmpty else {
            let chosen = Set(choice.arms).sorted()
            guard chosen.count == 2 else { throw WorkbenchError(.usage, "A judge compares two different arms.") }
            for arm in chosen where !rates.contains(where: { $0.arm == arm }) {
                throw WorkbenchError(
                    .notFound, "\(arm.rawValue) has no answers in \(stored.run).",
                    next: "It has those of: \(rates.map(\.arm.rawValue).joined(separator: ", ")).")
            }
            return (chosen[0], chosen[1])
        }
        let best = rates.sorted { ($1.rate, $0.arm) < ($0.rate, $1.arm) }.prefix(2).map(\.arm).sorted()
        return best.count == 2 ? (best[0], best[1]) : nil
    }

    // MARK: - Asking

    private func endpoint(_ judge: JudgeConfiguration) throws -> Endpoint {
        do { return try Endpoint(judge.url) } catch {
            throw WorkbenchError(.badData, error.description, next: "See judge.url in assay.toml.")
        }
    }

    private func judgeClient(_ work: Work, _ choice: JudgeChoice) throws -> ChatClient {
        do {
            let endpoint = try endpoint(work.judge).resolved()
            guard endpoint.place == .thisMachine || choice.allowedHost?.lowercased() == work.plan.host else {
                throw WorkbenchError(
                    .usage, "Nothing was sent. \(work.plan.text)", next: "To let these answers leave this machine: --send \(work.plan.host)"
                )
            }
            let key = try work.judge.keyVariable.flatMap { name in
                try Secret(ProcessInfo.processInfo.environment[name] ?? "", for: work.plan.host)
            }
            if let name = work.judge.keyVariable, key == nil {
                throw WorkbenchError(
                    .unavailable, "The environment variable \(name) holds no key.", next: "Set it, or remove judge.keyVariable.")
            }
            return ChatClient(endpoint, model: work.judge.model, key: key, seconds: work.judge.timeoutSeconds)
        } catch let error as ProviderError {
            throw WorkbenchError(.unavailable, error.description)
        }
    }

    /// - Throws: `ProviderError`, `JudgeReplyError`, or what keeps a reply from being stored.
    private func judged(_ item: JudgeItem, _ work: inout Work, _ client: ChatClient?, isCancelled: () -> Bool) throws -> JudgedPair {
        func reply(aFirst: Bool) throws -> JudgeReply {
            let text = try item.text(aFirst: aFirst)
            let key = work.key(text)
            if let kept = work.cache[key] { return try JudgeReply(parsing: kept, criteria: work.judge.criteria) }
            guard let client else { throw ProviderError.cancelled }
            let written = try client.complete(system: work.instructions, user: text, isCancelled: isCancelled)
            let reply = try JudgeReply(parsing: written, criteria: work.judge.criteria)
            try work.cache.insert(written, for: key)
            return reply
        }
        return JudgedPair(
            id: item.id, cluster: item.cluster, aFirst: try reply(aFirst: true), bFirst: try reply(aFirst: false).swapped)
    }

    // MARK: - What it says

    private func report(_ work: Work, _ pairs: [String: JudgedPair], _ failures: [JudgeReport.Failure]) -> JudgeReport {
        let compared = work.items.filter { $0.human == nil }
        let votes = work.items.compactMap { item -> JudgeCalibration.Vote? in
            guard let human = item.human, let pair = pairs[item.id] else { return nil }
            return JudgeCalibration.Vote(pair: pair, human: human)
        }
        let judgedCases = compared.compactMap { item in pairs[item.id].map { (item, $0) } }
        return JudgeReport(
            model: work.judge.model, address: work.plan.address, run: work.arms == nil ? nil : work.run, a: work.arms?.a, b: work.arms?.b,
            result: JudgedArms(judgedCases.map(\.1), equal: work.equal.map(\.cluster), criteria: work.judge.criteria),
            equalAnswers: work.equal.count,
            casesWithReference: compared.count(where: \.hasReference),
            votesWithReference: work.items.count { $0.human != nil && $0.hasReference },
            calibration: JudgeCalibration(votes),
            rows: judgedCases.map { item, pair in
                JudgeReport.Row(
                    case: item.id, question: item.question, verdict: pair.verdict, flipped: pair.isFlipped,
                    reasons: [pair.aFirst.reason, pair.bFirst.reason])
            },
            failures: failures)
    }
}
