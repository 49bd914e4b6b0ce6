/// The passages that a file would give, without a store.
public enum DocumentPreview {
    /// Reads and cuts one file. The passages' ids count from 1.
    ///
    /// - Parameters:
    ///   - location: where the file is; its name tells the format.
    ///   - countTokens: word pieces of a text, as the store's encoder counts them.
    /// - Throws: `RetrievalError.unreadableDocument` with the reason that a sync would list.
    public static func passages(
        of location: String, chunking: ChunkingParameters, limits: DocumentLimits = DocumentLimits(), countTokens: @escaping (String) -> Int
    ) throws(RetrievalError) -> [Passage] {
        do throws(DocumentFailure) {
            if DocumentFormat(path: location) == nil { throw .otherKind }
            let bytes = try DocumentReader(limits: limits).bytes(of: location)
            let document = try DocumentExtractor(limits: limits).extract(bytes, name: location)
            let draft = Chunker(parameters: chunking, countTokens: countTokens).draft(document, name: location)
            let checksum = DocumentReader.checksum(of: bytes)
            return draft.passages.enumerated().map { index, passage in
                Passage(
                    id: Int64(index + 1), document: location, title: draft.title, ordinal: index, headings: passage.headings,
                    lead: passage.lead, text: passage.text, start: passage.range.lowerBound, end: passage.range.upperBound,
                    page: passage.page, row: passage.row, tokens: passage.tokens, checksum: checksum)
            }
        } catch {
            throw .unreadableDocument(path: location, reason: error.description)
        }
    }
}
