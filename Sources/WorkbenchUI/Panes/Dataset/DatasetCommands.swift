import TerminalCells
import Workbench

enum DatasetCommands {
    static let all: [Command] = [
        Command("dataset.filter", "Filter the examples", ["/"], .examples, hint: "filter", order: 10) { state in
            state.dataset.inBody = false
            state.dataset.isFiltering = true
            return []
        },
        Command(
            "dataset.tokens", "Show the tokens: trained and masked", ["m"], .examples, order: 15, twin: "assay data mask",
            dynamicHint: {
                $0.hasMarks ? nil : $0.dataset.showsTokens ? "text" : "tokens"
            }
        ) { $0.dataset.toggleTokens() },
        Command(
            "dataset.split", "All examples, training ones, validation ones", ["s"], .examples, order: 40,
            dynamicHint: {
                $0.hasMarks ? nil : "split: \($0.dataset.split.rawValue)"
            }
        ) { state in
            state.dataset.nextSplit()
            return []
        },
        Command(
            "dataset.copy", "Copy the example", ["y"], .examples,
            when: { $0.dataset.selectedExample == nil ? .disabled("There is no example to copy.") : .enabled }
        ) { state in
            guard let example = state.dataset.selectedExample else { return [] }
            state.tell("sent to the terminal's clipboard: \(example.id)")
            return [.copy(SafeText(example.prompt + "\n\n" + example.completion).string)]
        },
        Command(
            "dataset.drop", "Leave the example out of training, or the marked ones; their lines stay", ["d"], .examples, order: 42,
            risk: .asks,
            twin: "assay data drop",
            dynamicHint: { $0.hasMarks ? "drop \($0.dataset.markedCount)" : $0.dataset.selectedExample == nil ? nil : "drop" },
            when: {
                $0.dataset.marks.isEmpty && $0.dataset.selectedExample == nil ? .disabled("There is no example to leave out.") : .enabled
            }
        ) { drop(&$0) },
        Command(
            "dataset.undrop", "Take the examples back that were dropped last", ["u"], .examples, order: 41, twin: "assay data restore",
            dynamicHint: { $0.dataset.lastDropped == nil ? nil : "undrop" },
            when: { $0.dataset.lastDropped == nil ? .disabled("No example was dropped.") : .enabled }
        ) { undrop(&$0) },
        Command(
            "dataset.train", "Train an adapter", ["t"], .dataset, order: 20, twin: "assay train start",
            dynamicHint: { $0.hasMarks ? nil : "train" },
            when: {
                $0.activeJob(.train) == nil ? .enabled : .disabled("A training is running already; x stops it and keeps its checkpoint.")
            }
        ) { state in
            let form = FormState.training()
            state.overlays.append(.form(form))
            return state.changed(form)
        },
        Command(
            "dataset.stop", "Stop the training; its checkpoint stays", ["x"], .dataset, order: 18, risk: .asks, twin: "assay train stop",
            dynamicHint: { $0.activeJob(.train) == nil ? nil : "stop" },
            when: { state in
                guard let job = state.activeJob(.train) else { return .disabled("No training is running.") }
                return job.state == .stopping ? .disabled("It is stopping; the step under way is finished first.") : .enabled
            }
        ) { state in
            guard let job = state.activeJob(.train) else { return [] }
            state.overlays.append(.confirm(OverlayCommands.cancelling(job)))
            return []
        },
        Command(
            "dataset.samples", "Show what the run writes to fixed prompts, or its curve", ["s"], .runs, order: 26, twin: "assay train show",
            dynamicHint: { $0.dataset.selectedRun == nil ? nil : $0.dataset.showsSamples ? "curve" : "samples" }
        ) { $0.dataset.toggleSamples() },
        Command(
            "dataset.compare", "Compare two runs: mark one, then the other", ["c"], .runs, order: 27, twin: "assay train compare",
            dynamicHint: { state in
                guard (state.dataset.runs?.count ?? 0) > 1 else { return nil }
                return state.dataset.comparedRun.map { "compare with \($0)" } ?? "compare"
            },
            when: { ($0.dataset.runs?.count ?? 0) > 1 ? .enabled : .disabled("There are no two runs to compare.") }
        ) { state in
            let effects = state.dataset.compareRun()
            if let marked = state.dataset.comparedRun { state.tell("\(marked) is marked: go to another run and press c again") }
            return effects
        },
        Command(
            "dataset.resume", "Resume the run from its checkpoint", ["r"], .runs, order: 25, twin: "assay train resume",
            dynamicHint: { $0.dataset.selectedRun?.state == .stopped ? "resume" : nil },
            when: { state in
                guard let run = state.dataset.selectedRun else { return .disabled("There is no run to resume.") }
                if state.activeJob(.train) != nil { return .disabled("A training is running already.") }
                return run.state == .stopped || run.state == .failed
                    ? .enabled : .disabled("\(run.name) is \(run.state.rawValue): only a stopped run can be resumed.")
            }
        ) { state in
            guard let run = state.dataset.selectedRun else { return [] }
            return [.request(.resumeTraining(run: run.name))]
        },
        Command(
            "dataset.delete", "Delete the run and its adapter", ["d"], .runs, hint: "delete", order: 60, risk: .asks,
            twin: "assay train delete",
            when: { state in
                guard let run = state.dataset.selectedRun else { return .disabled("There is no run to delete.") }
                return run.state == .running ? .disabled("\(run.name) is running: stop it first with x.") : .enabled
            }
        ) { state in
            guard let run = state.dataset.selectedRun else { return [] }
            state.overlays.append(
                .confirm(
                    Confirmation(
                        title: "Delete \(run.name)?",
                        text: "Its checkpoints, its adapter and its record of \(run.step) steps go. This cannot be undone.",
                        verb: "delete it",
                        action: .request(.deleteRun(run: run.name)))))
            return []
        },
    ]
    /// One example goes at once; of several it is asked first. Both can be taken back.
    private static func drop(_ state: inout AppState) -> [Effect] {
        let chosen = state.dataset.chosenExamples
        let request = WorkbenchRequest.dropExamples(chosen)
        guard !state.dataset.marks.isEmpty else {
            guard !chosen.isEmpty else { return [] }
            state.note(request)
            return [.request(request)]
        }
        guard !chosen.isEmpty else { return [] }
        let hidden = Set(chosen).subtracting(state.dataset.shownNames).count
        state.overlays.append(
            .confirm(
                Confirmation(
                    title: chosen.count == 1 ? "Leave \(chosen[0]) out?" : "Leave \(chosen.count) marked examples out?",
                    text: "No training will see them; their lines stay in the file, and u takes them back."
                        + (hidden == 0 ? "" : " The filter hides \(hidden) of them."),
                    verb: chosen.count == 1 ? "leave it out" : "leave \(chosen.count) out", action: .request(request))))
        return []
    }

    /// What was dropped together comes back together.
    static func undrop(_ state: inout AppState) -> [Effect] {
        guard let last = state.dataset.lastDropped else { return [] }
        _ = state.dataset.dropped.popLast()
        return [.request(.restoreDecisions(last))]
    }
}
