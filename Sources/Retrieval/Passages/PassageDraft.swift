/// A passage before the store has given it an id.
struct PassageDraft: Equatable {
    var headings: [String]
    var lead: String
    var text: String
    var range: Range<Int>
    /// What the encoder reads: headings, lead and text, without hidden characters.
    var embeddingText: String
    var tokens: Int
    /// `Passage.page` and `Passage.row`.
    var page: Int?
    var row: Int?

    static func embeddingText(headings: [String], lead: String, text: String) -> String {
        let parts = [headings.joined(separator: "\n"), lead, text].filter { !$0.isEmpty }
        return ModelText.clean(parts.joined(separator: "\n")).text
    }
}

/// A document read and cut, before it is embedded.
struct DocumentDraft: Equatable {
    var title: String
    var passages: [PassageDraft]
}
