import TerminalCells
import Workbench

/// Draws the knowledge pane.
enum KnowledgeView {
    // MARK: list

    static func drawList(_ state: AppState, in rect: Rect, on frame: inout Frame) {
        let knowledge = state.knowledge
        let isFocused = state.focus == .knowledge
        let holdsKeys = isFocused && knowledge.level == .list && state.overlays.isEmpty
        var trailing = Line.empty
        if let search = knowledge.search, isFocused {
            if search.answeredGeneration > 0, !search.answered.isEmpty {
                trailing = Line("\(search.hits.count) in \(Numbers.fixed(search.milliseconds, 1)) ms", .muted)
            }
        } else if let documents = knowledge.documents, !documents.isEmpty {
            let waiting = knowledge.digest.waiting
            let watched = knowledge.isWatching ? "watching · " : ""
            let marked = knowledge.markedCount
            let count = "\(watched)\(documents.count)"
            trailing = waiting == 0 ? Line("\(count)", .muted) : Line("\(count) · \(waiting) to sync", .warning)
            if marked > 0 {
                trailing = [Span("\(marked) marked", .key), Span(SafeText(rect.width < 36 ? "" : " · \(documents.count)"), .muted)]
            }
        }
        let panel = Panel(title: PaneTitle.line(.knowledge, isFocused), trailing: trailing, isFocused: holdsKeys)
        var inside = panel.draw(in: rect, on: &frame.canvas)
        frame.target(.pane(.knowledge), in: rect)
        if let search = knowledge.search, isFocused {
            drawSearch(search, holdsKeys: holdsKeys, in: &inside, state, on: &frame)
            return
        }
        guard let documents = knowledge.documents else {
            frame.canvas.draw(" reading the project…", .muted, in: inside)
            return
        }
        if documents.isEmpty {
            frame.canvas.draw(EmptyState.knowledgeList(width: inside.width - 2), in: inside.inset(x: 1))
            return
        }
        let shared = knowledge.digest.folder
        let symbols = state.configuration.symbols
        let list = ListView(
            count: documents.count, position: knowledge.list, isFocused: holdsKeys,
            trailing: { Line("\(documents[$0].passages)", .muted) },
            row: { index in
                let sign = knowledge.marks.sign(documents[index].path, at: index, selected: knowledge.list.selected, symbols)
                return Line([sign]) + documentRow(documents[index], dropping: shared, symbols)
            })
        frame.list(list, in: inside) { .row(.knowledge, $0) }
    }

    private static func documentRow(_ document: DocumentRow, dropping folder: String, _ symbols: Symbols) -> Line {
        let (mark, role, _) = status(document.status, symbols)
        return [
            Span(SafeText(mark), role), Span(" "),
            Span(SafeText(document.path.dropFirst(folder.count)), document.status == .missing ? .muted : .text),
        ]
    }

    /// Symbol, role and word: a status is never colour alone.
    static func status(_ status: DocumentRow.Status, _ symbols: Symbols) -> (String, Role, String) {
        switch status {
        case .fresh: (symbols.dot, .good, "fresh")
        case .stale: (symbols.chart == .ascii ? "%" : "◐", .warning, "stale: changed since the last sync")
        case .new: (symbols.ring, .info, "new: not synced yet")
        case .missing: ("-", .muted, "missing: gone from disk")
        case .failed(let reason): (symbols.cross, .bad, "failed: \(reason)")
        }
    }

    // MARK: search

    /// Rows for hits inside the list: each takes two.
    static func hitRows(_ layout: Layout) -> Int { max(1, (layout.listHeight(.knowledge) - 2) / 2) }

    private static func drawSearch(
        _ search: KnowledgeState.Search, holdsKeys: Bool, in inside: inout Rect, _ state: AppState, on frame: inout Frame
    ) {
        let box = inside.cutTop(1)
        frame.canvas.draw("/", .key, in: box)
        TextInputView(search.input, placeholder: "type to search the passages", isFocused: search.isTyping && state.overlays.isEmpty)
            .draw(in: Rect(box.x + 2, box.y, box.width - 2, 1), on: &frame.canvas)
        let rule = inside.cutTop(1)
        for x in rule.x..<rule.maxX { frame.canvas.put(frame.canvas.symbols.plain.top, .border, x: x, y: rule.y) }
        if search.hits.isEmpty {
            let text =
                search.input.isEmpty
                ? "Words and meaning are both searched. Try “price” or a whole question."
                : search.answeredGeneration < search.generation ? "searching…" : "Nothing found for “\(search.answered)”."
            frame.canvas.draw(Wrapping.wrap(SafeText(text), width: inside.width - 2, role: .muted), in: inside.inset(x: 1))
            return
        }
        let height = max(1, inside.height / 2)
        for (line, index) in search.position.visible(count: search.hits.count, height: height).enumerated() {
            let hit = search.hits[index]
            let place = Rect(inside.x, inside.y + line * 2, inside.width, 2).intersection(inside)
            let selected = index == search.position.selected
            var first: Line = [
                Span(SafeText(Numbers.right("\(hit.rank)", 2)), .muted), Span(" "), Span(SafeText(hit.passage.document), .strong),
            ]
            if selected { first.spans[1] = Span(SafeText(" ")) }
            let indexes = indexLine(hit, short: true)
            frame.canvas.draw(first, in: Rect(place.x + 1, place.y, max(0, place.width - 2 - indexes.width), 1))
            frame.canvas.draw(indexes, in: Rect(place.maxX - indexes.width, place.y, indexes.width, 1))
            if place.height > 1 {
                let detail = hit.passage.heading.isEmpty ? hit.passage.text : hit.passage.heading
                frame.canvas.draw(SafeText(detail).oneLine, .muted, in: Rect(place.x + 4, place.y + 1, place.width - 5, 1))
            }
            if selected {
                let focused = holdsKeys || search.isTyping
                frame.canvas.overlay(place, focused ? .selection : .inactiveSelection)
                frame.canvas.put(frame.canvas.symbols.pointer, "selection.pointer", x: place.x, y: place.y)
                if place.height > 1 { frame.canvas.put(frame.canvas.symbols.pointer, "selection.pointer", x: place.x, y: place.y + 1) }
            }
            frame.target(.row(.knowledge, index), in: place)
        }
    }

    /// Which index found the hit, and how high.
    private static func indexLine(_ hit: HitRow, short: Bool) -> Line {
        let dense = hit.denseRank.map { "\($0)" } ?? "–"
        let lexical = hit.lexicalRank.map { "\($0)" } ?? "–"
        if short { return [Span(SafeText("m\(dense) w\(lexical)"), .muted)] }
        var line: Line = [
            Span("meaning ", .muted),
            Span(SafeText(hit.denseRank == nil ? "not found" : "#" + dense), hit.denseRank == nil ? .muted : .strong),
            Span("   words ", .muted),
            Span(SafeText(hit.lexicalRank == nil ? "not found" : "#" + lexical), hit.lexicalRank == nil ? .muted : .strong),
        ]
        if !hit.matches.isEmpty { line.spans.append(Span(SafeText("   holds " + hit.matches.joined(separator: ", ")), .muted)) }
        return line
    }

    // MARK: body

    static func drawBody(_ state: AppState, in rect: Rect, on frame: inout Frame) {
        let knowledge = state.knowledge
        let holdsKeys = knowledge.level == .body && state.overlays.isEmpty
        if knowledge.search != nil {
            drawHit(state, holdsKeys, in: rect, on: &frame)
            return
        }
        guard let document = knowledge.selectedDocument else {
            let inside = Panel(title: Line("Knowledge", .title)).draw(in: rect, on: &frame.canvas).inset(x: 2, y: 1)
            frame.canvas.draw(EmptyState.knowledge(width: min(72, inside.width)), in: inside)
            return
        }
        let (mark, role, word) = status(document.status, state.configuration.symbols)
        let panel = Panel(
            title: Line(SafeText(document.title.isEmpty ? document.path : document.title), holdsKeys ? .focusedTitle : .title),
            trailing: [Span(SafeText(mark + " "), role), Span(SafeText(word.prefix { $0 != ":" }), role)], isFocused: holdsKeys)
        panel.draw(in: rect, on: &frame.canvas)
        frame.target(.body, in: rect)
        var inside = rect.inset(x: 2, y: 1)
        frame.canvas.draw(
            [
                Span(SafeText(document.path), .muted), Span("   "), Span(SafeText(Numbers.bytes(document.bytes)), .muted), Span("   "),
                Span("\(document.passages) passages", .muted),
            ], in: inside.cutTop(1))
        if case .failed(let reason) = document.status {
            _ = inside.cutTop(1)
            let lines =
                Wrapping.wrap(SafeText("This document could not be read: \(reason)"), width: inside.width, role: .bad)
                + Wrapping.wrap("The others went in. Repair the file and press s to sync again.", width: inside.width, role: .muted)
            frame.canvas.draw(lines, in: inside)
            return
        }
        guard let rows = knowledge.shownPassages else {
            _ = inside.cutTop(1)
            let text: SafeText = document.status == .new ? "Not read yet. Press s to sync." : "reading…"
            frame.canvas.draw(text, .muted, in: inside)
            return
        }
        let listRect = inside.cutTop(passageRows(rows.count, inside.height))
        let list = ListView(
            count: rows.count, position: knowledge.passageList, isFocused: holdsKeys, gap: 1,
            trailing: { Line("\(rows[$0].tokens) tok", .muted) },
            row: { index in
                [
                    Span(SafeText(Numbers.right("\(index + 1)", 3) + "  "), .muted),
                    Span(SafeText(rows[index].heading.isEmpty ? rows[index].text : rows[index].heading).oneLine),
                ]
            })
        frame.list(list, in: listRect) { .bodyRow($0) }
        guard rows.indices.contains(knowledge.passageList.selected), inside.height > 2 else { return }
        drawText(rows[knowledge.passageList.selected], knowledge, in: inside, on: &frame)
    }

    private static func drawHit(_ state: AppState, _ holdsKeys: Bool, in rect: Rect, on frame: inout Frame) {
        guard let hit = state.knowledge.selectedHit else {
            let inside = Panel(title: Line("Search", .title)).draw(in: rect, on: &frame.canvas).inset(x: 2, y: 1)
            frame.canvas.draw(EmptyState.search(width: min(72, inside.width)), in: inside)
            return
        }
        Panel(
            title: Line(SafeText(hit.passage.document), holdsKeys ? .focusedTitle : .title),
            trailing: Line("rank \(hit.rank) · score \(Numbers.fixed(hit.score, 4))", .muted), isFocused: holdsKeys
        ).draw(in: rect, on: &frame.canvas)
        frame.target(.body, in: rect)
        var inside = rect.inset(x: 2, y: 1)
        frame.canvas.draw(indexLine(hit, short: false), in: inside.cutTop(1))
        drawText(hit.passage, state.knowledge, in: inside, on: &frame)
    }

    /// A rule with the heading and the place, then the words.
    private static func drawText(_ passage: PassageRow, _ knowledge: KnowledgeState, in rect: Rect, on frame: inout Frame) {
        var rect = rect
        let rule = rect.cutTop(1)
        for x in rule.x..<rule.maxX { frame.canvas.put(frame.canvas.symbols.plain.top, .border, x: x, y: rule.y) }
        let place = Line(" bytes \(passage.start)–\(passage.end) ", .muted)
        if rule.width > place.width + 24 {
            frame.canvas.draw(place, in: Rect(rule.maxX - place.width - 1, rule.y, place.width, 1))
        }
        let heading = SafeText(" " + (passage.heading.isEmpty ? "passage \(passage.id)" : passage.heading) + " ")
        frame.canvas.draw(heading, .heading, in: Rect(rule.x + 1, rule.y, max(0, rule.width - place.width - 4), 1))
        TextView(textLines(passage, knowledge, width: rect.width), offset: knowledge.textOffset).draw(in: rect, on: &frame.canvas)
    }

    static func textLines(_ passage: PassageRow, _ knowledge: KnowledgeState, width: Int) -> [Line] {
        let text = SafeText(passage.text)
        var line = Line(text)
        if let found = found(knowledge, in: text.string) {
            line = [
                Span(SafeText(text.string[..<found.lowerBound])), Span(SafeText(text.string[found]), .match),
                Span(SafeText(text.string[found.upperBound...])),
            ]
        }
        var lines = Wrapping.wrap(line, width: max(1, width))
        if text.hidden > 0 { lines += [.empty, Line("\(text.hidden) hidden characters are shown as marks or left out", .warning)] }
        return lines
    }

    /// The cited words, or the first place of the query.
    private static func found(_ knowledge: KnowledgeState, in text: String) -> Range<String.Index>? {
        if !knowledge.highlight.isEmpty { return text.firstRange(of: SafeText(knowledge.highlight).string) }
        guard let query = knowledge.search?.answered, !query.isEmpty else { return nil }
        let words: [Substring] = query.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }).filter { $0.count > 2 }
        let lowered = text.lowercased()
        guard lowered.utf8.count == text.utf8.count else { return nil }  // else the places would not be the same
        for word in words.sorted(by: { $0.count > $1.count }) {
            if let range = lowered.utf8.firstRange(of: word.utf8) {
                let start = text.utf8.index(
                    text.startIndex, offsetBy: lowered.utf8.distance(from: lowered.startIndex, to: range.lowerBound))
                let end = text.utf8.index(start, offsetBy: word.utf8.count)
                return start..<end
            }
        }
        return nil
    }

    // MARK: heights, for scrolling

    private static func passageRows(_ count: Int, _ height: Int) -> Int { max(1, min(count, height * 2 / 5)) }

    static func textHeight(_ knowledge: KnowledgeState, _ layout: Layout) -> Int {
        let inside = layout.bodyInside.height - 1
        let list = knowledge.search == nil ? passageRows(knowledge.shownPassages?.count ?? 0, inside) : 0
        return max(1, inside - list - 1)
    }

    static func textLimit(_ knowledge: KnowledgeState, _ layout: Layout) -> Int {
        guard let passage = knowledge.selectedPassage else { return 0 }
        return TextView.limit(
            lines: textLines(passage, knowledge, width: layout.bodyInside.width).count, height: textHeight(knowledge, layout))
    }
}
