/// Why a document could not be taken in. The description is what the store keeps and the screen shows.
enum DocumentFailure: Error, Equatable, CustomStringConvertible {
    case unreadable(String)
    case notAFile(String)
    case tooLarge(bytes: Int, limit: Int)
    case binary(offset: Int, kind: String)
    case invalidUTF8(offset: Int)
    case otherEncoding(String)
    case tooMuchText(limit: Int)
    case tooManyParts(String, limit: Int)
    /// The bytes are not of the format that the name promises.
    case notOfItsKind(String)
    /// No document of a kind that is read.
    case otherKind
    case damaged(String)
    case encrypted
    case copyingForbidden
    case noText(pages: Int)
    case needsProgram(String, package: String)
    case stopped(String)

    var description: String {
        switch self {
        case .unreadable(let reason): "cannot be read: \(reason)"
        case .notAFile(let kind): "is \(kind), not a file"
        case .tooLarge(let bytes, let limit): "is too large: \(bytes) bytes, the limit is \(limit)"
        case .binary(let offset, "binary"): "is binary: it has a NUL at byte \(offset)"
        case .binary(_, let kind): "is binary: \(kind)"
        case .invalidUTF8(let offset): "is not UTF-8: the byte at \(offset) is invalid; save it as UTF-8"
        case .otherEncoding(let name): "is \(name), not UTF-8; save it as UTF-8"
        case .tooMuchText(let limit): "holds too much text: more than \(limit) bytes; divide it"
        case .tooManyParts(let what, let limit): "has more than \(limit) \(what); divide it"
        case .notOfItsKind(let kind): "is named like \(kind) and is none"
        case .otherKind: "is of a kind that is not read; \(DocumentFormat.described) are"
        case .damaged(let reason): "is damaged: \(reason)"
        case .encrypted: "needs a password; save a copy without one"
        case .copyingForbidden: "does not allow its text to be copied; ask its author for a copy that does"
        case .noText(let pages):
            "has \(pages) page\(pages == 1 ? "" : "s") and no text: it is probably scanned; add a text layer first, "
                + "for example with: ocrmypdf IN.pdf OUT.pdf"
        case .needsProgram(let program, let package):
            "needs \(program), which is not installed: sudo apt-get install \(package), then sync again"
        case .stopped(let reason): "could not be read within the limits: \(reason)"
        }
    }
}
