/// A key that goes to one host: it prints as a mark, and can't be encoded.
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String
    private let host: String

    /// - Returns: nil for an empty text.
    /// - Throws: `.badKey` for what can't stand in a header.
    public init?(_ text: String, for host: String) throws(ProviderError) {
        let trimmed = text.trimming { $0.isWhitespace }
        guard !trimmed.isEmpty else { return nil }
        guard trimmed.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .badKey }
        self.text = trimmed
        self.host = host
    }

    /// The key, for a request to its own host; nil for any other.
    func text(for host: String) -> String? { host == self.host ? text : nil }

    /// A text in which the key, should it stand there, is replaced: hosts repeat keys in what they complain about.
    func removed(from text: String) -> String {
        text.split(separator: self.text, omittingEmptySubsequences: false).joined(separator: "[key]")
    }

    public var description: String { "[key for \(host)]" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension String {
    fileprivate func trimming(_ drops: (Character) -> Bool) -> String {
        var rest = self[...]
        while let first = rest.first, drops(first) { rest.removeFirst() }
        while let last = rest.last, drops(last) { rest.removeLast() }
        return String(rest)
    }
}
