/// A piece of a document's structure that wants to stay whole.
struct Block: Equatable {
    enum Kind: Equatable {
        case paragraph
        case list
        case code
        /// With the byte range of its header and delimiter rows.
        case table(header: Range<Int>)
    }

    var kind: Kind
    /// Without the end of its last line.
    var range: Range<Int>
    /// Where the block may be cut first, as offsets of beginnings inside it: list items, table rows, code lines.
    var seams: [Int]
}

/// The blocks below one heading, up to the next heading of any level.
struct Section: Equatable {
    var headings: [String]
    /// The heading line itself; nil before the first heading.
    var headingRange: Range<Int>?
    var blocks: [Block]
}

/// A document taken apart.
struct DocumentStructure: Equatable {
    var title: String?
    var sections: [Section]
    /// Where pages begin, ascending, from the first; empty when the document has none.
    var pages: [Int] = []
    /// Where records begin, ascending, the header not counted; empty when the document has none.
    var rows: [Int] = []
}
