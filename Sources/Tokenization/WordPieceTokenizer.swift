/// BERT's uncased WordPiece tokenizer, equal to `BertTokenizerFast` (https://github.com/huggingface/tokenizers).
///
/// Thread-safe: nothing changes after `init`.
public final class WordPieceTokenizer: Sendable {
    private let pieces: ByteStringTable
    private let unknown: Int
    private let begin: Int
    private let end: Int
    /// Texts that are tokens wherever they stand, even within a word: what BERT's own tokenizer does.
    private let specials: [(text: [UInt8], id: Int)]
    /// No piece is longer, in bytes.
    private let longest: Int

    /// A word of more characters becomes [UNK].
    private static let wordLimit = 100

    public var vocabularySize: Int { pieces.count }

    /// - Parameter vocabularyText: the contents of `vocab.txt`, one token a line, the line's number its id.
    public init(vocabularyText: String) throws(TokenizationError) {
        var lines = vocabularyText.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        var pieces = ByteStringTable(capacity: lines.count)
        var longest = 0
        for var line in lines {
            if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
            pieces.append(line)
            longest = max(longest, line.count)
        }
        func id(_ token: String) throws(TokenizationError) -> Int {
            guard let id = pieces.id(of: Array(token.utf8)) else { throw .missingSpecialToken(token) }
            return id
        }
        unknown = try id("[UNK]")
        begin = try id("[CLS]")
        end = try id("[SEP]")
        specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"].compactMap { text in
            pieces.id(of: Array(text.utf8)).map { (Array(text.utf8), $0) }
        }
        self.pieces = pieces
        self.longest = longest
    }

    /// [CLS], the tokens of `text`, [SEP]; cut after `maxTokens` in all.
    public func encode(_ text: String, maxTokens: Int = .max) -> [Int] {
        precondition(maxTokens >= 2, "no room for [CLS] and [SEP]")
        var ids = [begin]
        var text = text
        text.withUTF8 { utf8 in
            var start = 0
            var at = 0
            while at < utf8.count, ids.count < maxTokens {
                guard utf8[at] == UInt8(ascii: "["), let special = specials.first(where: { utf8[at...].starts(with: $0.text) }) else {
                    at += 1
                    continue
                }
                encode(plain: utf8[start..<at], into: &ids, limit: maxTokens - 1)
                ids.append(special.id)
                at += special.text.count
                start = at
            }
            encode(plain: utf8[start...], into: &ids, limit: maxTokens - 1)
        }
        if ids.count > maxTokens - 1 { ids.removeLast(ids.count - (maxTokens - 1)) }
        ids.append(end)
        return ids
    }

    private func encode(plain utf8: Slice<UnsafeBufferPointer<UInt8>>, into ids: inout [Int], limit: Int) {
        guard !utf8.isEmpty, ids.count < limit else { return }
        var word = Word()
        func finish() -> Bool {
            if !word.isEmpty { append(&word, to: &ids) }
            return ids.count < limit
        }
        for scalar in BERTNormalizer.normalized(utf8) {
            if BERTNormalizer.isSpace(scalar) {
                guard finish() else { return }
            } else if BERTNormalizer.isPunctuation(scalar) {
                guard finish() else { return }
                word.append(scalar)
                guard finish() else { return }
            } else {
                word.append(scalar)
            }
        }
        _ = finish()
    }

    /// The longest piece that begins the word, then the longest that continues it, and so on; [UNK] when something is left over.
    private func append(_ word: inout Word, to ids: inout [Int]) {
        defer { word.clear() }
        guard word.count <= Self.wordLimit else {
            ids.append(unknown)
            return
        }
        let before = ids.count
        var first = 0
        while first < word.count {
            var last = word.count
            var found: Int?
            while last > first {
                if word.length(first, last) <= longest {
                    found = word.lookUp(first, last, in: pieces)
                    if found != nil { break }
                }
                last -= 1
            }
            guard let found else {
                ids.removeLast(ids.count - before)
                ids.append(unknown)
                return
            }
            ids.append(found)
            first = last
        }
    }
}

/// A word's bytes after two of room, so that what continues a word can be looked up with `##` written over what came before it.
private struct Word {
    private var bytes: [UInt8] = [0, 0]
    /// Where each character begins, and where the last ends.
    private var starts: [Int] = [2]

    var count: Int { starts.count - 1 }
    var isEmpty: Bool { starts.count == 1 }

    mutating func append(_ scalar: Unicode.Scalar) {
        bytes.append(contentsOf: UTF8.encode(scalar)!)
        starts.append(bytes.count)
    }

    mutating func clear() {
        bytes.removeLast(bytes.count - 2)
        starts.removeLast(starts.count - 1)
    }

    func length(_ first: Int, _ last: Int) -> Int { starts[last] - starts[first] + (first > 0 ? 2 : 0) }

    mutating func lookUp(_ first: Int, _ last: Int, in pieces: ByteStringTable) -> Int? {
        var start = starts[first]
        if first > 0 {
            start -= 2
            bytes[start] = UInt8(ascii: "#")
            bytes[start + 1] = UInt8(ascii: "#")
        }
        return pieces.id(of: bytes[start..<starts[last]])
    }
}
