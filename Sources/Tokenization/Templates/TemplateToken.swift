/// A word of a template.
struct TemplateToken: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        /// What stands outside of `{{ }}` and `{% %}`.
        case text(String)
        case blockBegin, blockEnd
        case outputBegin, outputEnd
        case name(String)
        case string(String)
        case integer(Int)
        case double(Double)
        case symbol(String)
        case end
    }

    var kind: Kind
    var line: Int

    /// The token as an error names it.
    var description: String {
        switch kind {
        case .text: "text"
        case .blockBegin: "{%"
        case .blockEnd: "%}"
        case .outputBegin: "{{"
        case .outputEnd: "}}"
        case .name(let name): String(name.prefix(40))
        case .string(let text): "'\(text.prefix(40))'"
        case .integer(let value): "\(value)"
        case .double(let value): "\(value)"
        case .symbol(let symbol): symbol
        case .end: "the template's end"
        }
    }
}
