extension TemplateInterpreter {
    mutating func call(_ callee: TemplateExpression, _ arguments: TemplateArguments) throws(TokenizationError) -> TemplateValue {
        if case .attribute(let base, let name) = callee.kind {
            let base = try evaluate(base)
            if let result = try callMethod(name, of: base, try evaluate(arguments)) { return result }
            return try call(try attribute(name, of: base), name, try evaluate(arguments))
        }
        let function = try evaluate(callee)
        guard case .name(let name) = callee.kind else { return try call(function, "a value", try evaluate(arguments)) }
        return try call(function, name, try evaluate(arguments))
    }

    private mutating func call(
        _ callee: TemplateValue, _ name: String, _ arguments: TemplateCallArguments
    ) throws(TokenizationError) -> TemplateValue {
        switch callee {
        case .function(let function): return try call(function, arguments)
        case .macro(let macro): return .text(try call(macro, arguments))
        case .undefined: throw .unsupportedTemplate(construct: "the function \(name.prefix(40))", line: nil)
        default: throw .malformedTemplate(problem: "\(callee.typeName) cannot be called", line: nil)
        }
    }

    private mutating func call(_ macro: TemplateMacro, _ arguments: TemplateCallArguments) throws(TokenizationError) -> TracedText {
        let values = try arguments.bound(to: macro.parameters.map(\.name), of: "the macro \(macro.name.prefix(40))")
        let (caller, outer) = (floor, frames.count)
        floor = outer
        frames.append([:])
        for (parameter, value) in zip(macro.parameters, values) {
            if let value {
                frames[outer][parameter.name] = value
            } else {
                frames[outer][parameter.name] =
                    try parameter.value.map { (value) throws(TokenizationError) in try evaluate(value) }
                    ?? .undefined(parameter.name)
            }
        }
        let text = try captured(macro.body)
        frames.removeLast()
        floor = caller
        return text
    }

    private mutating func call(_ function: TemplateFunction, _ arguments: TemplateCallArguments) throws(TokenizationError) -> TemplateValue
    {
        switch function {
        case .raiseException:
            let message = try arguments.bound(to: ["message"], of: function.rawValue)[0]
            throw .templateRefuses(message: String(try (message ?? .text("it gives no reason")).text(budget).string.prefix(300)))
        case .strftimeNow:
            guard let format = try arguments.bound(to: ["format"], of: function.rawValue)[0].text(function.rawValue),
                let text = date.formatted(format.string)
            else { throw .unsupportedTemplate(construct: "this format of a date", line: nil) }
            try budget.text(text.utf8.count)
            return .text(TracedText(text, format.origin))
        case .namespace:
            let namespace = TemplateNamespace()
            namespace.attributes = try mapping(arguments, function.rawValue).entries.reduce(into: [:]) { $0[$1.key.string] = $1.value }
            return .namespace(namespace)
        case .dict: return .mapping(try mapping(arguments, function.rawValue))
        case .range: return try range(arguments)
        }
    }

    /// `dict(a=1)`, `namespace(mapping, a=1)`
    private func mapping(_ arguments: TemplateCallArguments, _ what: String) throws(TokenizationError) -> TemplateMapping {
        var entries: [(key: TracedText, value: TemplateValue)] = []
        for argument in arguments.positional {
            guard case .mapping(let mapping) = argument, arguments.positional.count == 1 else {
                throw .unsupportedTemplate(construct: "\(what) with \(argument.typeName)", line: nil)
            }
            entries = mapping.entries
        }
        for (name, value) in arguments.named.sorted(by: { $0.key < $1.key }) { entries.append((TracedText(name), value)) }
        return try TemplateMapping(entries)
    }

    private func range(_ arguments: TemplateCallArguments) throws(TokenizationError) -> TemplateValue {
        let values = try arguments.bound(to: ["start", "stop", "step"], of: "range")
        guard let first = try values[0].integer("range") else {
            throw .malformedTemplate(problem: "range has no argument", line: nil)
        }
        let second = try values[1].integer("range")
        let (start, end, step) = (second == nil ? 0 : first, second ?? first, try values[2].integer("range") ?? 1)
        guard step != 0 else { throw .malformedTemplate(problem: "range has the step 0", line: nil) }
        var items: [TemplateValue] = []
        for number in stride(from: start, to: end, by: step) {
            // As many as Jinja's sandbox makes.
            guard items.count < 100_000 else { throw .templateTooCostly(limit: "100,000 numbers from range") }
            try budget.step()
            items.append(.integer(number))
        }
        return try .list(items)
    }
}
