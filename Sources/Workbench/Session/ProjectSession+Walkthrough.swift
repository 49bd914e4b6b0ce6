import Foundation

extension ProjectSession {
    /// The whole job without the screen: sync, train what is missing, ask, evaluate, probe, decide. Each step that was done before is
    /// kept, so that a walk that was stopped goes on where it was.
    /// - Returns: the Markdown report.
    public func walkthrough(
        question: String?, limit: Int?, progress: ProgressSink, isStopped: @escaping () -> Bool = { false }
    ) throws -> String {
        func announce(_ text: String) throws {
            guard progress(ProgressUpdate(fraction: nil, text: text, isMilestone: true)) else {
                throw WorkbenchError(.failed, "Stopped.", next: "What was done is kept: run it again to go on.")
            }
        }
        try announce("1/6 syncing the knowledge base")
        try announce(try sync(progress: progress).text)

        for withContext in [false, true] where !hasAdapter(withContext: withContext) {
            try announce("2/6 training an adapter \(withContext ? "with retrieved context" : "closed book")")
            var choice = TrainingChoice(name: withContext ? "with-context" : "closed-book", withContext: withContext)
            // Twice the steps for the same time: to read a passage takes longer to learn than a format.
            if withContext { choice.batchSize = 4 }
            let row = try trainOrResume(
                choice,
                progress: { progress(ProgressUpdate(fraction: $0.fraction, text: $0.text, isMilestone: $0.isMilestone)) },
                isStopped: isStopped)
            guard row.state == .done else {
                throw WorkbenchError(.failed, "The training was stopped; its checkpoint is kept.", next: "Run it again to go on.")
            }
        }

        let asked = try question ?? cases().first?.question ?? "What can you help me with?"
        try announce("3/6 asking every arm: \(asked)")
        let answers = try ask(asked, arms: arms, onDelta: { _, _ in true })

        try announce("4/6 measuring the gaps on the development cases")
        _ = try measureGaps(split: "development", limit: limit, progress: progress)

        if Files.exists(project.absolute(Project.freshnessProbes)) {
            try announce("5/6 changing facts and asking again")
            _ = try measureFreshness(progress: progress)
        }
        try announce("6/6 evaluating every arm on the test cases")
        _ = try evaluate(split: "test", limit: limit, progress: progress)
        return "\(ReportText.answers(asked, answers))\n\n\(try report(.md))"
    }

    private func hasAdapter(withContext: Bool) -> Bool {
        runStore.names().contains { name in
            runStore.hasAdapter(name) && (try? runStore.record(name))?.withContext == withContext
        }
    }

    private func trainOrResume(
        _ choice: TrainingChoice, progress: (TrainingUpdate) -> Bool, isStopped: @escaping () -> Bool
    ) throws -> RunRow {
        if let name = choice.name, runStore.names().contains(name) {
            do {
                return try resumeTraining(name, progress: progress, isStopped: isStopped)
            } catch let error as WorkbenchError where error.kind == .badData {
                // Its data or base model has changed since: a new run takes its place in the comparison.
                var fresh = choice
                fresh.name = nil
                return try train(fresh, progress: progress, isStopped: isStopped)
            }
        }
        return try train(choice, progress: progress, isStopped: isStopped)
    }
}
