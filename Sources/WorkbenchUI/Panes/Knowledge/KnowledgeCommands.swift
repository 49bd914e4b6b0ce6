import TerminalCells
import Workbench

enum KnowledgeCommands {
    static let all: [Command] = [
        Command(
            "knowledge.search", "Search the passages while you type", ["/"], .knowledge, hint: "search", order: 10, twin: "assay kb search"
        ) {
            $0.knowledge.beginSearch()
            return []
        },
        Command(
            "knowledge.add", "Add files or a folder", ["a"], .knowledge, order: 20, twin: "assay kb add",
            dynamicHint: { $0.hasMarks ? nil : "add" }
        ) { state in
            state.overlays.append(
                .prompt(
                    LinePrompt(
                        title: "Add to the knowledge base",
                        help: "A file or a folder; folders are read with everything in them. Nothing is copied or changed.",
                        placeholder: "docs/handbook or /path/to/file.md", purpose: .addDocuments)))
            return []
        },
        Command(
            "knowledge.sync", "Read what changed in the documents", ["s"], .knowledge, order: 30, twin: "assay kb sync",
            dynamicHint: { $0.hasMarks ? nil : "sync" },
            when: { $0.activeJob(.sync) == nil ? .enabled : .disabled("A sync is running already.") }
        ) { _ in [.request(.sync)] },
        Command(
            "knowledge.watch", "Watch the documents, and take changes in; or no longer", ["w"], .knowledge, order: 65,
            dynamicHint: { $0.knowledge.isWatching ? "stop watching" : "watch" }
        ) { [.request(.watch(!$0.knowledge.isWatching))] },
        Command(
            "knowledge.context", "Show the exact context a model would get", ["c"], .knowledge, order: 40,
            twin: "assay kb context", dynamicHint: { $0.hasMarks ? nil : "context" }
        ) { state in
            let query = state.knowledge.search.map { OverlayCommands.trimmed($0.input.text) } ?? ""
            if query.isEmpty {
                state.overlays.append(
                    .prompt(
                        LinePrompt(
                            title: "Context for which question?", help: "Shows the passages and the prompt a model would see.",
                            placeholder: "How much is the Pro plan?", purpose: .context,
                            input: TextInput(state.playground.turn?.question ?? ""))))
                return []
            }
            state.knowledge.awaitedContext = query
            return [.request(.context(question: query))]
        },
        Command(
            "knowledge.remove", "Remove the document from the knowledge base, or the marked ones; files stay", ["d"], .knowledgeList,
            order: 42, risk: .asks, twin: "assay kb remove",
            dynamicHint: { $0.hasMarks ? "remove \($0.knowledge.markedCount)" : "remove" },
            when: { $0.knowledge.selectedDocument == nil ? .disabled("There is no document to remove.") : .enabled }
        ) { state in
            let chosen = state.knowledge.chosenDocuments
            guard let first = chosen.first else { return [] }
            let isOne = chosen.count == 1
            let passages = chosen.reduce(0) { $0 + $1.passages }
            state.overlays.append(
                .confirm(
                    Confirmation(
                        title: isOne ? "Remove \(first.path)?" : "Remove \(chosen.count) marked documents?",
                        text: "\(isOne ? "Its" : "Their") \(passages) passages leave the knowledge base and no answer will rest on them. "
                            + "\(isOne ? "The file itself stays" : "The files stay"), and u takes \(isOne ? "it" : "them") back.",
                        verb: isOne ? "remove it" : "remove \(chosen.count)",
                        action: .request(.removeDocuments(paths: chosen.map(\.path))))))
            return []
        },
        Command(
            "knowledge.restore", "Take the documents back that were removed last", ["u"], .knowledgeList, order: 41,
            twin: "assay kb add",
            dynamicHint: { $0.knowledge.removed.isEmpty ? nil : "undo" },
            when: { $0.knowledge.removed.isEmpty ? .disabled("No document was removed since the workbench was opened.") : .enabled }
        ) { state in
            state.knowledge.removed.popLast().map { [.request(.restoreDocuments(paths: $0))] } ?? []
        },
        Command(
            "knowledge.mode", "Search by both indexes, by meaning, or by words", ["m"], .knowledgeSearch, order: 35,
            dynamicHint: { "mode: \($0.knowledge.search?.mode.rawValue ?? "")" }
        ) { state in
            guard let mode = state.knowledge.search?.mode else { return [] }
            let all = WorkbenchRequest.SearchMode.allCases
            state.knowledge.search?.mode = all[((all.firstIndex(of: mode) ?? 0) + 1) % all.count]
            return state.knowledge.startSearch()
        },
        Command(
            "knowledge.copy", "Copy the passage", ["y"], .knowledge, order: 60,
            dynamicHint: { $0.knowledge.level == .body ? "copy" : nil },
            when: { $0.knowledge.selectedPassage == nil ? .disabled("There is no passage to copy.") : .enabled }
        ) { state in
            guard let passage = state.knowledge.selectedPassage else { return [] }
            state.tell("sent to the terminal's clipboard: passage of \(passage.document)")
            return [.copy(SafeText(passage.text).string)]
        },

        Command(
            "filter.leave", "Leave the search, keep what it found", ["Esc"], .filterBox, order: 3,
            dynamicHint: { $0.filterIsEmpty ? "close" : "done" }
        ) {
            state in
            state.leaveFilter()
            return []
        },
        Command("filter.open", "Open the first result", ["Enter"], .filterBox, hint: "open", order: 1) { state in
            state.endTyping()
            if state.focus == .knowledge, state.knowledge.search != nil {
                return state.knowledge.selectedHit == nil ? [] : state.knowledge.open()
            }
            return []
        },
        Command("filter.up", "Previous result", ["Up", "Ctrl-P"], .filterBox) { $0.scrollList(-1) },
        Command("filter.down", "Next result", ["Down", "Ctrl-N", "Tab"], .filterBox, hint: "choose", order: 2) { $0.scrollList(1) },
    ]
}

extension AppState {
    var filterIsEmpty: Bool {
        focus == .knowledge ? knowledge.search?.input.isEmpty ?? true : dataset.filter.isEmpty
    }

    /// Esc while typing a search: an empty one closes, another one keeps its results.
    mutating func leaveFilter() {
        let empty = filterIsEmpty
        endTyping()
        if focus == .knowledge, empty { knowledge.search = nil }
    }
}
