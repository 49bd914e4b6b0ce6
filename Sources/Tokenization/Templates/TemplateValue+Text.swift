extension TemplateValue {
    /// Python's `str()`: what `{{ }}` shows.
    func text(_ budget: TemplateBudget) throws(TokenizationError) -> TracedText {
        switch self {
        case .undefined: return ""
        case .text(let text): return text
        default: return try written(.python, budget)
        }
    }

    /// The value in a notation. One that holds content is content as a whole: its brackets and quotes prove nothing.
    func written(_ style: TemplateNotation, _ budget: TemplateBudget) throws(TokenizationError) -> TracedText {
        var writer = TemplateWriter(style: style, budget: budget)
        try writer.write(self, indent: 0)
        return TracedText(writer.text.utf8, writer.origin)
    }
}

/// How a value is written out.
enum TemplateNotation {
    /// As Python's `repr`.
    case python
    /// As Python's `json.dumps`, without escaping what is not ASCII.
    case json(indent: Int?, sortsKeys: Bool, comma: String, colon: String)
}

struct TemplateWriter {
    let style: TemplateNotation
    let budget: TemplateBudget
    private(set) var text = ""
    private(set) var origin = TracedText.Origin.template

    init(style: TemplateNotation, budget: TemplateBudget) {
        self.style = style
        self.budget = budget
    }

    mutating func write(_ value: TemplateValue, indent: Int) throws(TokenizationError) {
        try budget.step()
        try budget.checkLength(text.utf8.count)
        switch value {
        case .none: text += isJSON ? "null" : "None"
        case .bool(let value): text += isJSON ? "\(value)" : value ? "True" : "False"
        case .integer(let value): text += "\(value)"
        case .double(let value): text += Self.written(value)
        case .text(let value): try write(quoted: value)
        case .list(let list):
            let isTuple = list.kind == .tuple && !isJSON
            guard list.kind != .generator else { throw cannot("a list that is made item by item") }
            try write(list.items.map { (nil, $0) }, isTuple ? ("(", list.items.count == 1 ? ",)" : ")") : ("[", "]"), indent)
        case .mapping(let mapping):
            var entries = mapping.entries
            if case .json(_, true, _, _) = style { entries.sort { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) } }
            try write(entries.map { ($0.key, $0.value) }, ("{", "}"), indent)
        case .undefined where !isJSON: text += "Undefined"
        case .undefined, .namespace, .loop, .macro, .function: throw cannot(value.typeName)
        }
    }

    private var isJSON: Bool {
        if case .json = style { return true }
        return false
    }

    private func cannot(_ what: String) -> TokenizationError { .malformedTemplate(problem: "\(what) cannot be written out", line: nil) }

    private mutating func write(
        _ entries: [(key: TracedText?, value: TemplateValue)], _ brackets: (String, String), _ indent: Int
    ) throws(TokenizationError) {
        var (comma, colon, step) = (", ", ": ", Int?.none)
        if case .json(let width, _, let ownComma, let ownColon) = style { (comma, colon, step) = (ownComma, ownColon, width) }
        text += brackets.0
        for (place, entry) in entries.enumerated() {
            if place > 0 { text += comma }
            try newline(step, indent + 1)
            if let key = entry.key {
                try write(quoted: key)
                text += colon
            }
            try write(entry.value, indent: indent + 1)
        }
        if !entries.isEmpty { try newline(step, indent) }
        text += brackets.1
    }

    private mutating func newline(_ step: Int?, _ indent: Int) throws(TokenizationError) {
        guard let step else { return }
        try budget.text(step * indent)
        text += "\n" + String(repeating: " ", count: step * indent)
    }

    private mutating func write(quoted value: TracedText) throws(TokenizationError) {
        try budget.text(value.count)
        if value.origin != .template { origin = value.origin }
        text += isJSON ? Self.json(value.string) : Self.python(value.string)
    }
}
