/// What a template may use up. Templates come in model files: they are programs from strangers, and some never end.
///
/// Not shared between threads: each rendering has its own.
final class TemplateBudget {
    /// Bytes of the longest template that is read.
    static let sourceLimit = 1 << 20
    /// Expressions and statements inside of each other, macros called counted too: what the machine's stack bears with ease.
    static let depthLimit = 150
    /// Values inside of values.
    static let nestingLimit = 64
    static let outputLimit = 16 << 20

    private(set) var steps = 1_000_000
    /// Bytes read or written by operations on text. Generous for the longest conversations, and an end to doubling.
    private(set) var work = 128 << 20

    func step(_ count: Int = 1) throws(TokenizationError) {
        steps -= count
        if steps < 0 || count < 0 { throw .templateTooCostly(limit: "1,000,000 steps") }
    }

    func work(_ bytes: Int) throws(TokenizationError) {
        work -= bytes
        if work < 0 || bytes < 0 { throw .templateTooCostly(limit: "128 MB of text worked on") }
    }

    /// Before a text of this many bytes is made.
    func text(_ bytes: Int) throws(TokenizationError) {
        try checkLength(bytes)
        try work(bytes)
    }

    func checkLength(_ bytes: Int) throws(TokenizationError) {
        if bytes > Self.outputLimit { throw .templateTooCostly(limit: "16 MB of text") }
    }
}
