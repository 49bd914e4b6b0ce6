/// A stretch of a document that is searched, shown and cited as one.
public struct Passage: Sendable, Equatable, Identifiable {
    /// Never given to another passage, so a stored citation cannot come to mean something else.
    public var id: Int64
    /// `Document.path` of its document.
    public var document: String
    /// Its document's title.
    public var title: String
    /// Place in the document, from 0.
    public var ordinal: Int
    /// Headings above it, outermost first.
    public var headings: [String]
    /// Lines that belong before `text` but stand elsewhere in the document: the header rows of a table whose later rows
    /// these are. Empty for most passages.
    public var lead: String
    /// The bytes `start..<end` of the document's text, unchanged: those of the file where it is text itself (Markdown, source code,
    /// CSV …), else of the text that was made of it (HTML, PDF …).
    public var text: String
    public var start: Int
    public var end: Int
    /// The page on which it begins, from 1; nil where a document has no pages.
    public var page: Int?
    /// The record with which it begins, from 1, the header not counted; nil where a document has none.
    public var row: Int?
    /// Word pieces of the text that is embedded, headings and lead included.
    public var tokens: Int
    /// `Document.checksum` of the version it was read from.
    public var checksum: String

    public init(
        id: Int64, document: String, title: String, ordinal: Int, headings: [String], lead: String = "", text: String, start: Int,
        end: Int, page: Int? = nil, row: Int? = nil, tokens: Int, checksum: String = ""
    ) {
        self.id = id
        self.document = document
        self.title = title
        self.ordinal = ordinal
        self.headings = headings
        self.lead = lead
        self.text = text
        self.start = start
        self.end = end
        self.page = page
        self.row = row
        self.tokens = tokens
        self.checksum = checksum
    }

    /// The heading path as it is shown, outermost first.
    public var heading: String { headings.joined(separator: " › ") }
}
