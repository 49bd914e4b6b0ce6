/// Text that knows where each stretch of it came from, however a template cuts and joins it.
///
/// UTF-8 rather than `String`: templates work on code points, and Swift's characters and their canonical equality would differ.
struct TracedText: Sendable {
    enum Origin: Sendable, Hashable {
        /// The template's own words, the special tokens among them.
        case template
        /// The content of the message at this place: only ever text, whatever it spells.
        case content(Int)
    }

    struct Run: Sendable, Equatable {
        var origin: Origin
        /// In bytes; never 0.
        var count: Int
    }

    private(set) var bytes: [UInt8] = []
    /// Neighbours differ in origin; the counts add up to `bytes.count`.
    private(set) var runs: [Run] = []

    init() {}

    init(_ text: String, _ origin: Origin = .template) { self.init(Array(text.utf8), origin) }

    init(_ bytes: some Sequence<UInt8>, _ origin: Origin) {
        self.bytes = Array(bytes)
        if !self.bytes.isEmpty { runs = [Run(origin: origin, count: self.bytes.count)] }
    }

    var isEmpty: Bool { bytes.isEmpty }
    var count: Int { bytes.count }
    var string: String { String(decoding: bytes, as: UTF8.self) }

    /// What a result is marked as that cannot say which of its characters came from where: content, as soon as any of it was.
    var origin: Origin { runs.first { $0.origin != .template }?.origin ?? .template }

    mutating func append(_ other: TracedText) {
        bytes.append(contentsOf: other.bytes)
        for run in other.runs { append(run) }
    }

    mutating func append(_ more: some Collection<UInt8>, _ origin: Origin) {
        bytes.append(contentsOf: more)
        append(Run(origin: origin, count: more.count))
    }

    private mutating func append(_ run: Run) {
        guard run.count > 0 else { return }
        if runs.last?.origin == run.origin { runs[runs.count - 1].count += run.count } else { runs.append(run) }
    }

    /// The part at these bytes, which begin and end between code points.
    subscript(range: Range<Int>) -> TracedText {
        var result = TracedText()
        var start = 0
        for run in runs where start < range.upperBound {
            let part = (start..<start + run.count).clamped(to: range)
            if !part.isEmpty { result.append(bytes[part], run.origin) }
            start += run.count
        }
        return result
    }

    /// Each run with the bytes it covers.
    var spans: [(range: Range<Int>, origin: Origin)] {
        var start = 0
        return runs.map { run in
            defer { start += run.count }
            return (start..<start + run.count, run.origin)
        }
    }

    static func + (left: TracedText, right: TracedText) -> TracedText {
        var result = left
        result.append(right)
        return result
    }
}

extension TracedText: Hashable {
    /// The same text is the same, wherever it came from.
    static func == (left: TracedText, right: TracedText) -> Bool { left.bytes == right.bytes }
    func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

extension TracedText: ExpressibleByStringLiteral {
    init(stringLiteral value: String) { self.init(value) }
}
