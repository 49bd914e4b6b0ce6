/// Reads a GGUF file, version 2 or 3 (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md).
///
/// The first pass checks everything and builds nothing but names, so a file that fails costs neither time nor memory; only
/// then are the metadata values built.
struct GGUFParser {
    /// Far beyond any real file, near enough that a walk over the header takes well under 100 ms.
    enum Limit {
        static let entries: UInt64 = 1 << 13
        static let tensors: UInt64 = 1 << 15
        static let headerBytes = 32 << 20
        static let arrayElements: UInt64 = 1 << 22
        static let keyBytes: UInt64 = 65_535
        static let tensorNameBytes: UInt64 = 256
        static let dimensions: UInt32 = 4
        static let alignment = 1 << 16
    }

    struct Entry {
        let key: String
        let type: GGUFValueType
        /// Of the value, behind its type.
        let range: Range<Int>

        var offset: Int { range.lowerBound }
    }

    struct Tensor {
        let name: String
        let type: GGMLType
        let shape: [Int]
        /// Relative to the data section.
        let offset: UInt64
        let bytes: UInt64
    }

    private let file: MappedFile
    private var reader: ByteReader

    private(set) var version: UInt32 = 0
    private(set) var entries: [Entry] = []
    private(set) var tensors: [Tensor] = []
    private(set) var alignment = 32
    private(set) var dataStart = 0

    init(_ file: MappedFile) throws(ModelFormatError) {
        self.file = file
        reader = ByteReader(file)
        let (tensorCount, entryCount) = try readPreamble()
        try readEntries(entryCount)
        try readTensors(tensorCount)
        try checkLayout()
    }

    // MARK: First pass

    private mutating func readPreamble() throws(ModelFormatError) -> (tensors: UInt64, entries: UInt64) {
        let magic = try reader.take(4, "the magic number")
        guard magic.elementsEqual("GGUF".utf8) else {
            let found = magic.map { String($0, radix: 16) }.joined(separator: " ")
            throw .notRecognised(path: file.path, expected: "a GGUF model", found: "the bytes " + found)
        }
        version = try reader.number(UInt32.self, "the version")
        guard version == 2 || version == 3 else {
            let problem =
                version.byteSwapped == 3 || version.byteSwapped == 2
                ? "it is a big-endian GGUF file" : "it is GGUF version \(version), and versions 2 and 3 are known"
            throw .unsupportedVersion(path: file.path, problem: problem)
        }
        let tensorCount = try reader.number(UInt64.self, "the tensor count")
        let entryCount = try reader.number(UInt64.self, "the metadata count")
        guard tensorCount <= Limit.tensors else { throw reader.malformed("it announces \(tensorCount) tensors") }
        guard entryCount <= Limit.entries else { throw reader.malformed("it announces \(entryCount) metadata entries") }
        return (tensorCount, entryCount)
    }

    private mutating func readEntries(_ count: UInt64) throws(ModelFormatError) {
        var seen = Set<String>()
        for index in 0..<count {
            let key = try readName("metadata key \(index)", limit: Limit.keyBytes)
            guard seen.insert(key).inserted else { throw reader.malformed("metadata \"\(shown(key))\" is there twice") }
            let type = try readType("the type of \"\(shown(key))\"")
            let offset = reader.offset
            try skipValue(type, key)
            entries.append(Entry(key: key, type: type, range: offset..<reader.offset))
            if key == "general.alignment" { try readAlignment(type, offset) }
        }
    }

    private mutating func readAlignment(_ type: GGUFValueType, _ offset: Int) throws(ModelFormatError) {
        guard type == .uint32 else { throw reader.malformed("general.alignment is not a 32-bit unsigned number") }
        var at = ByteReader(file, at: offset)
        let value = Int(try at.number(UInt32.self, "general.alignment"))
        guard value >= 8, value <= Limit.alignment, value.nonzeroBitCount == 1 else {
            throw reader.malformed("general.alignment is \(value), a power of two from 8 to \(Limit.alignment) is needed")
        }
        alignment = value
    }

    private mutating func readType(_ what: @autoclosure () -> String) throws(ModelFormatError) -> GGUFValueType {
        let number = try reader.number(UInt32.self, what())
        guard let type = GGUFValueType(rawValue: number) else { throw reader.malformed("\(what()) is \(number), which no version knows") }
        return type
    }

    /// A key or tensor name: UTF-8, not empty, no control characters.
    private mutating func readName(_ what: @autoclosure () -> String, limit: UInt64) throws(ModelFormatError) -> String {
        let length = try reader.number(UInt64.self, "the length of \(what())")
        guard length > 0, length <= limit else { throw reader.malformed("\(what()) is \(length) bytes long") }
        let bytes = try reader.take(length, what())
        guard let name = String(utf8: bytes) else { throw reader.malformed("\(what()) is not UTF-8") }
        guard !name.hasControlCharacters else { throw reader.malformed("\(what()) has control characters: \"\(shown(name))\"") }
        return name
    }

    private mutating func skipValue(_ type: GGUFValueType, _ key: String) throws(ModelFormatError) {
        switch type {
        case .string:
            try skipString(key)
        case .bool:
            try skipBool(key)
        case .array:
            let element = try readType("the element type of \"\(shown(key))\"")
            let count = try reader.number(UInt64.self, "the count of \"\(shown(key))\"")
            guard element != .array else { throw reader.malformed("metadata \"\(shown(key))\" is a list of lists") }
            guard count <= Limit.arrayElements else { throw reader.malformed("metadata \"\(shown(key))\" announces \(count) elements") }
            guard Int(count) <= reader.remaining / element.minimumSize else {
                throw reader.truncated("metadata \"\(shown(key))\"", needed: count * UInt64(element.minimumSize))
            }
            switch element {
            case .string: for _ in 0..<count { try skipString(key) }
            case .bool: for _ in 0..<count { try skipBool(key) }
            default: _ = try take(count * UInt64(element.minimumSize), "metadata \"\(shown(key))\"")
            }
        default:
            _ = try take(UInt64(type.minimumSize), "metadata \"\(shown(key))\"")
        }
    }

    /// The next bytes of the metadata, looked at only if all of it stays within the limit.
    private mutating func take(_ count: UInt64, _ what: @autoclosure () -> String) throws(ModelFormatError) -> UnsafeRawBufferPointer {
        let bytes = try reader.take(count, what())
        guard reader.offset <= Limit.headerBytes else { throw reader.malformed("its metadata takes more than \(Limit.headerBytes) bytes") }
        return bytes
    }

    private mutating func skipString(_ key: String) throws(ModelFormatError) {
        let length = try reader.number(UInt64.self, "a text of \"\(shown(key))\"")
        let bytes = try take(length, "a text of \"\(shown(key))\"")
        guard isUTF8(bytes) else { throw reader.malformed("a text of metadata \"\(shown(key))\" is not UTF-8") }
    }

    private mutating func skipBool(_ key: String) throws(ModelFormatError) {
        let value = try reader.number(UInt8.self, "metadata \"\(shown(key))\"")
        guard value <= 1 else { throw reader.malformed("metadata \"\(shown(key))\" is \(value), 0 or 1 is needed") }
    }

    private mutating func readTensors(_ count: UInt64) throws(ModelFormatError) {
        var seen = Set<String>()
        for index in 0..<count {
            let name = try readName("the name of tensor \(index)", limit: Limit.tensorNameBytes)
            guard seen.insert(name).inserted else { throw reader.malformed("tensor \"\(shown(name))\" is there twice") }
            let (shape, elements) = try readShape(name)
            let number = try reader.number(UInt32.self, "the type of tensor \"\(shown(name))\"")
            guard let type = GGMLType.numbered(number) else {
                throw .unsupportedTensor(path: file.path, name: name, type: "type number \(number)")
            }
            guard UInt64(shape[shape.count - 1]) % type.block == 0 else {
                throw reader.malformed(
                    "tensor \"\(shown(name))\" has rows of \(shape[shape.count - 1]), which blocks of \(type.block) (\(type.name)) don't divide"
                )
            }
            let (bytes, overflow) = (elements / type.block).multipliedReportingOverflow(by: type.bytes)
            guard !overflow else { throw reader.malformed("tensor \"\(shown(name))\" has shape \(shape), more bytes than any file") }
            let offset = try reader.number(UInt64.self, "the offset of tensor \"\(shown(name))\"")
            tensors.append(Tensor(name: name, type: type, shape: shape, offset: offset, bytes: bytes))
        }
    }

    /// Row-major, outermost first; the file stores the innermost dimension first.
    private mutating func readShape(_ name: String) throws(ModelFormatError) -> (shape: [Int], elements: UInt64) {
        let dimensions = try reader.number(UInt32.self, "the dimensions of tensor \"\(shown(name))\"")
        guard dimensions >= 1, dimensions <= Limit.dimensions else {
            throw reader.malformed("tensor \"\(shown(name))\" has \(dimensions) dimensions, 1 to \(Limit.dimensions) are possible")
        }
        var shape: [Int] = []
        var elements: UInt64 = 1
        for _ in 0..<dimensions {
            let size = try reader.number(UInt64.self, "the shape of tensor \"\(shown(name))\"")
            let (product, overflow) = elements.multipliedReportingOverflow(by: size)
            guard size > 0, !overflow, product <= UInt64(Int.max) else {
                throw reader.malformed("tensor \"\(shown(name))\" has a dimension of \(size)")
            }
            elements = product
            shape.insert(Int(size), at: 0)
        }
        return (shape, elements)
    }

    /// Every tensor lies aligned within the data section, and none over another.
    private mutating func checkLayout() throws(ModelFormatError) {
        dataStart = (reader.offset + alignment - 1) / alignment * alignment
        let available = UInt64(max(0, file.bytes.count - dataStart))
        var end: UInt64 = 0
        var previous = ""
        for tensor in tensors.sorted(by: { ($0.offset, $0.bytes) < ($1.offset, $1.bytes) }) {
            guard tensor.offset % UInt64(alignment) == 0 else {
                throw reader.malformed("tensor \"\(shown(tensor.name))\" is not aligned to \(alignment) bytes")
            }
            guard tensor.offset <= available, tensor.bytes <= available - tensor.offset else {
                throw .truncated(
                    path: file.path, reading: "tensor \"\(shown(tensor.name))\"", offset: dataStart, needed: tensor.bytes,
                    available: Int(available - min(tensor.offset, available)))
            }
            guard tensor.offset >= end else {
                throw reader.malformed("tensor \"\(shown(tensor.name))\" lies over tensor \"\(shown(previous))\"")
            }
            end = tensor.offset + tensor.bytes
            previous = tensor.name
        }
    }
}
