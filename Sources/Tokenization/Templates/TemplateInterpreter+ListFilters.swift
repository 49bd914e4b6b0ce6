extension TemplateInterpreter {
    /// The filters of lists; nil for the others.
    mutating func applyToItems(
        _ filter: TemplateFilter, _ value: TemplateValue, _ arguments: TemplateCallArguments
    ) throws(TokenizationError) -> TemplateValue? {
        switch filter {
        case .select, .reject, .selectattr, .rejectattr: return try .list(try selected(filter, value, arguments), .generator)
        case .map: return try .list(try mapped(value, arguments), .generator)
        case .first, .last, .list, .reverse, .unique, .items, .sum, .min, .max, .join, .sort, .dictsort: break
        default: return nil
        }
        let parameters: [TemplateFilter: [String]] = [.join: ["d", "attribute"], .sort: ["reverse", "case_sensitive", "attribute"]]
        let values = try arguments.bound(to: parameters[filter] ?? [], of: "the filter \(filter.rawValue)")
        if filter == .items || filter == .dictsort {
            if case .undefined = value, filter == .items { return try .list([], .generator) }
            guard case .mapping(let mapping) = value else { throw cannot(filter, value) }
            try budget.step(mapping.count)
            return try .list(pairs(of: filter == .items ? mapping.entries : mapping.sorted), filter == .items ? .generator : .list)
        }
        let items = try items(of: value, line: nil)
        switch filter {
        case .first: return items.first ?? .undefined("the first item of nothing")
        case .last: return items.last ?? .undefined("the last item of nothing")
        case .reverse:
            if case .text(let text) = value { return try slice(.text(text), nil, nil, -1) }
            return try .list(items.reversed(), .generator)
        case .unique: return try .list(try unique(items), .generator)
        case .sum:
            var total = TemplateValue.integer(0)
            for item in items { total = try arithmetic(total, .add, item) }
            return total
        case .min, .max:
            guard var best = items.first else { return .undefined("the least of nothing") }
            for item in items.dropFirst() where try filter == .min ? isLess(item, best) : isLess(best, item) { best = item }
            return best
        case .join: return .text(try joined(items, values))
        case .sort: return try .list(try sorted(items, values))
        default: return try .list(items)
        }
    }

    private func joined(_ items: [TemplateValue], _ values: [TemplateValue?]) throws(TokenizationError) -> TracedText {
        var parts: [TracedText] = []
        for item in items { parts.append(try (try path(values[1], of: item)).text(budget)) }
        return try (try values[0]?.text(budget) ?? "").join(parts, budget)
    }

    private func sorted(_ items: [TemplateValue], _ values: [TemplateValue?]) throws(TokenizationError) -> [TemplateValue] {
        var keyed: [(key: TemplateValue, item: TemplateValue)] = []
        for item in items {
            var key = try path(values[2], of: item)
            if case .text(let text) = key, !values[1].isTrue { key = .text(text.mapScalars { $0.properties.lowercaseMapping }) }
            if let first = keyed.first { _ = try isLess(first.key, key) }
            keyed.append((key, item))
        }
        try budget.step(items.count * 8)
        let isReversed = values[0].isTrue
        keyed.sort { isReversed ? $1.key.isLess(than: $0.key) ?? false : $0.key.isLess(than: $1.key) ?? false }
        return keyed.map(\.item)
    }

    private func unique(_ items: [TemplateValue]) throws(TokenizationError) -> [TemplateValue] {
        var result: [TemplateValue] = []
        next: for item in items {
            for known in result where try known.equals(item, budget) { continue next }
            result.append(item)
        }
        return result
    }

    /// `map('upper')`, `map(attribute='role', default='')`
    private mutating func mapped(_ value: TemplateValue, _ arguments: TemplateCallArguments) throws(TokenizationError) -> [TemplateValue] {
        var result: [TemplateValue] = []
        if let attribute = arguments.named["attribute"] {
            let values = try arguments.bound(to: ["attribute", "default"], of: "the filter map")
            for item in try itemsIfTrue(value) {
                let found = try path(attribute, of: item)
                if case .undefined = found, let otherwise = values[1] { result.append(otherwise) } else { result.append(found) }
            }
            return result
        }
        var rest = arguments
        guard !rest.positional.isEmpty, let name = try Optional(rest.positional.removeFirst()).text("map"),
            let filter = TemplateFilter(rawValue: name.string)
        else { throw .unsupportedTemplate(construct: "the filter map with this filter", line: nil) }
        for item in try itemsIfTrue(value) {
            try budget.step()
            result.append(try deeper { (interpreter) throws(TokenizationError) in try interpreter.apply(filter, to: item, rest) })
        }
        return result
    }

    /// `selectattr('role', 'equalto', 'user')` and its kin.
    private func selected(
        _ filter: TemplateFilter, _ value: TemplateValue, _ arguments: TemplateCallArguments
    ) throws(TokenizationError) -> [TemplateValue] {
        var rest = arguments
        var attribute: TemplateValue?
        if filter == .selectattr || filter == .rejectattr {
            guard !rest.positional.isEmpty else { throw cannot(filter, value) }
            attribute = rest.positional.removeFirst()
        }
        var test: TemplateTest?
        if !rest.positional.isEmpty {
            let name = try Optional(rest.positional.removeFirst()).text(filter.rawValue)?.string ?? ""
            test = TemplateTest(rawValue: Self.symbols[name] ?? name)
            guard test != nil else { throw .unsupportedTemplate(construct: "the test \"\(name.prefix(40))\"", line: nil) }
        }
        let isSelecting = filter == .select || filter == .selectattr
        var result: [TemplateValue] = []
        for item in try itemsIfTrue(value) {
            let tested = try path(attribute, of: item)
            let passes = try test.map { (test) throws(TokenizationError) in try check(test, tested, rest) } ?? tested.isTrue
            if passes == isSelecting { result.append(item) }
        }
        return result
    }

    /// These filters take `none` for nothing.
    private func itemsIfTrue(_ value: TemplateValue) throws(TokenizationError) -> [TemplateValue] {
        value.isTrue ? try items(of: value, line: nil) : []
    }

    private static let symbols = [
        "==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "greaterthan": "gt", "lessthan": "lt",
    ]

    /// `function.name`: attributes of attributes; the value itself if there is no path.
    private func path(_ path: TemplateValue?, of item: TemplateValue) throws(TokenizationError) -> TemplateValue {
        guard let path else { return item }
        if case .none = path { return item }
        guard case .text(let text) = path else { return try self.item(path, of: item) }
        var value = item
        for name in try text.split(".", budget) {
            value = try self.item(Int(name.string).map(TemplateValue.integer) ?? .text(name), of: value)
        }
        return value
    }
}

extension TemplateMapping {
    /// By key, without regard to case.
    var sorted: [(key: TracedText, value: TemplateValue)] {
        func folded(_ text: TracedText) -> [UInt8] { text.mapScalars { $0.properties.lowercaseMapping }.bytes }
        return entries.sorted { folded($0.key).lexicographicallyPrecedes(folded($1.key)) }
    }
}
