import Synchronization

/// Syncing the knowledge base, asked for or because a watched document changed.
extension WorkbenchService {
    func sync() {
        isSyncDue.store(true, ordering: .sequentiallyConsistent)
        jobs.start(.sync, "Syncing the knowledge base", on: jobs.indexing) { [self] job in
            isSyncDue.store(false, ordering: .sequentiallyConsistent)
            let summary = try session.sync { update in
                job.report(fraction: update.fraction, detail: update.text, rate: update.rate, remaining: update.etaSeconds)
                return !job.isCancelled
            }
            emit(.notice(summary.text))
            afterKnowledgeChange()
        }
    }

    /// Turns watching on or off; `WorkbenchEvent.watching` tells what came of it. On, it begins with a sync, if anything waits for one.
    func watch(_ on: Bool) {
        guard on else {
            watcher.withLock { $0 = nil }
            return emit(.watching(false))
        }
        do {
            let sources = try session.watchedPaths()
            // Weakly: the watcher is held by the service itself.
            let made = FolderWatcher(sources) { [weak self] _ in self?.syncChanged() }
            watcher.withLock { $0 = made }
            guard let made else {
                emit(.watching(false))
                return emit(.failed("This system gives no watch on folders (inotify). Press s after a change instead."))
            }
            emit(.watching(true))
            if made.unwatched > 0 {
                emit(
                    .failed(
                        "\(made.unwatched) folders are not watched: the system's limit is reached (fs.inotify.max_user_watches). "
                            + "Press s after a change in them."))
            }
            syncChanged()
        } catch {
            emit(.failed("\(WorkbenchError.wrapping(error))"))
        }
    }

    /// The list of sources has changed: what is watched follows.
    func watchNewSources() {
        if watcher.withLock({ $0 != nil }) { watch(true) }
    }

    /// A sync, unless one is due anyway or nothing that it would read has changed: an editor's own files change as well.
    private func syncChanged() {
        guard !isSyncDue.load(ordering: .sequentiallyConsistent) else { return }
        do {
            if try session.documents().contains(where: { $0.status != .fresh && !$0.status.hasFailed }) { sync() }
        } catch {
            emit(.failed("\(WorkbenchError.wrapping(error))"))
        }
    }
}

extension DocumentRow.Status {
    fileprivate var hasFailed: Bool {
        if case .failed = self { true } else { false }
    }
}
