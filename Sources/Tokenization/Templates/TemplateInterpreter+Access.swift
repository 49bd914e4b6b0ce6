extension TemplateInterpreter {
    /// The attribute, or undefined. Methods can only be called.
    func attribute(_ name: String, of base: TemplateValue) throws(TokenizationError) -> TemplateValue {
        guard !name.hasPrefix("_") else { throw .unsupportedTemplate(construct: "the attribute \(name.prefix(40))", line: nil) }
        switch base {
        case .undefined: throw undefined(base)
        case .mapping(let mapping) where !TemplateMethod.ofMappings.contains(name): return mapping[TracedText(name)] ?? .undefined(name)
        case .namespace(let namespace): return namespace.attributes[name] ?? .undefined(name)
        case .loop(let loop): return try loop.attribute(name)
        case .text where TemplateMethod.ofTexts.contains(name), .list where TemplateMethod.ofLists.contains(name), .mapping:
            throw .unsupportedTemplate(construct: "the method \(name) without calling it", line: nil)
        default: return .undefined(name)
        }
    }

    func undefined(_ value: TemplateValue) -> TokenizationError {
        guard case .undefined(let name) = value else { return .malformedTemplate(problem: "a value is undefined", line: nil) }
        return .malformedTemplate(problem: "\(name.prefix(60)) is undefined", line: nil)
    }

    func item(_ index: TemplateValue, of base: TemplateValue) throws(TokenizationError) -> TemplateValue {
        switch (base, index) {
        case (.undefined, _): throw undefined(base)
        case (.mapping(let mapping), .text(let key)): return mapping[key] ?? .undefined(key.string)
        case (.namespace(let namespace), .text(let key)): return namespace.attributes[key.string] ?? .undefined(key.string)
        case (.loop(let loop), .text(let key)): return try loop.attribute(key.string)
        case (.list(let list), _):
            guard list.kind != .generator, let place = Self.place(index.wholeNumber, in: list.items.count) else { break }
            return list.items[place]
        case (.text(let text), _):
            try budget.work(text.count)
            guard let number = index.wholeNumber, let place = Self.place(number, in: text.scalarCount) else { break }
            return .text(text[text.scalarRange(place)])
        default: break
        }
        return .undefined("an item of \(base.typeName)")
    }

    private static func place(_ index: Int?, in count: Int) -> Int? {
        guard let index, index >= -count, index < count else { return nil }
        return index < 0 ? index + count : index
    }

    func slice(_ base: TemplateValue, _ start: Int?, _ end: Int?, _ step: Int?) throws(TokenizationError) -> TemplateValue {
        switch base {
        case .undefined: throw undefined(base)
        case .list(let list) where list.kind != .generator:
            try budget.step(list.items.count)
            let places = try Self.places(start, end, step, in: list.items.count)
            return try .list(stride(from: places.first, to: places.end, by: places.step).map { list.items[$0] }, list.kind)
        case .text(let text):
            try budget.work(text.count + text.runs.count)
            let places = try Self.places(start, end, step, in: text.scalarCount)
            if places.step == 1 {
                guard places.first < places.end else { return .text("") }
                return .text(text[text.scalarRange(places.first).lowerBound..<text.scalarRange(places.end - 1).upperBound])
            }
            try budget.step(text.count)
            let characters = text.characters
            var result = TracedText()
            for place in stride(from: places.first, to: places.end, by: places.step) { result.append(characters[place]) }
            return .text(result)
        default: throw .malformedTemplate(problem: "\(base.typeName) cannot be sliced", line: nil)
        }
    }

    /// Python's rules for `[start:end:step]`.
    private static func places(
        _ start: Int?, _ end: Int?, _ step: Int?, in count: Int
    ) throws(TokenizationError) -> (first: Int, end: Int, step: Int) {
        let step = step ?? 1
        guard step != 0 else { throw .malformedTemplate(problem: "a slice has the step 0", line: nil) }
        let (lowest, highest) = step > 0 ? (0, count) : (-1, count - 1)
        func clamped(_ bound: Int?, _ otherwise: Int) -> Int {
            guard let bound else { return otherwise }
            return max(lowest, min(highest, bound < 0 ? max(bound, -count - 1) + count : bound))
        }
        let first = clamped(start, step > 0 ? lowest : highest)
        let last = clamped(end, step > 0 ? highest : lowest)
        // A step beyond the list ends it; one near Int.max would overflow.
        return (first, last, max(-count - 1, min(count + 1, step)))
    }
}

extension TemplateLoopState {
    func attribute(_ name: String) throws(TokenizationError) -> TemplateValue {
        switch name {
        case "index": .integer(index + 1)
        case "index0": .integer(index)
        case "revindex": .integer(items.count - index)
        case "revindex0": .integer(items.count - index - 1)
        case "first": .bool(index == 0)
        case "last": .bool(index == items.count - 1)
        case "length": .integer(items.count)
        case "previtem": index > 0 ? items[index - 1] : .undefined("previtem")
        case "nextitem": index + 1 < items.count ? items[index + 1] : .undefined("nextitem")
        default: throw .unsupportedTemplate(construct: "loop.\(name.prefix(40))", line: nil)
        }
    }
}
