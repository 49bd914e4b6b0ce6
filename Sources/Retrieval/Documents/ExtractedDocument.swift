/// A document's text and how it is built.
///
/// For formats that are text themselves (Markdown, source code, CSV …) the bytes are those of the file; for the others they are what
/// the extractor made of it. Every range, up to `Passage.start` and `end`, counts in these bytes.
struct ExtractedDocument: Equatable {
    /// UTF-8.
    var bytes: [UInt8]
    var structure: DocumentStructure
}
