/// Why a document could not be taken in. The description is what the store keeps and the screen shows.
enum DocumentFailure: Error, Equatable, CustomStringConvertible {
    case unreadable(String)
    case notAFile(String)
    case tooLarge(bytes: Int, limit: Int)
    case binary(offset: Int)
    case invalidUTF8(offset: Int)
    case otherEncoding(String)

    var description: String {
        switch self {
        case .unreadable(let reason): "cannot be read: \(reason)"
        case .notAFile(let kind): "is \(kind), not a file"
        case .tooLarge(let bytes, let limit): "is too large: \(bytes) bytes, the limit is \(limit)"
        case .binary(let offset): "is binary: it has a NUL at byte \(offset)"
        case .invalidUTF8(let offset): "is not UTF-8: the byte at \(offset) is invalid; save it as UTF-8"
        case .otherEncoding(let name): "is \(name), not UTF-8; save it as UTF-8"
        }
    }
}
