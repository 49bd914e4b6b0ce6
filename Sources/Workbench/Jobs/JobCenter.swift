import Dispatch
import Synchronization

/// Runs long work on background queues and reports it as `WorkbenchEvent.job`.
final class JobCenter: Sendable {
    /// Work that uses all cores inside, one piece at a time.
    let compute = DispatchQueue(label: "assay.compute", qos: .utility)
    /// Questions at the playground: they may share the cores with a training rather than wait for its end.
    let answering = DispatchQueue(label: "assay.answering", qos: .userInitiated)
    /// Reads and writes of the store and of project files.
    let storage = DispatchQueue(label: "assay.storage", qos: .userInitiated)
    /// Syncs of the knowledge base and what else changes its documents: lists are read beside it.
    let indexing = DispatchQueue(label: "assay.indexing", qos: .utility)
    /// Searches; only the latest matters.
    let retrieval = DispatchQueue(label: "assay.retrieval", qos: .userInitiated)

    private let sink: @Sendable (WorkbenchEvent) -> Void
    private let jobs = Mutex<(next: Int, active: [JobID: Job])>((1, [:]))
    private let group = DispatchGroup()

    init(sink: @escaping @Sendable (WorkbenchEvent) -> Void) { self.sink = sink }

    func start(_ kind: JobKind, _ title: String, on queue: DispatchQueue, _ work: @escaping @Sendable (Job) throws -> Void) {
        let job = jobs.withLock { state in
            let job = Job(id: JobID(state.next), kind: kind, title: title, sink: sink)
            state.next += 1
            state.active[job.id] = job
            return job
        }
        job.send(.running, force: true)
        queue.async(group: group) { [self] in
            defer { jobs.withLock { _ = $0.active.removeValue(forKey: job.id) } }
            do {
                if !job.isCancelled { try work(job) }
                job.end(job.isCancelled ? .cancelled : .finished)
            } catch {
                job.end(.failed("\(error)"))
            }
        }
    }

    func cancel(_ id: JobID) { jobs.withLock { $0.active[id] }?.cancel() }

    func isActive(_ kind: JobKind) -> Bool {
        jobs.withLock { $0.active.values.contains { $0.kind == kind } }
    }

    /// Asks every job to stop and waits until they have: a training writes its checkpoint first.
    /// - Returns: false when some had not ended in time.
    func stopAll(timeoutSeconds: Double) -> Bool {
        let active = jobs.withLock { Array($0.active.values) }
        active.forEach { $0.cancel() }
        return group.wait(timeout: .now() + timeoutSeconds) == .success
    }
}
