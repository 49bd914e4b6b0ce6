import ModelFormats

/// A GGUF file in parts, each of which a test may get wrong.
struct GGUFBytes {
    struct Entry {
        var key: [UInt8]
        var type: UInt32
        var value: [UInt8]

        init(_ key: String, _ type: UInt32, _ value: [UInt8]) {
            self.key = Array(key.utf8)
            self.type = type
            self.value = value
        }
    }

    struct Tensor {
        var name: [UInt8]
        /// Innermost first, as in the file.
        var dimensions: [UInt64]
        var type: UInt32
        var offset: UInt64

        init(_ name: String, _ dimensions: [UInt64], _ type: UInt32, at offset: UInt64) {
            self.name = Array(name.utf8)
            self.dimensions = dimensions
            self.type = type
            self.offset = offset
        }
    }

    static let uint8: UInt32 = 0
    static let uint32: UInt32 = 4
    static let float32: UInt32 = 6
    static let bool: UInt32 = 7
    static let string: UInt32 = 8
    static let array: UInt32 = 9
    static let uint64: UInt32 = 10
    static let int64: UInt32 = 11
    static let float64: UInt32 = 12

    var magic = Array("GGUF".utf8)
    var version: UInt32 = 3
    var tensorCount: UInt64?
    var entryCount: UInt64?
    var entries: [Entry]
    var tensors: [Tensor]
    var alignment = 32
    var data: [UInt8]

    var bytes: [UInt8] {
        var bytes = magic + little(version)
        bytes += little(tensorCount ?? UInt64(tensors.count)) + little(entryCount ?? UInt64(entries.count))
        for entry in entries { bytes += little(UInt64(entry.key.count)) + entry.key + little(entry.type) + entry.value }
        for tensor in tensors {
            bytes += little(UInt64(tensor.name.count)) + tensor.name + little(UInt32(tensor.dimensions.count))
            bytes += tensor.dimensions.flatMap { little($0) } + little(tensor.type) + little(tensor.offset)
        }
        while bytes.count % alignment != 0 { bytes.append(0) }
        return bytes + data
    }

    func open() throws -> GGUFFile { try GGUFFile(MappedFile(contents: bytes, named: "tiny.gguf")) }

    static func text(_ text: String) -> [UInt8] { little(UInt64(text.utf8.count)) + Array(text.utf8) }

    static func list(_ type: UInt32, _ count: UInt64, _ elements: [UInt8]) -> [UInt8] { little(type) + little(count) + elements }

    /// A well-formed file with three tensors and one metadata entry of most kinds.
    static let tiny = GGUFBytes(
        entries: [
            Entry("general.architecture", string, text("llama")),
            Entry("general.alignment", uint32, little(UInt32(32))),
            Entry("test.flag", bool, [1]),
            Entry("test.ratio", float32, little(Float(0.5).bitPattern)),
            Entry("test.words", array, list(string, 2, text("one") + text("zwölf"))),
            Entry("test.numbers", array, list(uint32, 3, little(UInt32(1)) + little(UInt32(2)) + little(UInt32.max))),
        ],
        tensors: [
            Tensor("plain", [4, 2], 0, at: 0),
            Tensor("quarter", [32, 2], 3, at: 32),
            Tensor("eighth", [32], 8, at: 96),
        ],
        data: (0..<130).map { UInt8($0) })
}
