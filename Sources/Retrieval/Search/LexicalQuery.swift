/// Turns what somebody typed into an FTS5 query that finds passages with any of its words.
///
/// Every word goes in as a quoted string, so quotes, operators and column filters are only ever text.
struct LexicalQuery: Equatable {
    /// Words that are searched for, as typed or, where `corrections` says so, as they stand in the index.
    private(set) var terms: [String]
    /// What was typed in place of a term.
    private(set) var corrections: [String: String] = [:]

    /// More terms make a query slow without making it better.
    static let termLimit = 48

    init(_ text: String) {
        var words: [String] = []
        var compounds: [String] = []
        for chunk in Words.chunks(of: ModelText.clean(String(text.prefix(4_000))).text) {
            words.append(contentsOf: chunk)
            // "49.00" or "wi-fi" also as a phrase: its parts next to each other weigh more than anywhere.
            if chunk.count > 1, chunk.count <= 4 { compounds.append(chunk.joined(separator: " ")) }
        }
        let content = words.filter { !StopWords.contains($0) }
        var seen = Set<String>()
        let all = (content.isEmpty ? words : content) + compounds
        terms = Array(all.filter { seen.insert($0.lowercased()).inserted }.prefix(Self.termLimit))
    }

    /// Searches for another word in place of a typed one.
    mutating func replace(_ typed: String, with word: String) {
        guard let index = terms.firstIndex(of: typed), !terms.contains(word) else { return }
        terms[index] = word
        corrections[word] = typed
    }

    /// The MATCH expression, or nil when nothing in the text can be searched for.
    var expression: String? { terms.isEmpty ? nil : terms.map { "\"\($0)\"" }.joined(separator: " OR ") }
}
