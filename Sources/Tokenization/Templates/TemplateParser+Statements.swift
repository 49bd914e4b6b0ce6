extension TemplateParser {
    /// Everything up to a block that begins with one of `ends`, whose name is the next token then; up to the template's end if
    /// there are none.
    mutating func statements(until ends: Set<String>) throws(TokenizationError) -> [TemplateStatement] {
        let start = line
        return try deeper { (parser) throws(TokenizationError) in
            var statements: [TemplateStatement] = []
            while true {
                switch parser.token.kind {
                case .end:
                    guard ends.isEmpty else {
                        throw .malformedTemplate(problem: "\(ends.sorted().joined(separator: " or ")) is missing", line: start)
                    }
                    return statements
                case .text(let text):
                    statements.append(.text(TracedText(text)))
                    parser.advance()
                case .outputBegin:
                    parser.advance()
                    statements.append(.output(try parser.tuple()))
                    try parser.expect(.outputEnd)
                case .blockBegin:
                    parser.advance()
                    if case .name(let name) = parser.token.kind, ends.contains(name) { return statements }
                    statements.append(try parser.block())
                default: throw parser.unexpected("text or a tag")
                }
            }
        }
    }

    /// The body of a block up to `end`, which is taken.
    private mutating func body(until end: String) throws(TokenizationError) -> [TemplateStatement] {
        try expect(.blockEnd)
        let statements = try statements(until: [end])
        advance()
        // A macro's name may stand again at its end.
        if end == "endmacro", case .name = token.kind { advance() }
        try expect(.blockEnd)
        return statements
    }

    private mutating func block() throws(TokenizationError) -> TemplateStatement {
        let line = line
        let name = try name()
        switch name {
        case "if": return try conditional()
        case "for": return try loop()
        case "set": return try set()
        case "macro": return try macro()
        case "filter":
            let filters = try filterCalls(first: true)
            return .filter(filters, try captured(until: "endfilter"))
        case "generation": return .generation(try body(until: "endgeneration"))
        case "break", "continue":
            guard loops > 0 else { throw .malformedTemplate(problem: "\(name) stands outside of a loop", line: line) }
            try expect(.blockEnd)
            return name == "break" ? .break : .continue
        case "else", "elif",
            _ where name.hasPrefix("end"):
            throw .malformedTemplate(problem: "\(name.prefix(40)) belongs to nothing", line: line)
        default: throw .unsupportedTemplate(construct: "the block {% \(name.prefix(40)) %}", line: line)
        }
    }

    private mutating func conditional() throws(TokenizationError) -> TemplateStatement {
        var branches: [(condition: TemplateExpression, body: [TemplateStatement])] = []
        while true {
            let condition = try tuple()
            try expect(.blockEnd)
            branches.append((condition, try statements(until: ["elif", "else", "endif"])))
            if takeName("elif") { continue }
            var otherwise: [TemplateStatement] = []
            if takeName("else") {
                try expect(.blockEnd)
                otherwise = try statements(until: ["endif"])
            }
            try expectName("endif")
            try expect(.blockEnd)
            return .conditional(branches, otherwise: otherwise)
        }
    }

    private mutating func loop() throws(TokenizationError) -> TemplateStatement {
        var targets: [String] = []
        let isBracketed = take("(")
        repeat { targets.append(try name()) } while take(",")
        if isBracketed { try expect(")") }
        try expectName("in")
        let items = try tuple(withConditions: false)
        let condition = takeName("if") ? try expression() : nil
        if isName("recursive") { throw .unsupportedTemplate(construct: "a recursive loop", line: line) }
        try expect(.blockEnd)
        loops += 1
        let body = try statements(until: ["else", "endfor"])
        loops -= 1
        var otherwise: [TemplateStatement] = []
        if takeName("else") {
            try expect(.blockEnd)
            otherwise = try statements(until: ["endfor"])
        }
        try expectName("endfor")
        try expect(.blockEnd)
        return .loop(TemplateLoop(targets: targets, items: items, condition: condition, body: body, otherwise: otherwise))
    }

    private mutating func set() throws(TokenizationError) -> TemplateStatement {
        var targets: [TemplateTarget] = []
        repeat {
            let line = line
            let name = try name()
            targets.append(TemplateTarget(name: name, attribute: take(".") ? try self.name() : nil, line: line))
        } while take(",")
        if take("=") {
            let value = try tuple()
            try expect(.blockEnd)
            return .set(targets, value)
        }
        guard targets.count == 1 else { throw unexpected("=") }
        let filters = try filterCalls(first: false)
        return .capture(targets[0], filters, try captured(until: "endset"))
    }

    /// A body whose output is caught: no way out of a loop around it.
    private mutating func captured(until end: String) throws(TokenizationError) -> [TemplateStatement] {
        let outer = loops
        loops = 0
        defer { loops = outer }
        return try body(until: end)
    }

    private mutating func macro() throws(TokenizationError) -> TemplateStatement {
        // Macros see the template's own variables and their arguments; one inside of a loop would see the loop's as well.
        guard loops == 0, !isInMacro else { throw .unsupportedTemplate(construct: "a macro inside of a loop or a macro", line: line) }
        let name = try name()
        var parameters: [(name: String, value: TemplateExpression?)] = []
        try expect("(")
        while !take(")") {
            if !parameters.isEmpty { try expect(",") }
            if take(")") { break }
            parameters.append((try self.name(), take("=") ? try expression() : nil))
        }
        isInMacro = true
        defer { isInMacro = false }
        return .macro(TemplateMacro(name: name, parameters: parameters, body: try body(until: "endmacro")))
    }
}
