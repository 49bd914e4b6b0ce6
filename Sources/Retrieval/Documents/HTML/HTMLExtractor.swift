/// Reads HTML as people do: what a page shows, with its headings, lists, tables and code. Scripts, styles, navigation and hidden text
/// are left out. Nothing is fetched and no entity of a document's own is read.
struct HTMLExtractor {
    var limits: DocumentLimits

    func extract(_ bytes: [UInt8]) throws(DocumentFailure) -> ExtractedDocument {
        try extract(text: try HTMLEncoding.decode(bytes))
    }

    /// - Parameter text: UTF-8.
    func extract(text: [UInt8]) throws(DocumentFailure) -> ExtractedDocument {
        guard text.contains(where: { !Ascii.isSpace($0) }) else {
            return ExtractedDocument(bytes: [], structure: DocumentStructure(title: nil, sections: []))
        }
        let tree = try HTMLTree(text, maximumNodes: limits.maximumNodes)
        var writer = HTMLWriter(maximumBytes: limits.maximumTextBytes)
        return try writer.write(tree)
    }
}
