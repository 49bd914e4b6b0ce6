/// A stretch of safe text in one style.
public struct Span: Hashable, Sendable {
    public var text: SafeText
    public var role: Role

    public init(_ text: SafeText, _ role: Role = .text) {
        self.text = text
        self.role = role
    }
}

/// One line of styled text.
public struct Line: Hashable, Sendable, ExpressibleByArrayLiteral, ExpressibleByStringLiteral {
    public var spans: [Span]

    public init(_ spans: [Span] = []) { self.spans = spans }
    public init(arrayLiteral spans: Span...) { self.spans = spans }
    public init(_ text: SafeText, _ role: Role = .text) { spans = [Span(text, role)] }

    public init(stringLiteral value: String) { self.init(SafeText(value)) }

    public static let empty = Line()

    public var width: Int { spans.reduce(0) { $0 + $1.text.width } }
    public var text: String { spans.map(\.text.string).joined() }

    public static func + (a: Line, b: Line) -> Line { Line(a.spans + b.spans) }
    public static func += (a: inout Line, b: Line) { a.spans += b.spans }
    public static func += (a: inout Line, b: Span) { a.spans.append(b) }
}
