import Foundation
import ModelFormats

/// Reads a file's bytes within limits and checks that they are text.
struct DocumentReader {
    var limits: DocumentLimits

    /// The bytes of the file. Throws `DocumentFailure` for everything that can be wrong with a file.
    func bytes(of path: String) throws(DocumentFailure) -> [UInt8] {
        // O_NONBLOCK: opening a named pipe would wait for a writer for ever.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(errorText(errno)) }
        defer { close(descriptor) }
        var info = stat()
        guard fstat(descriptor, &info) == 0 else { throw .unreadable(errorText(errno)) }
        guard info.st_mode & S_IFMT == S_IFREG else { throw .notAFile(kindName(info.st_mode)) }
        let size = Int(info.st_size)
        let limit = limits.bytes(ofFile: path)
        guard size <= limit else { throw .tooLarge(bytes: size, limit: limit) }
        // One byte more than stated shows a file that grows while it is read.
        var bytes = [UInt8](repeating: 0, count: size + 1)
        var filled = 0
        while true {
            if filled == bytes.count { bytes.append(contentsOf: [UInt8](repeating: 0, count: 1 << 16)) }
            let room = bytes.count - filled
            let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress! + filled, room) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(errorText(errno)) }
            if count == 0 { break }
            filled += count
            guard filled <= limit else { throw .tooLarge(bytes: filled, limit: limit) }
        }
        bytes.removeLast(bytes.count - filled)
        return bytes
    }

    /// SHA-256 in lower-case hexadecimal.
    static func checksum(of bytes: [UInt8]) -> String {
        var hash = SHA256()
        bytes.withUnsafeBytes { hash.update($0) }
        return hash.hexDigest()
    }

    /// Checks that `bytes` are UTF-8 text and gives the offset where the text begins, after a byte order mark.
    static func textStart(of bytes: [UInt8]) throws(DocumentFailure) -> Int {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { throw .otherEncoding("UTF-16") }
        if let zero = bytes.firstIndex(of: 0) { throw .binary(offset: zero, kind: FileKind.describe(bytes) ?? "binary") }
        if let bad = UTF8Text.firstInvalidOffset(in: bytes) { throw .invalidUTF8(offset: bad) }
        return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }
}

func errorText(_ code: Int32) -> String { String(cString: strerror(code)) }

/// The kind of thing a mode stands for, in words.
func kindName(_ mode: mode_t) -> String {
    switch mode & S_IFMT {
    case S_IFDIR: "a folder"
    case S_IFIFO: "a pipe"
    case S_IFSOCK: "a socket"
    case S_IFCHR, S_IFBLK: "a device"
    default: "something else"
    }
}
