/// Writes GGUF files, version 3 (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md), all or nothing. A tensor's bytes come piece
/// by piece, so that a file larger than memory can be written.
public enum GGUFWriter {
    public enum Value: Sendable {
        case uint32(Int)
        case float32(Float)
        case bool(Bool)
        case string(String)
        case strings([String])
        case int32s([Int])
        /// A value as another file has it: its type number, and the bytes behind it.
        case stored(type: UInt32, bytes: [UInt8])
    }

    public struct Entry: Sendable {
        public var key: String
        public var value: Value

        public init(_ key: String, _ value: Value) {
            self.key = key
            self.value = value
        }
    }

    /// Takes the next bytes of a tensor.
    public typealias Sink = (UnsafeRawBufferPointer) throws(ModelFormatError) -> Void

    public struct Tensor {
        public var name: String
        public var type: TensorType
        /// Outermost first.
        public var shape: [Int]
        /// Gives the tensor's bytes to the sink, in order.
        public var contents: (Sink) throws(ModelFormatError) -> Void

        public init(name: String, type: TensorType, shape: [Int], contents: @escaping (Sink) throws(ModelFormatError) -> Void) {
            self.name = name
            self.type = type
            self.shape = shape
            self.contents = contents
        }

        /// Numbers that are in memory already.
        public init(name: String, shape: [Int], values: [Float]) {
            self.init(name: name, type: .f32, shape: shape) { sink throws(ModelFormatError) in
                // A closure that can't throw typed errors out of withUnsafeBytes; the result carries it.
                try values.withUnsafeBytes { bytes in Result { () throws(ModelFormatError) in try sink(bytes) } }.get()
            }
        }

        /// A tensor of another file, byte for byte.
        public init(copying view: TensorView) {
            self.init(name: view.name, type: view.type, shape: view.shape) { sink throws(ModelFormatError) in
                try view.file.checkUnchanged()
                let bytes = view.bytes
                for start in stride(from: 0, to: bytes.count, by: 1 << 20) {
                    try sink(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + 1 << 20, bytes.count)]))
                }
                try view.file.checkUnchanged()
            }
        }

        var byteCount: Int { shape.reduce(1, *) / type.blockSize * type.bytesPerBlock }
    }

    /// Where tensors begin, relative to the data section; a multiple of this.
    private static let usualAlignment = 32

    /// Writes `tensors` in the order given; a reader sees the old file or the whole new one, whatever happens.
    ///
    /// Keys and names must differ, rows must be whole blocks, and each tensor must give as many bytes as its shape takes: anything else is
    /// a bug of the caller's.
    public static func write(_ entries: [Entry], _ tensors: [Tensor], to path: String) throws(ModelFormatError) {
        precondition(Set(entries.map(\.key)).count == entries.count, "two entries of one key")
        precondition(Set(tensors.map(\.name)).count == tensors.count, "two tensors of one name")
        let alignment = alignment(entries)
        let file = try AtomicFile(path)
        var head = header(entries, tensors, alignment)
        pad(&head, head.count, alignment)
        try file.write(head)
        for tensor in tensors {
            var written = 0
            try tensor.contents { bytes throws(ModelFormatError) in
                written += bytes.count
                try file.write(bytes)
            }
            precondition(written == tensor.byteCount, "\(tensor.name) gave \(written) bytes, not \(tensor.byteCount)")
            var padding: [UInt8] = []
            pad(&padding, written, alignment)
            try file.write(padding)
        }
        try file.commit()
    }

    private static func header(_ entries: [Entry], _ tensors: [Tensor], _ alignment: Int) -> [UInt8] {
        var head = Array("GGUF".utf8) + bytes(UInt32(3)) + bytes(UInt64(tensors.count)) + bytes(UInt64(entries.count))
        for entry in entries {
            head += text(entry.key)
            encode(entry.value, into: &head)
        }
        var offset = 0
        for tensor in tensors {
            precondition((tensor.shape.last ?? 1) % tensor.type.blockSize == 0, "the rows of \(tensor.name) are no whole blocks")
            head += text(tensor.name) + bytes(UInt32(tensor.shape.count)) + tensor.shape.reversed().flatMap { bytes(UInt64($0)) }
            head += bytes(tensor.type.number) + bytes(UInt64(offset))
            offset += (tensor.byteCount + alignment - 1) / alignment * alignment
        }
        return head
    }

    private static func alignment(_ entries: [Entry]) -> Int {
        switch entries.first(where: { $0.key == "general.alignment" })?.value {
        case .uint32(let value)?: value
        case .stored(_, let bytes)?: bytes.withUnsafeBytes { Int(UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self))) }
        default: usualAlignment
        }
    }

    private static func pad(_ bytes: inout [UInt8], _ count: Int, _ alignment: Int) {
        bytes += repeatElement(0, count: (alignment - count % alignment) % alignment)
    }

    private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.littleEndian, Array.init) }

    private static func text(_ string: String) -> [UInt8] { bytes(UInt64(string.utf8.count)) + Array(string.utf8) }

    private static func encode(_ value: Value, into head: inout [UInt8]) {
        func put(_ type: GGUFValueType, _ value: [UInt8]) { head += bytes(type.rawValue) + value }
        func list(_ type: GGUFValueType, _ count: Int, _ elements: [UInt8]) {
            put(.array, bytes(type.rawValue) + bytes(UInt64(count)) + elements)
        }
        switch value {
        case .uint32(let number): put(.uint32, bytes(UInt32(number)))
        case .float32(let number): put(.float32, bytes(number.bitPattern))
        case .bool(let flag): put(.bool, [flag ? 1 : 0])
        case .string(let string): put(.string, text(string))
        case .strings(let strings): list(.string, strings.count, strings.flatMap { text($0) })
        case .int32s(let numbers): list(.int32, numbers.count, numbers.flatMap { bytes(Int32($0)) })
        case .stored(let type, let stored): head += bytes(type) + stored
        }
    }
}

extension GGUFFile {
    /// The metadata as the file has them, in its order, bit for bit.
    public func storedEntries() throws(ModelFormatError) -> [GGUFWriter.Entry] {
        let parser = try GGUFParser(file)
        return parser.entries.map {
            GGUFWriter.Entry($0.key, .stored(type: $0.type.rawValue, bytes: Array(file.bytes[$0.range])))
        }
    }

    /// The readable tensors in the order in which they lie in the file.
    public var tensorsInOrder: [TensorView] { tensors.values.sorted { $0.range.lowerBound < $1.range.lowerBound } }
}
