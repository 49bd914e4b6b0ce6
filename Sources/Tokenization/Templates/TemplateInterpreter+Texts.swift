extension TemplateInterpreter {
    func trimmed(
        _ text: TracedText, _ characters: TemplateValue?, start: Bool = true, end: Bool = true
    ) throws(TokenizationError) -> TracedText {
        guard let characters = try characters.text("trim") else { return text.trimmed(start: start, end: end) }
        let cut = Set(characters.string.unicodeScalars)
        return text.trimmed(start: start, end: end) { cut.contains($0) }
    }

    /// What a text may begin or end with: one text or a tuple of them.
    func affixes(_ value: TemplateValue?) throws(TokenizationError) -> [TracedText] {
        guard case .list(let list) = value else {
            guard let text = try value.text("startswith or endswith") else {
                throw .malformedTemplate(problem: "startswith or endswith has no argument", line: nil)
            }
            return [text]
        }
        try budget.step(list.items.count)
        var texts: [TracedText] = []
        for item in list.items { texts += try affixes(item) }
        return texts
    }

    func without(_ affixes: [TracedText], of text: TracedText, atEnd: Bool) throws(TokenizationError) -> TracedText {
        guard let affix = affixes.first, affix.count <= text.count else { return text }
        if atEnd { return text.bytes.suffix(affix.count) == affix.bytes[...] ? text[0..<text.count - affix.count] : text }
        return text.bytes.prefix(affix.count) == affix.bytes[...] ? text[affix.count..<text.count] : text
    }

    func split(_ text: TracedText, _ values: [TemplateValue?], fromEnd: Bool) throws(TokenizationError) -> TemplateValue {
        let limit = try values[1].integer("split") ?? -1
        guard let separator = try values[0].text("split") else {
            guard limit < 0 else { throw .unsupportedTemplate(construct: "split at white space with a limit", line: nil) }
            return try .list(text.words(budget).map { .text($0) })
        }
        guard !separator.isEmpty else { throw .malformedTemplate(problem: "split has an empty separator", line: nil) }
        guard fromEnd, limit >= 0 else { return try .list(text.split(separator, limit: limit, budget).map { .text($0) }) }
        let parts = try text.split(separator, budget)
        guard parts.count > limit + 1 else { return try .list(parts.map { .text($0) }) }
        // Python searches from the end, which only differs for separators that overlap themselves.
        let head = try separator.join(Array(parts.dropLast(limit)), budget)
        return try .list(([head] + parts.suffix(limit)).map { .text($0) })
    }

    func lines(of text: TracedText, keepingEnds: Bool) throws(TokenizationError) -> [TracedText] {
        var lines: [TracedText] = []
        var start = 0
        var at = 0
        while at < text.count {
            let byte = text.bytes[at]
            guard byte == 10 || byte == 13 else {
                at += 1
                continue
            }
            let end = byte == 13 && at + 1 < text.count && text.bytes[at + 1] == 10 ? at + 2 : at + 1
            try budget.step()
            try budget.work(text.runs.count + end - start)
            lines.append(text[start..<(keepingEnds ? end : at)])
            (start, at) = (end, end)
        }
        if start < text.count { lines.append(text[start..<text.count]) }
        return lines
    }
}

extension TracedText {
    /// The first character upper case, the others lower.
    func capitalized() -> TracedText {
        var isFirst = true
        return mapScalars { scalar in
            defer { isFirst = false }
            return isFirst ? scalar.properties.titlecaseMapping : scalar.properties.lowercaseMapping
        }
    }

    /// Every word's first character upper case, the others lower.
    func titled(where isBoundary: (Unicode.Scalar) -> Bool) -> TracedText {
        var isFirst = true
        return mapScalars { scalar in
            defer { isFirst = isBoundary(scalar) }
            return isFirst ? scalar.properties.titlecaseMapping : scalar.properties.lowercaseMapping
        }
    }
}
