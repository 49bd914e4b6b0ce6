extension TemplateParser {
    /// `value | filter(…) is test`
    mutating func filtered(_ base: TemplateExpression) throws(TokenizationError) -> TemplateExpression {
        var value = base
        while true {
            let line = line
            if isSymbol("|") {
                advance()
                let call = try filterCall()
                value = try TemplateExpression(.filter(value, call.filter, call.arguments), line: line)
            } else if takeName("is") {
                value = try test(of: value, line: line)
            } else if isSymbol("(") {
                value = try TemplateExpression(.call(value, try arguments()), line: line)
            } else {
                return value
            }
        }
    }

    private mutating func filterCall() throws(TokenizationError) -> TemplateFilterCall {
        let line = line
        let name = try name()
        guard let filter = TemplateFilter(rawValue: name) else {
            throw .unsupportedTemplate(construct: "the filter \(name.prefix(40))", line: line)
        }
        return TemplateFilterCall(filter: filter, arguments: isSymbol("(") ? try arguments() : TemplateArguments(), line: line)
    }

    /// The filters of a block: `{% filter a|b %}`, `{% set x|a|b %}`.
    mutating func filterCalls(first: Bool) throws(TokenizationError) -> [TemplateFilterCall] {
        var calls = first ? [try filterCall()] : []
        while take("|") { calls.append(try filterCall()) }
        return calls
    }

    private mutating func test(of value: TemplateExpression, line: Int) throws(TokenizationError) -> TemplateExpression {
        let isNegated = takeName("not")
        let name = try name()
        guard let test = TemplateTest(rawValue: name) else {
            throw .unsupportedTemplate(construct: "the test \"is \(name.prefix(40))\"", line: line)
        }
        var arguments = TemplateArguments()
        if isSymbol("(") {
            arguments = try self.arguments()
        } else if startsTestArgument {
            arguments.positional = [try postfix(try primary())]
        }
        let result = try TemplateExpression(.test(value, test, arguments), line: line)
        return isNegated ? try TemplateExpression(.not(result), line: line) : result
    }

    /// `is divisibleby 3`: one argument needs no brackets.
    private var startsTestArgument: Bool {
        switch token.kind {
        case .name(let name): !["else", "or", "and", "is", "if", "not", "in", "recursive"].contains(name)
        case .string, .integer, .double, .symbol("["), .symbol("{"): true
        default: false
        }
    }
}
