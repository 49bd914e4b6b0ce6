import ModelFormats

/// sha256 as lower-case hexadecimal.
enum FileHash {
    static func sha256(path: String) throws -> String { SHA256.hexDigest(of: try MappedFile(path: path)) }

    static func sha256(_ bytes: [UInt8]) -> String {
        var hash = SHA256()
        hash.update(bytes)
        return hash.hexDigest()
    }
}
