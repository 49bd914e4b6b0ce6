import TerminalCells
import Workbench

extension KnowledgeState {
    // MARK: events

    mutating func take(_ event: WorkbenchEvent) -> [Effect] {
        switch event {
        case .documents(let rows):
            let path = selectedDocument?.path
            let before = documents ?? []
            marks.endRange(selected: list.selected) { before.indices.contains($0) ? before[$0].path : "" }
            documents = rows
            if !marks.isEmpty { marks.keep(rows.map(\.path)) }
            if let path, let index = rows.firstIndex(where: { $0.path == path }) { list.selected = index }
            list.selected = max(0, min(list.selected, rows.count - 1))
            return fetchPassages()
        case .passages(let document, let rows):
            passages[document] = rows
            guard selectedDocument?.path == document else { break }
            passageList.selected = max(0, min(passageList.selected, rows.count - 1))
            if let wanted = wantedPassage, let index = rows.firstIndex(where: { $0.id == wanted }) {
                passageList.selected = index
                textOffset = 0
                wantedPassage = nil
            }
        case .search(let generation, let query, let hits, let milliseconds):
            guard var search, generation > search.answeredGeneration, generation <= search.generation else { break }
            search.answeredGeneration = generation
            search.hits = hits
            search.answered = query
            search.milliseconds = milliseconds
            search.position = ListPosition()
            self.search = search
            textOffset = 0
        case .watching(let on): isWatching = on
        default: break
        }
        return []
    }

    mutating func forgetPassages() { passages.removeAll() }

    /// Asks for the selected document's passages when they are not here.
    mutating func fetchPassages() -> [Effect] {
        guard let document = selectedDocument, document.status != .new, passages[document.path] == nil else { return [] }
        return [.request(.passages(document: document.path))]
    }

    // MARK: moving

    mutating func navigate(_ motion: Motion, _ layout: Layout) -> [Effect] {
        if level == .body {
            if search != nil {
                if let rows = motion.rows(page: layout.bodyInside.height / 2) { scroll(rows, layout) }
                return []
            }
            switch motion {
            case .pageUp, .pageDown: scroll(motion.rows(page: KnowledgeView.textHeight(self, layout)) ?? 0, layout)
            case .left: _ = back()
            case .right: break
            default: moveFoundPassage(motion)
            }
            return []
        }
        switch motion {
        case .right: return open()
        case .left: return []
        default: return motion.rows(page: layout.listHeight(.knowledge)).map { moveList($0, layout) } ?? []
        }
    }

    private mutating func moveFoundPassage(_ motion: Motion) {
        guard let step = motion.rows(page: 1) else { return }
        selectPassage(passageList.selected + max(-100_000, min(100_000, step)))
    }

    mutating func selectPassage(_ index: Int) {
        level = .body
        let count = shownPassages?.count ?? 0
        let before = passageList.selected
        passageList.select(index, count: count, height: 6)
        if passageList.selected != before {
            textOffset = 0
            highlight = ""
        }
    }

    mutating func moveList(_ rows: Int, _ layout: Layout) -> [Effect] {
        if search != nil {
            moveHits(rows, height: KnowledgeView.hitRows(layout))
            return []
        }
        return select(list.selected + max(-1_000_000, min(1_000_000, rows)), height: layout.listHeight(.knowledge))
    }

    private mutating func moveHits(_ rows: Int, height: Int) {
        guard var found = search else { return }
        found.position.move(rows, count: found.hits.count, height: height)
        search = found
        textOffset = 0
    }

    mutating func select(_ index: Int, height: Int) -> [Effect] {
        level = .list
        cameFrom = nil
        highlight = ""
        if search != nil {
            moveHits(index - (search?.position.selected ?? 0), height: height)
            return []
        }
        let before = list.selected
        list.select(index, count: documents?.count ?? 0, height: height)
        if list.selected != before {
            passageList = ListPosition()
            textOffset = 0
        }
        return fetchPassages()
    }

    mutating func scroll(_ rows: Int, _ layout: Layout) {
        let limit = KnowledgeView.textLimit(self, layout)
        textOffset = max(0, min(limit, min(textOffset, limit) + max(-1_000_000, min(1_000_000, rows))))
    }

    // MARK: levels

    mutating func open() -> [Effect] {
        if search != nil {
            guard let hit = selectedHit else { return [] }
            if level == .list {
                level = .body
                return []
            }
            return open(passage: hit.passage.id, of: hit.passage.document)
        }
        guard selectedDocument != nil else { return [] }
        level = .body
        return fetchPassages()
    }

    /// Goes to a passage wherever it is: from a search hit or a citation.
    mutating func open(passage: Int64, of document: String, quote: String = "", from pane: Pane? = nil) -> [Effect] {
        search = nil
        guard let index = documents?.firstIndex(where: { $0.path == document }) else { return [] }
        highlight = quote
        cameFrom = pane
        list.selected = index
        level = .body
        passageList = ListPosition()
        textOffset = 0
        wantedPassage = passage
        if let rows = passages[document] { return take(.passages(document: document, rows)) }
        return [.request(.passages(document: document))]
    }

    /// False when there is no level to go back from.
    mutating func back() -> Bool {
        if level == .body {
            level = .list
            textOffset = 0
            highlight = ""
            return true
        }
        if search != nil {
            search = nil
            return true
        }
        return marks.back()
    }

    // MARK: search

    mutating func beginSearch() {
        level = .list
        if search == nil { search = Search() }
        search?.isTyping = true
    }

    /// An edit of the query: a changed query is searched at once.
    mutating func typeInSearch(_ edit: (inout TextInput) -> Bool) -> [Effect] {
        guard var found = search, found.isTyping else { return [] }
        let before = found.input.text
        _ = edit(&found.input)
        search = found
        return found.input.text == before ? [] : startSearch()
    }

    mutating func startSearch() -> [Effect] {
        guard var found = search else { return [] }
        found.generation += 1
        let query = OverlayCommands.trimmed(found.input.text)
        if query.isEmpty {
            found.hits = []
            found.answered = ""
            found.answeredGeneration = found.generation
            search = found
            return []
        }
        search = found
        return [.request(.search(generation: found.generation, query: query, mode: found.mode))]
    }
}
