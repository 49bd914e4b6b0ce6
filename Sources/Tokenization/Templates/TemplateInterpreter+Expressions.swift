extension TemplateInterpreter {
    mutating func evaluate(_ expression: TemplateExpression) throws(TokenizationError) -> TemplateValue {
        try budget.step()
        do throws(TokenizationError) {
            return try deeper { (interpreter) throws(TokenizationError) in try interpreter.value(of: expression.kind) }
        } catch {
            throw error.at(expression.line)
        }
    }

    private mutating func value(of kind: TemplateExpression.Kind) throws(TokenizationError) -> TemplateValue {
        switch kind {
        case .text(let text): return .text(text)
        case .integer(let value): return .integer(value)
        case .double(let value): return .double(value)
        case .bool(let value): return .bool(value)
        case .none: return .none
        case .name(let name): return variable(name)
        case .list(let items, let isTuple): return try .list(try evaluate(items), isTuple ? .tuple : .list)
        case .mapping(let entries): return .mapping(try mapping(entries))
        case .attribute(let base, let name): return try attribute(name, of: try evaluate(base))
        case .item(let base, let index): return try item(try evaluate(index), of: try evaluate(base))
        case .slice(let base, let start, let end, let step):
            let base = try evaluate(base)
            return try slice(base, try bound(start), try bound(end), try bound(step))
        case .call(let callee, let arguments): return try call(callee, arguments)
        case .filter(let base, let filter, let arguments):
            let base = try evaluate(base)
            return try apply(filter, to: base, try evaluate(arguments))
        case .test(let base, let test, let arguments):
            let base = try evaluate(base)
            return .bool(try check(test, base, try evaluate(arguments)))
        case .not(let operand): return .bool(!(try evaluate(operand).isTrue))
        case .minus(let operand): return try arithmetic(.integer(0), .subtract, try evaluate(operand))
        case .plus(let operand): return try arithmetic(.integer(0), .add, try evaluate(operand))
        case .and(let left, let right):
            let value = try evaluate(left)
            return value.isTrue ? try evaluate(right) : value
        case .or(let left, let right):
            let value = try evaluate(left)
            return value.isTrue ? value : try evaluate(right)
        case .arithmetic(let left, let kind, let right):
            let left = try evaluate(left)
            return try arithmetic(left, kind, try evaluate(right))
        case .comparison(let first, let rest): return .bool(try comparison(first, rest))
        case .conditional(let value, let condition, let otherwise):
            if try evaluate(condition).isTrue { return try evaluate(value) }
            return try otherwise.map { (value) throws(TokenizationError) in try evaluate(value) } ?? .undefined("a value without else")
        }
    }

    private mutating func evaluate(_ expressions: [TemplateExpression]) throws(TokenizationError) -> [TemplateValue] {
        var values: [TemplateValue] = []
        for expression in expressions { values.append(try evaluate(expression)) }
        return values
    }

    mutating func evaluate(_ arguments: TemplateArguments) throws(TokenizationError) -> TemplateCallArguments {
        var result = TemplateCallArguments(positional: try evaluate(arguments.positional))
        for (name, value) in arguments.named { result.named[name] = try evaluate(value) }
        return result
    }

    private mutating func mapping(
        _ entries: [(key: TemplateExpression, value: TemplateExpression)]
    ) throws(TokenizationError) -> TemplateMapping {
        var result: [(key: TracedText, value: TemplateValue)] = []
        for entry in entries {
            guard case .text(let key) = try evaluate(entry.key) else {
                throw .unsupportedTemplate(construct: "a mapping from something other than text", line: entry.key.line)
            }
            result.append((key, try evaluate(entry.value)))
        }
        return try TemplateMapping(result)
    }

    private mutating func bound(_ expression: TemplateExpression?) throws(TokenizationError) -> Int? {
        guard let expression else { return nil }
        let value = try evaluate(expression)
        if case .none = value { return nil }
        guard let bound = value.wholeNumber else {
            throw .malformedTemplate(problem: "\(value.typeName) is not the bound of a slice", line: expression.line)
        }
        return bound
    }

    private mutating func comparison(
        _ first: TemplateExpression, _ rest: [(TemplateComparison, TemplateExpression)]
    ) throws(TokenizationError) -> Bool {
        var left = try evaluate(first)
        for (comparison, expression) in rest {
            let right = try evaluate(expression)
            guard try compare(left, comparison, right) else { return false }
            left = right
        }
        return true
    }
}
