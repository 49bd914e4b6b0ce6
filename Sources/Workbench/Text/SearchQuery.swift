import Scoring

/// What is searched for: a question with the text it is about (a ticket, a diff), as far as a search has use of it.
package enum SearchQuery {
    /// About as much as the text encoder reads of one text; more words also make a search by words slow without making it better.
    package static let mostWords = 160

    /// The question, and behind it as many words of the input as there is room for.
    package static func text(question: String, input: String? = nil) -> String {
        let whole = input.map { "\(question)\n\n\($0)" } ?? question
        var words = 0
        var isInWord = false
        for index in whole.indices {
            let isSpace = whole[index].isWhitespace
            if isInWord, isSpace { words += 1 }
            if words == mostWords { return String(whole[..<index]) }
            isInWord = !isSpace
        }
        return whole
    }
}

extension Case {
    var searchText: String { SearchQuery.text(question: question, input: input) }
}
