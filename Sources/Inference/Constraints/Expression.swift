/// A set of texts, as regular expressions and schemas are both read into it: the tree from which `Automaton` is built.
indirect enum Expression: Sendable {
    /// One byte out of each range, in order.
    case bytes([ClosedRange<UInt8>])
    /// One Unicode scalar, in UTF-8.
    case scalar(ScalarSet)
    case sequence([Expression])
    case choice([Expression])
    /// `lowest` to `highest` (nil: any number) of the same, `separator` between them.
    case repeated(Expression, separator: String = "", lowest: Int, highest: Int?)
    /// Any of the members in this order, those required always, `separator` between those that are there.
    ///
    /// A case of its own since a tree of choices would have to repeat the members after each that may be the first.
    case members([(member: Expression, isRequired: Bool)], separator: String)

    static let empty = Expression.sequence([])

    static func text(_ text: String) -> Expression { .bytes(text.utf8.map { $0...$0 }) }

    static func optional(_ expression: Expression) -> Expression { .repeated(expression, lowest: 0, highest: 1) }

    /// The same without the texts in which one of `set` occurs where the expression has a scalar.
    func excluding(_ set: ScalarSet) -> Expression {
        switch self {
        case .bytes: self
        case .scalar(let scalars): .scalar(scalars.subtracting(set))
        case .sequence(let parts): .sequence(parts.map { $0.excluding(set) })
        case .choice(let parts): .choice(parts.map { $0.excluding(set) })
        case .repeated(let part, let separator, let lowest, let highest):
            .repeated(part.excluding(set), separator: separator, lowest: lowest, highest: highest)
        case .members(let members, let separator):
            .members(members.map { ($0.member.excluding(set), $0.isRequired) }, separator: separator)
        }
    }
}
