extension TemplateInterpreter {
    mutating func apply(
        _ filter: TemplateFilter, to value: TemplateValue, _ arguments: TemplateCallArguments
    ) throws(TokenizationError) -> TemplateValue {
        if let result = try applyToItems(filter, value, arguments) { return result }
        let values = try arguments.bound(to: Self.parameters[filter] ?? [], of: "the filter \(filter.rawValue)")
        switch filter {
        case .d, .default:
            if case .undefined = value { return values[0] ?? .text("") }
            return values[1].isTrue && !value.isTrue ? values[0] ?? .text("") : value
        case .length, .count: return .integer(try length(of: value))
        case .tojson: return .text(try json(value, values))
        case .int: return .integer(try int(value, otherwise: try values[0].integer("int") ?? 0))
        case .float: return .double(try float(value))
        case .abs:
            if let number = value.wholeNumber, number > .min { return .integer(Swift.abs(number)) }
            guard case .double(let number) = value else { throw cannot(filter, value) }
            return .double(Swift.abs(number))
        default: return .text(try applyToText(filter, value, values))
        }
    }

    /// What filters other than those of lists take, by the names that Jinja gives it.
    private static let parameters: [TemplateFilter: [String]] = [
        .d: ["default_value", "boolean"], .default: ["default_value", "boolean"], .int: ["default"], .trim: ["chars"],
        .replace: ["old", "new", "count"], .indent: ["width", "first", "blank"],
        .tojson: ["indent", "ensure_ascii", "separators", "sort_keys"],
    ]

    private func applyToText(
        _ filter: TemplateFilter, _ value: TemplateValue, _ values: [TemplateValue?]
    ) throws(TokenizationError) -> TracedText {
        let text = try value.text(budget)
        try budget.work(text.count + text.runs.count)
        switch filter {
        case .trim: return try trimmed(text, values[0])
        case .upper: return text.mapScalars { $0.properties.uppercaseMapping }
        case .lower: return text.mapScalars { $0.properties.lowercaseMapping }
        case .capitalize: return text.capitalized()
        case .title: return text.titled { TracedText.isSpace($0) || "-({[<".unicodeScalars.contains($0) }
        case .string, .safe: return text
        case .replace:
            guard let old = try values[0].text("replace"), let new = try values[1].text("replace") else { throw cannot(filter, value) }
            return try text.replacing(old, with: new, limit: try values[2].integer("replace") ?? -1, budget)
        case .indent: return try indented(text, values)
        default: throw cannot(filter, value)
        }
    }

    func cannot(_ filter: TemplateFilter, _ value: TemplateValue) -> TokenizationError {
        .malformedTemplate(problem: "the filter \(filter.rawValue) does not go with \(value.typeName)", line: nil)
    }

    private func length(of value: TemplateValue) throws(TokenizationError) -> Int {
        switch value {
        case .undefined: return 0
        case .text(let text):
            try budget.work(text.count)
            return text.scalarCount
        case .list(let list) where list.kind != .generator: return list.items.count
        case .mapping(let mapping): return mapping.count
        default: throw cannot(.length, value)
        }
    }

    private func json(_ value: TemplateValue, _ values: [TemplateValue?]) throws(TokenizationError) -> TracedText {
        if values[1].isTrue { throw .unsupportedTemplate(construct: "tojson with ensure_ascii", line: nil) }
        let indent = try values[0].integer("tojson")
        guard indent ?? 0 >= 0, indent ?? 0 <= 16 else { throw .unsupportedTemplate(construct: "tojson with this indent", line: nil) }
        // Python leaves no space at a line's end.
        var (comma, colon) = (indent == nil ? ", " : ",", ": ")
        if case .list(let separators) = values[2] {
            guard separators.items.count == 2, let first = try Optional(separators.items[0]).text("tojson"),
                let second = try Optional(separators.items[1]).text("tojson"), first.count + second.count <= 16
            else { throw .unsupportedTemplate(construct: "tojson with these separators", line: nil) }
            (comma, colon) = (first.string, second.string)
        }
        return try value.written(.json(indent: indent, sortsKeys: values[3].isTrue, comma: comma, colon: colon), budget)
    }

    private func int(_ value: TemplateValue, otherwise: Int) throws(TokenizationError) -> Int {
        if let number = value.wholeNumber { return number }
        if case .double(let number) = value { return Int(exactly: number.rounded(.towardZero)) ?? otherwise }
        guard case .text(let text) = value else { return otherwise }
        let trimmed = text.trimmed().string
        return Int(trimmed) ?? Double(trimmed).flatMap { Int(exactly: $0.rounded(.towardZero)) } ?? otherwise
    }

    private func float(_ value: TemplateValue) throws(TokenizationError) -> Double {
        if let number = value.number { return number }
        guard case .text(let text) = value else { return 0 }
        return Double(text.trimmed().string) ?? 0
    }

    /// Lines after the first, or all, behind spaces; empty ones only if asked.
    private func indented(_ text: TracedText, _ values: [TemplateValue?]) throws(TokenizationError) -> TracedText {
        let margin: TracedText
        if case .text(let given) = values[0] {
            margin = given
        } else {
            let width = try values[0].integer("indent") ?? 4
            guard (0...100).contains(width) else { throw .unsupportedTemplate(construct: "indent by \(width)", line: nil) }
            margin = TracedText(String(repeating: " ", count: width))
        }
        let lines = try lines(of: text + "\n", keepingEnds: false)
        var result: [TracedText] = []
        for (place, line) in lines.enumerated() {
            let isIndented = place == 0 ? values[1].isTrue : values[2].isTrue || !line.isEmpty
            try budget.text(margin.count + line.count)
            result.append(isIndented ? margin + line : line)
        }
        return try TracedText("\n").join(result, budget)
    }
}
