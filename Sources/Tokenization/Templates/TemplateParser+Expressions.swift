extension TemplateParser {
    /// An expression, or several with commas between: a tuple.
    mutating func tuple(withConditions: Bool = true) throws(TokenizationError) -> TemplateExpression {
        let line = line
        let first = withConditions ? try expression() : try or()
        guard isSymbol(",") else { return first }
        var items = [first]
        while take(","), startsExpression { items.append(withConditions ? try expression() : try or()) }
        return try TemplateExpression(.list(items, isTuple: true), line: line)
    }

    private var startsExpression: Bool {
        switch token.kind {
        case .blockEnd, .outputEnd, .end, .symbol(")"), .symbol("]"), .symbol("}"), .symbol("="): false
        default: true
        }
    }

    mutating func expression() throws(TokenizationError) -> TemplateExpression {
        try deeper { (parser) throws(TokenizationError) in
            var value = try parser.or()
            while parser.isName("if") {
                let line = parser.line
                parser.advance()
                let condition = try parser.or()
                let otherwise = parser.takeName("else") ? try parser.expression() : nil
                value = try TemplateExpression(.conditional(value, condition: condition, otherwise: otherwise), line: line)
            }
            return value
        }
    }

    private mutating func or() throws(TokenizationError) -> TemplateExpression {
        var left = try and()
        while isName("or") {
            let line = line
            advance()
            left = try TemplateExpression(.or(left, try and()), line: line)
        }
        return left
    }

    private mutating func and() throws(TokenizationError) -> TemplateExpression {
        var left = try not()
        while isName("and") {
            let line = line
            advance()
            left = try TemplateExpression(.and(left, try not()), line: line)
        }
        return left
    }

    private mutating func not() throws(TokenizationError) -> TemplateExpression {
        guard isName("not") else { return try comparison() }
        let line = line
        advance()
        return try deeper { (parser) throws(TokenizationError) in try TemplateExpression(.not(try parser.not()), line: line) }
    }

    private mutating func comparison() throws(TokenizationError) -> TemplateExpression {
        let line = line
        let first = try sum()
        var rest: [(TemplateComparison, TemplateExpression)] = []
        while let comparison = takeComparison() { rest.append((comparison, try sum())) }
        return rest.isEmpty ? first : try TemplateExpression(.comparison(first, rest), line: line)
    }

    private mutating func takeComparison() -> TemplateComparison? {
        switch (token.kind, next.kind) {
        case (.symbol(let symbol), _):
            guard let comparison = TemplateComparison(rawValue: symbol) else { return nil }
            advance()
            return comparison
        case (.name("in"), _):
            advance()
            return .in
        case (.name("not"), .name("in")):
            advance()
            advance()
            return .notIn
        default: return nil
        }
    }

    private mutating func sum() throws(TokenizationError) -> TemplateExpression {
        var left = try concatenation()
        while isSymbol("+") || isSymbol("-") {
            let (line, kind) = (line, isSymbol("+") ? TemplateOperator.add : .subtract)
            advance()
            left = try TemplateExpression(.arithmetic(left, kind, try concatenation()), line: line)
        }
        return left
    }

    private mutating func concatenation() throws(TokenizationError) -> TemplateExpression {
        var left = try product()
        while isSymbol("~") {
            let line = line
            advance()
            left = try TemplateExpression(.arithmetic(left, .concatenate, try product()), line: line)
        }
        return left
    }

    private mutating func product() throws(TokenizationError) -> TemplateExpression {
        var left = try unary(withFilters: true)
        while case .symbol(let symbol) = token.kind, ["*", "/", "//", "%"].contains(symbol), let kind = TemplateOperator(rawValue: symbol) {
            let line = line
            advance()
            left = try TemplateExpression(.arithmetic(left, kind, try unary(withFilters: true)), line: line)
        }
        if isSymbol("**") { throw .unsupportedTemplate(construct: "the operator **", line: line) }
        return left
    }

    private mutating func unary(withFilters: Bool) throws(TokenizationError) -> TemplateExpression {
        let line = line
        var value: TemplateExpression
        if isSymbol("-") || isSymbol("+") {
            let isMinus = isSymbol("-")
            advance()
            let operand = try deeper { (parser) throws(TokenizationError) in try parser.unary(withFilters: false) }
            value = try TemplateExpression(isMinus ? .minus(operand) : .plus(operand), line: line)
        } else {
            value = try primary()
        }
        value = try postfix(value)
        return withFilters ? try filtered(value) : value
    }
}
