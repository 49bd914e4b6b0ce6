extension TemplateInterpreter {
    /// The result of a method; nil if the value has none of that name, so that it may be an attribute.
    func callMethod(
        _ name: String, of base: TemplateValue, _ arguments: TemplateCallArguments
    ) throws(TokenizationError) -> TemplateValue? {
        let method = TemplateMethod(rawValue: name)
        switch base {
        case .text(let text) where TemplateMethod.ofTexts.contains(name):
            if let method, let result = try call(method, of: text, arguments) { return result }
        case .mapping(let mapping) where TemplateMethod.ofMappings.contains(name):
            if let method, let result = try call(method, of: mapping, arguments) { return result }
        case .list where TemplateMethod.ofLists.contains(name): break
        case .mapping, .namespace, .undefined: return nil
        default: break
        }
        throw .unsupportedTemplate(construct: "the method \(name.prefix(40)) of \(base.typeName)", line: nil)
    }

    private func call(
        _ method: TemplateMethod, of mapping: TemplateMapping, _ arguments: TemplateCallArguments
    ) throws(TokenizationError) -> TemplateValue? {
        let values = try arguments.bound(to: method == .get ? ["key", "default"] : [], of: method.rawValue)
        try budget.step(mapping.count)
        switch method {
        case .get:
            guard case .text(let key) = values[0] else { return values[1] ?? TemplateValue.none }
            return mapping[key] ?? values[1] ?? TemplateValue.none
        case .items: return try .list(pairs(of: mapping.entries))
        case .keys: return try .list(mapping.entries.map { .text($0.key) })
        case .values: return try .list(mapping.entries.map(\.value))
        default: return nil
        }
    }

    func pairs(of entries: [(key: TracedText, value: TemplateValue)]) throws(TokenizationError) -> [TemplateValue] {
        var pairs: [TemplateValue] = []
        for entry in entries { pairs.append(try .list([.text(entry.key), entry.value], .tuple)) }
        return pairs
    }

    private func call(
        _ method: TemplateMethod, of text: TracedText, _ arguments: TemplateCallArguments
    ) throws(TokenizationError) -> TemplateValue? {
        try budget.work(text.count + text.runs.count)
        let values = try arguments.bound(to: Self.parameters[method] ?? [], of: method.rawValue)
        switch method {
        case .strip: return .text(try trimmed(text, values[0]))
        case .lstrip: return .text(try trimmed(text, values[0], end: false))
        case .rstrip: return .text(try trimmed(text, values[0], start: false))
        case .upper: return .text(text.mapScalars { $0.properties.uppercaseMapping })
        case .lower: return .text(text.mapScalars { $0.properties.lowercaseMapping })
        case .capitalize: return .text(text.capitalized())
        case .title: return .text(text.titled { !$0.properties.isAlphabetic })
        case .isdigit: return .bool(!text.isEmpty && text.string.unicodeScalars.allSatisfy { $0.properties.numericType == .decimal })
        case .isalpha: return .bool(!text.isEmpty && text.string.unicodeScalars.allSatisfy { $0.properties.isAlphabetic })
        case .isspace: return .bool(!text.isEmpty && text.string.unicodeScalars.allSatisfy(TracedText.isSpace))
        case .startswith: return .bool(try affixes(values[0]).contains { text.bytes.starts(with: $0.bytes) })
        case .endswith: return .bool(try affixes(values[0]).contains { text.bytes.reversed().starts(with: $0.bytes.reversed()) })
        case .removeprefix, .removesuffix: return .text(try without(try affixes(values[0]), of: text, atEnd: method == .removesuffix))
        case .replace:
            guard let old = try values[0].text("replace"), let new = try values[1].text("replace") else { return nil }
            return .text(try text.replacing(old, with: new, limit: try values[2].integer("replace") ?? -1, budget))
        case .split, .rsplit: return try split(text, values, fromEnd: method == .rsplit)
        case .splitlines: return try .list(lines(of: text, keepingEnds: values[0].isTrue).map { .text($0) })
        case .find:
            guard let part = try values[0].text("find") else { return nil }
            guard let found = try text.firstRange(of: part, from: 0, budget) else { return .integer(-1) }
            return .integer(text[0..<found.lowerBound].scalarCount)
        case .count:
            guard let part = try values[0].text("count"), !part.isEmpty else { return nil }
            return .integer(try text.split(part, budget).count - 1)
        case .join:
            var parts: [TracedText] = []
            for item in try items(of: values[0] ?? .undefined("join"), line: nil) {
                guard let part = try Optional(item).text("join") else { return nil }
                parts.append(part)
            }
            return .text(try text.join(parts, budget))
        case .get, .items, .keys, .values: return nil
        }
    }

    private static let parameters: [TemplateMethod: [String]] = [
        .strip: ["chars"], .lstrip: ["chars"], .rstrip: ["chars"], .split: ["sep", "maxsplit"], .rsplit: ["sep", "maxsplit"],
        .splitlines: ["keepends"], .startswith: ["prefix"], .endswith: ["suffix"], .removeprefix: ["prefix"], .removesuffix: ["suffix"],
        .replace: ["old", "new", "count"], .find: ["sub"], .count: ["sub"], .join: ["iterable"],
    ]
}
