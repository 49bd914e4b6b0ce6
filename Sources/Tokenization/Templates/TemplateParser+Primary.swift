extension TemplateParser {
    /// A literal, a name, or something in brackets.
    mutating func primary() throws(TokenizationError) -> TemplateExpression {
        let line = line
        switch token.kind {
        case .name(let name):
            advance()
            return try TemplateExpression(Self.constant(name) ?? .name(name), line: line)
        case .string(var text):
            advance()
            // Neighbouring texts are one, as in Python.
            while case .string(let more) = token.kind {
                text += more
                advance()
            }
            return try TemplateExpression(.text(TracedText(text)), line: line)
        case .integer(let value):
            advance()
            return try TemplateExpression(.integer(value), line: line)
        case .double(let value):
            advance()
            return try TemplateExpression(.double(value), line: line)
        case .symbol("("):
            advance()
            if take(")") { return try TemplateExpression(.list([], isTuple: true), line: line) }
            let value = try tuple()
            try expect(")")
            return value
        case .symbol("["):
            advance()
            var items: [TemplateExpression] = []
            while !take("]") {
                if !items.isEmpty { try expect(",") }
                if take("]") { break }
                items.append(try expression())
            }
            return try TemplateExpression(.list(items, isTuple: false), line: line)
        case .symbol("{"): return try mapping()
        default: throw unexpected("a value")
        }
    }

    private static func constant(_ name: String) -> TemplateExpression.Kind? {
        switch name {
        case "true", "True": .bool(true)
        case "false", "False": .bool(false)
        case "none", "None": TemplateExpression.Kind.none
        default: nil
        }
    }

    private mutating func mapping() throws(TokenizationError) -> TemplateExpression {
        let line = line
        advance()
        var entries: [(key: TemplateExpression, value: TemplateExpression)] = []
        while !take("}") {
            if !entries.isEmpty { try expect(",") }
            if take("}") { break }
            let key = try expression()
            try expect(":")
            entries.append((key, try expression()))
        }
        return try TemplateExpression(.mapping(entries), line: line)
    }

    /// What follows a value: `.name`, `[…]`, `(…)`.
    mutating func postfix(_ base: TemplateExpression) throws(TokenizationError) -> TemplateExpression {
        var value = base
        while true {
            let line = line
            if take(".") {
                if case .integer(let index) = token.kind {
                    advance()
                    value = try TemplateExpression(.item(value, try TemplateExpression(.integer(index), line: line)), line: line)
                } else {
                    value = try TemplateExpression(.attribute(value, try name()), line: line)
                }
            } else if take("[") {
                value = try TemplateExpression(try subscripted(value), line: line)
                try expect("]")
            } else if isSymbol("(") {
                value = try TemplateExpression(.call(value, try arguments()), line: line)
            } else {
                return value
            }
        }
    }

    private mutating func subscripted(_ base: TemplateExpression) throws(TokenizationError) -> TemplateExpression.Kind {
        var parts: [TemplateExpression?] = [nil]
        while !isSymbol("]") {
            if take(":") {
                parts.append(nil)
                continue
            }
            guard parts[parts.count - 1] == nil, parts.count <= 3 else { throw unexpected("]") }
            parts[parts.count - 1] = try tuple()
        }
        guard parts.count > 1 else {
            guard let index = parts[0] else { throw unexpected("an index") }
            return .item(base, index)
        }
        guard parts.count <= 3 else { throw unexpected("]") }
        return .slice(base, start: parts[0], end: parts[1], step: parts.count > 2 ? parts[2] : nil)
    }

    /// `(a, b, c=d)`
    mutating func arguments() throws(TokenizationError) -> TemplateArguments {
        try expect("(")
        var result = TemplateArguments()
        var isFirst = true
        while !take(")") {
            if !isFirst { try expect(",") }
            isFirst = false
            if take(")") { break }
            if isSymbol("*") || isSymbol("**") { throw .unsupportedTemplate(construct: "arguments from a list (*)", line: line) }
            if case .name(let name) = token.kind, next.kind == .symbol("=") {
                advance()
                advance()
                result.named.append((name, try expression()))
            } else {
                guard result.named.isEmpty else { throw unexpected("a named argument") }
                result.positional.append(try expression())
            }
        }
        return result
    }
}
