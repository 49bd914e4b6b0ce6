import TerminalCells
import Workbench

/// What can be done about a draft: nothing is trained on before a person accepts it.
enum DraftCommands {
    /// Drafts that are asked for at once.
    static let batch = 10

    static let all: [Command] = [
        Command(
            "draft.accept", "Accept the draft: it becomes an example", ["a"], .drafts, order: 10, twin: "assay data accept",
            dynamicHint: { $0.dataset.selectedDraft == nil ? nil : "accept" }, when: needsDraft
        ) { state in
            state.dataset.selectedDraft.map { [.request(.acceptDraft($0.id, completion: nil))] } ?? []
        },
        Command(
            "draft.correct", "Correct the draft's answer in your editor, and accept it", ["e"], .drafts, order: 12,
            twin: "assay data accept --completion", dynamicHint: { $0.dataset.selectedDraft == nil ? nil : "correct" }, when: needsDraft
        ) { state in
            state.dataset.editedDraft = state.dataset.selectedDraft
            return state.dataset.editedDraft.map { [.edit($0.completion)] } ?? []
        },
        Command(
            "draft.reject", "Throw the draft away", ["d"], .drafts, order: 14, twin: "assay data reject",
            dynamicHint: { $0.dataset.selectedDraft == nil ? nil : "reject" }, when: needsDraft
        ) { state in
            guard let draft = state.dataset.selectedDraft else { return [] }
            state.dataset.rejectedDraft = draft
            state.tell("Thrown away; u brings it back.")
            return [.request(.rejectDraft(draft.id))]
        },
        Command(
            "draft.restore", "Bring the draft back that was thrown away last", ["u"], .drafts, order: 16,
            dynamicHint: { $0.dataset.rejectedDraft == nil ? nil : "bring back" },
            when: { $0.dataset.rejectedDraft == nil ? .disabled("No draft was thrown away.") : .enabled }
        ) { state in
            defer { state.dataset.rejectedDraft = nil }
            return state.dataset.rejectedDraft.map { [.request(.keepDraft($0))] } ?? []
        },
        Command(
            "draft.make", "Let the model write \(batch) drafts from passages", ["n"], .drafts, hint: "new drafts", order: 18,
            twin: "assay data draft",
            when: { state in
                if state.activeJob(.draft) != nil { return .disabled("The model is writing drafts already.") }
                return state.knowledge.documents?.isEmpty ?? true
                    ? .disabled("Drafts are written from documents: add some in the knowledge pane.") : .enabled
            }
        ) { _ in [.request(.makeDrafts(count: batch))] },
        Command(
            "draft.stop", "Stop the writing of drafts; what was made stays", ["x"], .drafts, order: 8,
            dynamicHint: { $0.activeJob(.draft) == nil ? nil : "stop" },
            when: { $0.activeJob(.draft) == nil ? .hidden : .enabled }
        ) { state in state.activeJob(.draft).map { [.request(.cancel($0.id))] } ?? [] },
    ]

    private static let needsDraft: @Sendable (AppState) -> Command.Availability = {
        $0.dataset.selectedDraft == nil ? .disabled("There is no draft here.") : .enabled
    }
}
