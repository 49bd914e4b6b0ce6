/// Makes statements and expressions of a template's tokens. What is not on the lists of what chat templates use is an error that
/// names it: a template is understood as a whole or not used.
struct TemplateParser {
    private let tokens: [TemplateToken]
    private var at = 0
    /// Statements and expressions that are being parsed inside of each other.
    private var depth = 0
    var loops = 0
    var isInMacro = false

    static func statements(of source: String) throws(TokenizationError) -> [TemplateStatement] {
        var parser = TemplateParser(tokens: try TemplateLexer.tokens(of: source))
        let statements = try parser.statements(until: [])
        return statements
    }

    private init(tokens: [TemplateToken]) { self.tokens = tokens }

    var token: TemplateToken { tokens[at] }
    var next: TemplateToken { tokens[min(at + 1, tokens.count - 1)] }
    var line: Int { token.line }

    mutating func advance() { if at < tokens.count - 1 { at += 1 } }

    mutating func deeper<T>(_ body: (inout TemplateParser) throws(TokenizationError) -> T) throws(TokenizationError) -> T {
        depth += 1
        defer { depth -= 1 }
        // Parsing takes some ten frames for each level of brackets, evaluating two.
        if depth > TemplateBudget.depthLimit / 2 {
            throw .templateTooCostly(limit: "\(TemplateBudget.depthLimit / 2) blocks and brackets inside of each other")
        }
        return try body(&self)
    }

    func unexpected(_ wanted: String) -> TokenizationError {
        .malformedTemplate(problem: "\(token.description) stands where \(wanted) is due", line: line)
    }

    func isSymbol(_ symbol: String) -> Bool { token.kind == .symbol(symbol) }
    func isName(_ name: String) -> Bool { token.kind == .name(name) }

    /// Takes the token if it is that symbol.
    mutating func take(_ symbol: String) -> Bool {
        guard isSymbol(symbol) else { return false }
        advance()
        return true
    }

    mutating func takeName(_ name: String) -> Bool {
        guard isName(name) else { return false }
        advance()
        return true
    }

    mutating func expect(_ symbol: String) throws(TokenizationError) {
        if !take(symbol) { throw unexpected(symbol) }
    }

    mutating func expect(_ kind: TemplateToken.Kind) throws(TokenizationError) {
        guard token.kind == kind else { throw unexpected(TemplateToken(kind: kind, line: line).description) }
        advance()
    }

    mutating func expectName(_ name: String) throws(TokenizationError) {
        if !takeName(name) { throw unexpected(name) }
    }

    mutating func name() throws(TokenizationError) -> String {
        guard case .name(let name) = token.kind else { throw unexpected("a name") }
        advance()
        return name
    }
}
