/// Makes text with structure of a file's bytes. Whatever the bytes are, it ends within limits: with a document, or with the reason
/// why there is none.
struct DocumentExtractor {
    var limits: DocumentLimits

    /// - Parameter name: the file's name or path, whose extension tells the format.
    func extract(_ bytes: [UInt8], name: String) throws(DocumentFailure) -> ExtractedDocument {
        let document =
            switch DocumentFormat(path: name) ?? .text {
            case .html: try HTMLExtractor(limits: limits).extract(bytes)
            case .pdf: try PDFExtractor(limits: limits).extract(bytes)
            case .pandoc(let format): try PandocExtractor(limits: limits, format: format).extract(bytes)
            case let format:
                ExtractedDocument(
                    bytes: bytes, structure: structure(of: bytes, format, name, from: try DocumentReader.textStart(of: bytes)))
            }
        guard document.bytes.count <= limits.maximumTextBytes else { throw .tooMuchText(limit: limits.maximumTextBytes) }
        return document
    }

    /// Of formats that are text.
    private func structure(of bytes: [UInt8], _ format: DocumentFormat, _ name: String, from start: Int) -> DocumentStructure {
        switch format {
        case .markdown: MarkdownParser(bytes: bytes, from: start).parse()
        case .code: SourceCodeParser(bytes: bytes, name: Self.fileName(name)).parse(from: start)
        case .delimited(let separator): DelimitedParser(bytes: bytes, separator: separator).parse(from: start)
        case .json: JSONParser(bytes: bytes).parse(from: start)
        case .jsonLines: JSONParser(bytes: bytes).parseLines(from: start)
        default: PlainTextParser(bytes: bytes).parse(from: start)
        }
    }

    private static func fileName(_ path: String) -> String {
        let name = HeadingText.bounded(path.split(separator: "/").last.map(String.init) ?? path)
        return name.isEmpty ? "code" : name
    }
}
