/// A value that a template computes.
final class TemplateExpression: Sendable {
    indirect enum Kind: Sendable {
        case text(TracedText), integer(Int), double(Double), bool(Bool), none
        case name(String)
        case list([TemplateExpression], isTuple: Bool)
        case mapping([(key: TemplateExpression, value: TemplateExpression)])
        case attribute(TemplateExpression, String)
        case item(TemplateExpression, TemplateExpression)
        case slice(TemplateExpression, start: TemplateExpression?, end: TemplateExpression?, step: TemplateExpression?)
        case call(TemplateExpression, TemplateArguments)
        case filter(TemplateExpression, TemplateFilter, TemplateArguments)
        case test(TemplateExpression, TemplateTest, TemplateArguments)
        case not(TemplateExpression), minus(TemplateExpression), plus(TemplateExpression)
        case and(TemplateExpression, TemplateExpression), or(TemplateExpression, TemplateExpression)
        case arithmetic(TemplateExpression, TemplateOperator, TemplateExpression)
        /// `a < b <= c`: every neighbouring pair.
        case comparison(TemplateExpression, [(TemplateComparison, TemplateExpression)])
        case conditional(TemplateExpression, condition: TemplateExpression, otherwise: TemplateExpression?)
    }

    let kind: Kind
    let line: Int
    /// How many expressions stand inside of each other. Chains such as `a + b + c` lean to the left, so that parsing alone does not
    /// bound it.
    let depth: Int

    init(_ kind: Kind, line: Int) throws(TokenizationError) {
        self.kind = kind
        self.line = line
        depth = 1 + (Self.children(of: kind).map(\.depth).max() ?? 0)
        if depth > TemplateBudget.depthLimit {
            throw .templateTooCostly(limit: "\(TemplateBudget.depthLimit) expressions inside of each other")
        }
    }

    private static func children(of kind: Kind) -> [TemplateExpression] {
        switch kind {
        case .text, .integer, .double, .bool, .none, .name: []
        case .list(let items, _): items
        case .mapping(let entries): entries.flatMap { [$0.key, $0.value] }
        case .attribute(let base, _), .not(let base), .minus(let base), .plus(let base): [base]
        case .item(let a, let b), .and(let a, let b), .or(let a, let b), .arithmetic(let a, _, let b): [a, b]
        case .slice(let base, let start, let end, let step): [base] + [start, end, step].compactMap { $0 }
        case .call(let base, let arguments), .filter(let base, _, let arguments), .test(let base, _, let arguments):
            [base] + arguments.positional + arguments.named.map(\.value)
        case .comparison(let first, let rest): [first] + rest.map(\.1)
        case .conditional(let value, let condition, let otherwise): [value, condition] + [otherwise].compactMap { $0 }
        }
    }
}

struct TemplateArguments: Sendable {
    var positional: [TemplateExpression] = []
    var named: [(name: String, value: TemplateExpression)] = []
}

enum TemplateOperator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case floorDivide = "//"
    case remainder = "%"
    case concatenate = "~"
}

enum TemplateComparison: String, Sendable {
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case `in` = "in"
    case notIn = "not in"
}
