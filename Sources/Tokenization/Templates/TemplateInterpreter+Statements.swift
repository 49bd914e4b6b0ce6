extension TemplateInterpreter {
    mutating func run(_ statement: TemplateStatement) throws(TokenizationError) -> Flow {
        switch statement {
        case .text(let text): try write(text)
        case .output(let expression):
            let value = try evaluate(expression)
            do throws(TokenizationError) { try write(try value.text(budget)) } catch { throw error.at(expression.line) }
        case .conditional(let branches, let otherwise):
            for branch in branches where try evaluate(branch.condition).isTrue { return try run(branch.body) }
            return try run(otherwise)
        case .loop(let loop): try run(loop)
        case .set(let targets, let expression):
            let value = try evaluate(expression)
            guard targets.count > 1 else { return try assigned(value, to: targets[0]) }
            let items = try unpacked(value, into: targets.count, line: expression.line)
            for (target, item) in zip(targets, items) { try assign(item, to: target) }
        case .capture(let target, let filters, let body):
            return try assigned(.text(try filtered(try captured(body), filters)), to: target)
        case .filter(let filters, let body): try write(try filtered(try captured(body), filters))
        case .macro(let macro): frames[frames.count - 1][macro.name] = .macro(macro)
        case .generation(let body):
            let start = output.count
            frames.append([:])
            let flow = try run(body)
            frames.removeLast()
            if !isCapturing { generated.append(start..<output.count) }
            return flow
        case .break: return .break
        case .continue: return .continue
        }
        return .next
    }

    private mutating func assigned(_ value: TemplateValue, to target: TemplateTarget) throws(TokenizationError) -> Flow {
        try assign(value, to: target)
        return .next
    }

    private mutating func filtered(_ text: TracedText, _ filters: [TemplateFilterCall]) throws(TokenizationError) -> TracedText {
        var value = TemplateValue.text(text)
        for call in filters {
            let arguments = try evaluate(call.arguments)
            do throws(TokenizationError) { value = try apply(call.filter, to: value, arguments) } catch { throw error.at(call.line) }
        }
        return try value.text(budget)
    }

    private mutating func run(_ loop: TemplateLoop) throws(TokenizationError) {
        let all = try items(of: try evaluate(loop.items), line: loop.items.line)
        let outer = frames.count
        frames.append([:])
        defer { frames.removeLast(frames.count - outer) }
        var items = all
        if let condition = loop.condition {
            items = []
            for item in all {
                try bind(loop.targets, to: item, line: loop.items.line)
                if try evaluate(condition).isTrue { items.append(item) }
            }
        }
        for index in items.indices {
            try budget.step()
            frames[outer] = ["loop": .loop(TemplateLoopState(items: items, index: index))]
            try bind(loop.targets, to: items[index], line: loop.items.line)
            if try run(loop.body) == .break { return }
        }
        if items.isEmpty {
            frames[outer] = [:]
            _ = try run(loop.otherwise)
        }
    }

    private mutating func bind(_ targets: [String], to item: TemplateValue, line: Int) throws(TokenizationError) {
        let values = targets.count == 1 ? [item] : try unpacked(item, into: targets.count, line: line)
        for (target, value) in zip(targets, values) { frames[frames.count - 1][target] = value }
    }

    private func unpacked(_ value: TemplateValue, into count: Int, line: Int) throws(TokenizationError) -> [TemplateValue] {
        let items = try items(of: value, line: line)
        guard items.count == count else {
            throw .malformedTemplate(problem: "\(items.count) values are unpacked into \(count) names", line: line)
        }
        return items
    }

    /// What a loop over the value takes: a mapping's keys, a text's characters.
    func items(of value: TemplateValue, line: Int?) throws(TokenizationError) -> [TemplateValue] {
        switch value {
        case .undefined: return []
        case .list(let list):
            try budget.step(list.items.count)
            return list.items
        case .mapping(let mapping):
            try budget.step(mapping.count)
            return mapping.entries.map { .text($0.key) }
        case .text(let text):
            try budget.step(text.count)
            return text.characters.map { .text($0) }
        default: throw .malformedTemplate(problem: "\(value.typeName) is not a list to go through", line: line)
        }
    }
}
