import Dispatch
import Foundation
import Synchronization

/// The workbench as a front end sees it: requests in, events out, every piece of work on a background queue.
///
/// `send` returns at once. Reads answer on the storage or retrieval queue; long work becomes a job. Events arrive on those queues'
/// threads: the sink must be safe to call from any of them.
public final class WorkbenchService: Sendable {
    let session: ProjectSession
    let jobs: JobCenter
    let emit: @Sendable (WorkbenchEvent) -> Void
    private let latestSearch = Atomic<Int>(0)
    let watcher = Mutex<FolderWatcher?>(nil)
    let stateWatcher = Mutex<FolderWatcher?>(nil)
    /// Runs of other processes that were running when last looked at.
    let growing = Mutex<Set<String>>([])
    /// A sync that has not begun yet will see whatever changes now.
    let isSyncDue = Atomic<Bool>(false)

    public init(project: Project, sink: @escaping @Sendable (WorkbenchEvent) -> Void) {
        session = ProjectSession(project: project)
        emit = sink
        jobs = JobCenter(sink: sink)
    }

    public func send(_ request: WorkbenchRequest) {
        switch request {
        case .project: read { self.emit(.project(self.session.summary())) }
        case .documents: read { self.emit(.documents(try self.session.documents())) }
        case .passages(let document): read { self.emit(.passages(document: document, try self.session.passages(of: document))) }
        case .search(let generation, let query, let mode): search(generation, query, mode)
        case .context(let question): retrieve { self.emit(.context(try self.session.context(for: question))) }
        case .addDocuments(let paths):
            index {
                try self.session.addSources(paths)
                self.watchNewSources()
                self.send(.sync)
            }
        case .sync: sync()
        case .watch(let on): index { self.watch(on) }
        case .removeDocuments(let paths):
            index {
                defer { self.afterKnowledgeChange() }
                try self.session.removeDocuments(paths)
                self.emit(.notice("Removed \(Self.named(paths, "documents")) from the knowledge base; u takes that back."))
            }
        case .restoreDocuments(let paths):
            index {
                try self.session.restoreDocuments(paths)
                self.send(.sync)
            }

        case .examples: read { self.emit(.examples(try self.session.examples())) }
        case .health: read { self.emit(.health(try self.session.datasetHealth())) }
        case .mask(let example): read { self.emit(.mask(example: example, try self.session.mask(of: example))) }
        case .ignoreFinding(let id): changeDataset("Ignored: assay data restore \(id) takes it back.") { try $0.ignoreFindings([id]) }
        case .dropExamples(let ids):
            changeDataset("Dropped \(Self.named(ids, "examples")): left out of training, and u takes that back.") {
                try $0.dropExamples(ids)
            }
        case .restoreDecisions(let ids): changeDataset("Taken back: \(Self.named(ids, "decisions")).") { try $0.restoreDecisions(ids) }
        case .addExample(let new):
            read {
                let added = try self.session.addExample(new)
                let warning = added.warnings.first.map { " But \($0)." } ?? ""
                self.emit(.notice("Added to the dataset, line \(added.line).\(warning)"))
                self.afterDatasetChange()
            }
        case .drafts: read { self.emit(.drafts(try self.session.drafts())) }
        case .makeDrafts(let count): makeDrafts(count)
        case .acceptDraft(let id, let completion):
            changeDrafts {
                let added = try $0.acceptDraft(id, completion: completion)
                self.emit(.notice("Added to the dataset, line \(added.line).\(added.warnings.first.map { " But \($0)." } ?? "")"))
                self.afterDatasetChange()
            }
        case .rejectDraft(let id): changeDrafts { try $0.rejectDraft(id) }
        case .keepDraft(let draft): changeDrafts { try $0.keepDraft(draft) }
        case .runs: read { self.emit(.runs(try self.session.runs())) }
        case .curve(let run):
            read {
                self.emit(.curve(run: run, try self.session.curve(of: run)))
                self.emit(.samples(run: run, try self.session.samples(of: run)))
            }
        case .compareRuns(let names): read { self.emit(.runComparison(try self.session.compareRuns(names))) }
        case .trainingCost(let choice): read { self.emit(.trainingCost(choice, try self.session.trainingCost(choice))) }
        case .startTraining(let choice):
            train("Training \(choice.name ?? "an adapter")") { try self.session.train(choice, progress: $0, isStopped: $1) }
        case .resumeTraining(let run): train("Training \(run)") { try self.session.resumeTraining(run, progress: $0, isStopped: $1) }
        case .deleteRun(let run):
            read {
                try self.session.deleteRun(run)
                self.emit(.runs(try self.session.runs()))
                self.emit(.notice("Deleted the run \(run)."))
            }

        case .ask(let turn, let question, let arms, let options): ask(turn, question, arms, options)
        case .history:
            read {
                self.session.recoverAnswers()
                self.emit(.history(try self.session.history()))
            }
        case .vote(let new): changeVotes { try $0.vote(new) }
        case .withdrawVote:
            changeVotes { session in
                let vote = try session.withdrawVote()
                self.emit(.notice("Taken back: the vote on “\(vote.question)”."))
            }
        case .votes: read { self.emit(.votes(try self.session.voteTally())) }
        case .addVotedExamples:
            read {
                self.emit(.notice(try self.session.addVotedExamples().text))
                self.afterDatasetChange()
            }
        case .evaluate(let arms, let split): evaluate(arms, split)
        case .evaluation: read { self.emit(.evaluation(try self.session.evaluation(nil))) }
        case .caseDetail(let run, let id): read { self.emit(.caseDetail(try self.session.caseDetail(run: run, case: id))) }
        case .measurements: read { self.emit(.measurements(try self.session.measurements())) }
        case .measure(let measurement): measure(measurement)
        case .decision: read { self.emitDecision() }
        case .writeReport(let path): read { self.emit(.notice("Wrote \(try self.session.writeReport(to: path)).")) }
        case .answer(let question, let answer):
            read {
                try self.session.setAnswer(question, answer)
                self.emitDecision()
            }
        case .cancel(let id): jobs.cancel(id)
        }
    }

    /// Asks every job to stop (a training writes its checkpoint) and waits for them.
    public func shutDown(timeoutSeconds: Double = 30) -> Bool { jobs.stopAll(timeoutSeconds: timeoutSeconds) }

    /// The one, or how many they are.
    private static func named(_ names: [String], _ kind: String) -> String { names.count == 1 ? names[0] : "\(names.count) \(kind)" }

    // MARK: reads

    private func read(_ work: @escaping @Sendable () throws -> Void) { run(on: jobs.storage, work) }
    private func index(_ work: @escaping @Sendable () throws -> Void) { run(on: jobs.indexing, work) }
    private func retrieve(_ work: @escaping @Sendable () throws -> Void) { run(on: jobs.retrieval, work) }

    private func run(on queue: DispatchQueue, _ work: @escaping @Sendable () throws -> Void) {
        queue.async { [emit] in
            do { try work() } catch { emit(.failed("\(WorkbenchError.wrapping(error))")) }
        }
    }

    private func search(_ generation: Int, _ query: String, _ mode: WorkbenchRequest.SearchMode) {
        latestSearch.store(generation, ordering: .releasing)
        retrieve { [self] in
            // A newer keystroke has made this one pointless.
            guard latestSearch.load(ordering: .acquiring) == generation else { return }
            let found = try session.search(query, mode: mode, limit: 20, filters: [])
            emit(.search(generation: generation, query: query, hits: found.hits, milliseconds: found.milliseconds))
        }
    }

    private func emitDecision() {
        do {
            let decision = try session.decide(answersFile: nil, evaluation: nil)
            // Looking at a project that has measured nothing yet is no decision.
            if decision.n > 0 { try session.keep(decision) }
            emit(.decision(decision))
        } catch {
            emit(.failed("\(WorkbenchError.wrapping(error))"))
        }
    }

    func afterKnowledgeChange() {
        send(.documents)
        send(.project)
    }

    private func changeDataset(_ notice: String, _ change: @escaping @Sendable (ProjectSession) throws -> Void) {
        read {
            try change(self.session)
            self.emit(.notice(notice))
            self.afterDatasetChange()
        }
    }

    private func changeDrafts(_ change: @escaping @Sendable (ProjectSession) throws -> Void) {
        read {
            try change(self.session)
            self.send(.drafts)
        }
    }

    private func changeVotes(_ change: @escaping @Sendable (ProjectSession) throws -> Void) {
        read {
            try change(self.session)
            self.emit(.votes(try self.session.voteTally()))
        }
    }

    private func afterDatasetChange() {
        send(.examples)
        send(.health)
        send(.project)
    }

    // MARK: jobs

    private func train(
        _ title: String, _ work: @escaping @Sendable ((TrainingUpdate) -> Bool, _ isStopped: @escaping () -> Bool) throws -> RunRow
    ) {
        guard !jobs.isActive(.train) else {
            emit(.failed("A training is running already. Stop it first, or wait for its end."))
            return
        }
        jobs.start(.train, title, on: jobs.compute) { [self] job in
            var announced = false
            defer {
                send(.runs)
                send(.project)
            }
            let report: (TrainingUpdate) -> Bool = { [self] update in
                if !announced {
                    announced = true
                    send(.runs)
                }
                if let point = update.point { emit(.trainingPoint(run: update.run, point)) }
                if let sample = update.event.sample { emit(.trainingSample(run: update.run, sample)) }
                job.report(
                    fraction: update.fraction, detail: update.detail, rate: update.rate, remaining: update.event.etaSeconds)
                return !job.isCancelled
            }
            let row = try work(report) { job.isCancelled }
            emit(
                .notice(
                    row.state == .done
                        ? "Trained \(row.name): its adapter is ready." : "Stopped \(row.name) at step \(row.step): its checkpoint is kept.")
            )
        }
    }

    private func ask(_ turn: Int, _ question: String, _ arms: [Arm], _ options: AskOptions) {
        // Asked again, a temperature draws anew.
        var options = options
        options.seed = UInt64(clamping: turn)
        jobs.start(.ask, "Asking \(arms.map(\.rawValue).joined(separator: ", "))", on: jobs.answering) { [self, options] job in
            for arm in arms { emit(.answerStarted(turn: turn, arm)) }
            try session.ask(
                question, arms: arms, options: options,
                onDelta: { [emit] arm, delta in
                    emit(.answerDelta(turn: turn, arm, delta))
                    return !job.isCancelled
                },
                onFinish: { [emit] arm, outcome in
                    switch outcome {
                    case .success(let answer): emit(.answerFinished(turn: turn, answer))
                    case .failure(let error): emit(.answerFailed(turn: turn, arm, error.description))
                    }
                })
        }
    }

    private func evaluate(_ arms: [Arm], _ split: String) {
        jobs.start(.evaluate, "Evaluating on the \(split) cases", on: jobs.compute) { [self] job in
            let report = try session.evaluate(arms: arms, split: split) { update in
                job.report(fraction: update.fraction, detail: update.text, rate: update.rate)
                return !job.isCancelled
            }
            emit(.evaluation(report))
            send(.decision)
        }
    }

    private func makeDrafts(_ count: Int) {
        jobs.start(.draft, "Drafting examples", on: jobs.compute) { [self] job in
            let result = try session.draftExamples(count: count, document: nil) { made, tried in
                job.report(
                    fraction: Double(made) / Double(max(1, count)), detail: "\(made) of \(count) drafts from \(tried) passages", rate: nil)
                if made > 0 { send(.drafts) }
                return !job.isCancelled
            }
            emit(
                .notice("\(result.drafts.count) drafts from \(result.passages) passages. Read each one: a small model writes poor drafts."))
            send(.drafts)
        }
    }

    private func measure(_ measurement: MeasurementKind) {
        guard let kind = measurement.jobKind else {
            return emit(.failed("A judge model is asked by command only, as answers may leave this machine: \(measurement.command)"))
        }
        guard !jobs.isActive(kind) else { return emit(.failed("This is being measured already; J shows it.")) }
        jobs.start(kind, "Measuring: \(measurement.title.lowercased())", on: jobs.compute) { [self] job in
            do {
                try session.measure(measurement) { update in
                    job.report(fraction: update.fraction, detail: update.text, rate: update.rate)
                    return !job.isCancelled
                }
            } catch {
                // What was stopped says so in its state; as an error it would look like a failure.
                guard job.isCancelled else { throw error }
                return
            }
            send(.decision)
        }
    }
}
