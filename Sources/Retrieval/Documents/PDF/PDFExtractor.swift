import Processes

/// Reads PDF through poppler's `pdftotext`, page by page.
struct PDFExtractor {
    var limits: DocumentLimits

    private static let program = "pdftotext"
    private static let mostPages = 10_000

    func extract(_ bytes: [UInt8]) throws(DocumentFailure) -> ExtractedDocument {
        // Readers look for the mark in the first kilobyte (PDF 1.7, annex H, note 13).
        guard Array(bytes.prefix(1_024)).contains(run: Array("%PDF-".utf8)) else { throw .notOfItsKind("a PDF") }
        let arguments = ["-enc", "UTF-8", "-eol", "unix", "-htmlmeta", "-l", "\(Self.mostPages + 1)", "-", "-"]
        let found: ChildProcess.Filtered
        do throws(ChildProcessError) {
            found = try ChildProcess.filter(Self.program, arguments, input: bytes, limits: limits.program)
        } catch {
            throw DocumentFailure(error, package: "poppler-utils")
        }
        try check(found)
        let text = String(decoding: found.output.lazy.filter { $0 != 0 }, as: UTF8.self)
        let (title, body) = Self.parts(of: text)
        // Every page ends in a form feed.
        var pages = body.split(separator: "\u{0C}", omittingEmptySubsequences: false).map {
            $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }
        if pages.last?.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) == true { pages.removeLast() }
        guard pages.count <= Self.mostPages else { throw .tooManyParts("pages", limit: Self.mostPages) }
        let document = PDFWriter(pages: RunningLines.removed(from: pages)).write(title: title)
        guard !document.bytes.isEmpty else { throw .noText(pages: max(1, pages.count)) }
        return document
    }

    private func check(_ found: ChildProcess.Filtered) throws(DocumentFailure) {
        guard found.status != 0 else { return }
        if found.complaint.contains("Incorrect password") { throw .encrypted }
        // Exit code 3: an error of permissions (pdftotext(1)).
        if found.status == 3 { throw .copyingForbidden }
        throw .damaged(DocumentFailure.firstLine(of: found.complaint) ?? "\(Self.program) ended with status \(found.status)")
    }

    /// The title of the document's information, and the text between the page's `pre` tags, which is not escaped there.
    private static func parts(of text: String) -> (title: String?, body: Substring) {
        guard let head = text.range(of: "<pre>\n") else { return (nil, text[...]) }
        var title: String?
        if let open = text.range(of: "<title>"), let close = text.range(of: "</title>"), open.upperBound <= close.lowerBound,
            close.upperBound <= head.lowerBound
        {
            title = Self.title(String(text[open.upperBound..<close.lowerBound]))
        }
        let end = text.range(of: "</pre>", options: .backwards)?.lowerBound ?? text.endIndex
        return (title, text[head.upperBound..<max(head.upperBound, end)])
    }

    /// Many titles are the name of a file that the PDF was made from, or nobody's.
    private static func title(_ text: String) -> String? {
        let entities = [("&apos;", "'"), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")]
        let title = HeadingText.bounded(entities.reduce(text) { $0.replacing($1.0, with: $1.1) })
        let lower = title.lowercased()
        if lower.isEmpty || lower.hasPrefix("untitled") || lower.hasPrefix("microsoft ") { return nil }
        return lower.contains(/\.(docx?|odt|tex|dvi|ps|indd|pdf|rtf|pptx?|qxd|fm)$/) ? nil : title
    }
}
