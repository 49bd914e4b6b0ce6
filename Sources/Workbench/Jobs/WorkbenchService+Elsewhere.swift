/// What another process does to the project while this one has it open: a command in a shell, or a second workbench.
extension WorkbenchService {
    /// Files that such a process closes, below the project's state folder.
    private enum Trace {
        static let sync = "sync.lock"
        static let evaluation = "evaluate.lock"
        /// A run's record, its lock and its curve.
        static let run: Set<String> = ["run.json", "lock", "metrics.jsonl"]
    }

    /// From now on runs, documents and evaluations that are made elsewhere appear by themselves. Costs nothing while nothing happens.
    /// Where the state folder cannot be made or watched, they are seen at the next request.
    public func watchElsewhere() {
        jobs.storage.async { [weak self] in
            guard let self, (try? Files.makeDirectory(session.project.state)) != nil else { return }
            let made = FolderWatcher([session.project.state], names: Trace.run.union([Trace.sync, Trace.evaluation])) { [weak self] names in
                self?.takeNews(names)
            }
            stateWatcher.withLock { $0 = made }
        }
    }

    private func takeNews(_ names: Set<String>) {
        // What a job of this process does, it tells itself.
        if !names.isDisjoint(with: Trace.run), !jobs.isActive(.train) { showRuns() }
        if names.contains(Trace.sync), !jobs.isActive(.sync) { afterKnowledgeChange() }
        if names.contains(Trace.evaluation), !jobs.isActive(.evaluate) {
            send(.evaluation)
            send(.decision)
        }
    }

    /// The list, and the curves that grow; a run that has just ended is in the list with its last figures.
    private func showRuns() {
        jobs.storage.async { [self] in
            do {
                let rows = try session.runs()
                emit(.runs(rows))
                for row in rows where row.state == .running || growing.withLock({ $0.remove(row.name) }) != nil {
                    if row.state == .running { _ = growing.withLock { $0.insert(row.name) } }
                    emit(.curve(run: row.name, try session.curve(of: row.name)))
                }
            } catch {
                emit(.failed("\(WorkbenchError.wrapping(error))"))
            }
        }
        send(.project)
    }
}
