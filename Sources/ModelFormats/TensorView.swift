/// A tensor in a mapped file: its name, type, shape and bytes. Holds the file.
public struct TensorView: Sendable {
    public let name: String
    public let type: TensorType
    /// Row-major, outermost first: a linear weight is `[outputs, inputs]`. Empty for a scalar.
    public let shape: [Int]

    /// The file that holds the bytes.
    public let file: MappedFile
    /// Where in the file the bytes are; checked against its size when the view was made.
    let range: Range<Int>

    init(name: String, type: TensorType, shape: [Int], file: MappedFile, range: Range<Int>) {
        self.name = name
        self.type = type
        self.shape = shape
        self.file = file
        self.range = range
    }

    /// The stored bytes. Valid as long as `file` lives. At least as aligned as the file says; safetensors may be unaligned.
    public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: file.bytes[range]) }

    /// Numbers in a row: the innermost dimension.
    public var rowLength: Int { shape.last ?? 1 }

    /// Rows: the product of all other dimensions.
    public var rows: Int { shape.dropLast().reduce(1, *) }

    /// Numbers in all.
    public var count: Int { shape.reduce(1, *) }

    /// Throws unless the tensor has exactly this shape.
    public func checked(shape expected: [Int]) throws(ModelFormatError) -> TensorView {
        guard shape == expected else { throw .wrongShape(path: file.path, name: name, expected: expected, found: shape) }
        return self
    }
}
