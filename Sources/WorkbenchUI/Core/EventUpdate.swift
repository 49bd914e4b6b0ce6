import Workbench

/// What the workbench says.
enum EventUpdate {
    static func apply(_ event: WorkbenchEvent, to state: inout AppState) -> [Effect] {
        switch event {
        case .project(let project):
            if let warning = project.warning, warning != state.project?.warning { state.tell(warning, .error) }
            state.project = project
            state.playground.take(event)
        case .documents, .passages, .search, .watching: return state.knowledge.take(event)
        case .context(let preview):
            guard state.knowledge.awaitedContext == preview.question else { break }
            state.knowledge.awaitedContext = nil
            state.overlays.append(.text(TextPopup.context(preview)))
        case .examples, .health, .drafts, .mask, .runs, .curve, .trainingPoint, .samples, .trainingSample: return state.dataset.take(event)
        case .runComparison(let comparison): state.overlays.append(.text(TextPopup.comparison(comparison)))
        case .trainingCost(let choice, let cost): state.takeCost(choice, cost)
        case .history, .answerStarted, .answerDelta, .answerFinished, .answerFailed: state.playground.take(event)
        case .votes(let tally):
            guard state.playground.awaitsTally else { break }
            state.playground.awaitsTally = false
            state.overlays.append(.text(TextPopup.votes(tally)))
        case .evaluation, .decision, .measurements, .caseDetail: return state.decision.take(event)
        case .job(let job): return take(job, &state)
        case .failed(let text): state.tell(text, .error)
        case .notice(let text): state.tell(text)
        }
        return []
    }

    private static func take(_ job: JobStatus, _ state: inout AppState) -> [Effect] {
        let before = state.jobs.first { $0.id == job.id }
        state.jobClocks[job.id] = nil
        if let index = state.jobs.firstIndex(where: { $0.id == job.id }) {
            state.jobs[index] = job
        } else {
            state.jobs.append(job)
            let done = state.jobs.filter { !$0.isActive }
            if done.count > 20, let oldest = done.first { state.jobs.removeAll { $0.id == oldest.id } }
        }
        guard !job.isActive, before?.isActive ?? true else { return [] }
        if case .failed(let reason) = job.state { state.tell("\(job.title): \(reason)", .error) }
        if job.state == .cancelled, job.kind != .ask { state.tell("\(job.title): stopped") }
        return followUp(job, &state).map { .request($0) }
    }

    /// What may have changed when a job has ended.
    private static func followUp(_ job: JobStatus, _ state: inout AppState) -> [WorkbenchRequest] {
        switch job.kind {
        case .sync:
            state.knowledge.forgetPassages()
            return [.project, .documents]
        case .train: return [.project, .runs] + (state.dataset.selectedRun.map { [.curve(run: $0.name)] } ?? [])
        case .evaluate: return [.evaluation, .decision] + (state.decision.section == .measurements ? [.measurements] : [])
        case .gaps, .promptSearch, .probes, .curve, .freshness, .retrieval: return [.measurements, .decision]
        case .draft: return [.drafts]
        case .ask:
            state.playground.endStreaming()
            return []
        }
    }
}
