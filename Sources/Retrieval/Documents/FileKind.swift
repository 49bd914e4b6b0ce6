import Foundation

/// What a file that is no document is, told from its first bytes.
enum FileKind {
    private static let magic: [(bytes: [UInt8], offset: Int, name: String)] = [
        ([0x89, 0x50, 0x4E, 0x47], 0, "a PNG image"), ([0xFF, 0xD8, 0xFF], 0, "a JPEG image"), (Array("GIF8".utf8), 0, "a GIF image"),
        (Array("WEBP".utf8), 8, "a WebP image"), (Array("%PDF-".utf8), 0, "a PDF"), ([0x50, 0x4B, 0x03, 0x04], 0, "a ZIP archive"),
        ([0x1F, 0x8B], 0, "compressed by gzip"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A], 0, "compressed by xz"),
        ([0x28, 0xB5, 0x2F, 0xFD], 0, "compressed by zstd"), (Array("BZh".utf8), 0, "compressed by bzip2"),
        ([0x7F, 0x45, 0x4C, 0x46], 0, "a program or library"), (Array("SQLite format 3".utf8), 0, "an SQLite database"),
        (Array("ustar".utf8), 257, "a tar archive"), (Array("OggS".utf8), 0, "an Ogg recording"),
        (Array("ID3".utf8), 0, "an MP3 recording"),
        (Array("ftyp".utf8), 4, "a video"), (Array("GGUF".utf8), 0, "a model"), ([0xD0, 0xCF, 0x11, 0xE0], 0, "an old Office document"),
    ]
    private static let enough = 512

    /// In words; nil when the bytes look like text.
    static func describe(_ bytes: some Collection<UInt8>) -> String? {
        let head = Array(bytes.prefix(enough))
        for (bytes, offset, name) in magic where head.dropFirst(offset).starts(with: bytes) { return name }
        return head.contains(0) ? "binary" : nil
    }

    /// The same for a file; nil as well when it cannot be read. Pipes are not waited for.
    static func describe(file path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var info = stat()
        guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return nil }
        var head = [UInt8](repeating: 0, count: enough)
        let count = read(descriptor, &head, enough)
        return count > 0 ? describe(head.prefix(count)) : nil
    }
}
