import GRDB

/// Cuts text into words exactly as the full-text table does: it is the same tokenizer.
final class PassageTokenizer {
    /// As the table `passage_words` was made.
    static let arguments = ["porter", "unicode61", "remove_diacritics", "2"]

    private let tokenizer: any FTS5Tokenizer

    /// - Parameter db: the connection it is used on.
    init(_ db: Database) throws { tokenizer = try db.makeTokenizer(FTS5TokenizerDescriptor(components: Self.arguments)) }

    private struct Sink {
        let body: (UnsafeRawBufferPointer, Range<Int>) -> Void
    }

    /// - Parameter body: gets every word in order, and where it stands in the text; its bytes are gone afterwards.
    func words(
        of text: UnsafeRawBufferPointer, as kind: FTS5Tokenization, _ body: (_ word: UnsafeRawBufferPointer, _ place: Range<Int>) -> Void
    ) throws {
        guard let start = text.baseAddress else { return }
        try withoutActuallyEscaping(body) { body in
            var sink = Sink(body: body)
            let code = withUnsafeMutablePointer(to: &sink) { sink in
                tokenizer.tokenize(
                    context: UnsafeMutableRawPointer(sink), tokenization: kind, pText: start.assumingMemoryBound(to: CChar.self),
                    nText: CInt(text.count)
                ) { context, _, word, size, start, end in
                    if let context, let word, start <= end {
                        let word = UnsafeRawBufferPointer(start: word, count: Int(size))
                        context.assumingMemoryBound(to: Sink.self).pointee.body(word, Int(start)..<Int(end))
                    }
                    return 0
                }
            }
            if code != 0 { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
        }
    }

    func words(ofQuery text: String) throws -> [[UInt8]] {
        var words: [[UInt8]] = []
        var text = text
        try text.withUTF8 { try self.words(of: UnsafeRawBufferPointer($0), as: .query) { word, _ in words.append(Array(word)) } }
        return words
    }
}
