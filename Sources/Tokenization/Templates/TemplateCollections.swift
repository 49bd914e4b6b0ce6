/// A list, a tuple, or what Python would make item by item.
struct TemplateList: Sendable {
    enum Kind: Sendable { case list, tuple, generator }

    let items: [TemplateValue]
    let kind: Kind
    let nesting: Int

    init(_ items: [TemplateValue], kind: Kind = .list) throws(TokenizationError) {
        self.items = items
        self.kind = kind
        nesting = try TemplateValue.nesting(of: items)
    }
}

/// A mapping from texts, in the order they came.
struct TemplateMapping: Sendable {
    let entries: [(key: TracedText, value: TemplateValue)]
    let nesting: Int
    private let places: [TracedText: Int]

    init(_ entries: [(key: TracedText, value: TemplateValue)]) throws(TokenizationError) {
        var places: [TracedText: Int] = [:]
        var unique: [(key: TracedText, value: TemplateValue)] = []
        for entry in entries {
            if let place = places[entry.key] {
                unique[place].value = entry.value
            } else {
                places[entry.key] = unique.count
                unique.append(entry)
            }
        }
        self.entries = unique
        self.places = places
        nesting = try TemplateValue.nesting(of: unique.map(\.value))
    }

    var count: Int { entries.count }

    subscript(key: TracedText) -> TemplateValue? { places[key].map { entries[$0].value } }
}

extension TemplateValue {
    /// The depth of what holds `items`. Bounded, so that neither freeing nor printing goes deep.
    static func nesting(of items: [TemplateValue]) throws(TokenizationError) -> Int {
        var nesting = 0
        for item in items {
            guard item.isStorable else { throw .unsupportedTemplate(construct: "\(item.typeName) inside of another value", line: nil) }
            nesting = max(nesting, item.nesting)
        }
        guard nesting < TemplateBudget.nestingLimit else {
            throw .templateTooCostly(limit: "\(TemplateBudget.nestingLimit) values inside of each other")
        }
        return nesting + 1
    }

    static func list(_ items: [TemplateValue], _ kind: TemplateList.Kind = .list) throws(TokenizationError) -> TemplateValue {
        .list(try TemplateList(items, kind: kind))
    }
}
