/// A model in the GGUF format: its metadata, and its tensors as views into the mapped file.
public final class GGUFFile: Sendable {
    public let file: MappedFile
    public let version: Int
    public let metadata: [String: GGUFValue]
    /// The tensors that can be read, by name. See `tensor(_:)` for one with a reason when it cannot.
    public let tensors: [String: TensorView]
    /// Well-formed tensors in types that cannot be decoded: type and shape by name.
    public let undecodable: [String: (type: String, shape: [Int])]

    public var path: String { file.path }

    public convenience init(path: String) throws(ModelFormatError) {
        try self.init(MappedFile(path: path))
    }

    public init(_ file: MappedFile) throws(ModelFormatError) {
        let parser = try GGUFParser(file)
        var tensors: [String: TensorView] = [:]
        var undecodable: [String: (type: String, shape: [Int])] = [:]
        tensors.reserveCapacity(parser.tensors.count)
        for tensor in parser.tensors {
            if let type = TensorType(rawValue: tensor.type.name) {
                // The parser has checked that offset and size lie within the file.
                let start = parser.dataStart + Int(tensor.offset)
                tensors[tensor.name] = TensorView(
                    name: tensor.name, type: type, shape: tensor.shape, file: file, range: start..<start + Int(tensor.bytes))
            } else {
                undecodable[tensor.name] = (tensor.type.name, tensor.shape)
            }
        }
        self.file = file
        version = Int(parser.version)
        metadata = try parser.values(of: file)
        self.tensors = tensors
        self.undecodable = undecodable
    }

    /// The tensor of this name, or why there is none.
    public func tensor(_ name: String) throws(ModelFormatError) -> TensorView {
        if let tensor = tensors[name] { return tensor }
        if let other = undecodable[name] { throw .unsupportedTensor(path: path, name: name, type: other.type) }
        throw .missingTensor(path: path, name: name)
    }

    /// The tensor of this name and exactly this shape.
    public func tensor(_ name: String, shape: [Int]) throws(ModelFormatError) -> TensorView {
        try tensor(name).checked(shape: shape)
    }

    /// Numbers in all tensors together.
    public var parameters: Int {
        // A sum of sizes that each fit in the file in at least one bit a number cannot overflow.
        tensors.values.reduce(0) { $0 + $1.count } + undecodable.values.reduce(0) { $0 + $1.shape.reduce(1, *) }
    }

    /// The quantisation by its usual name ("Q4_1"): the type that holds most numbers.
    public var quantization: String {
        var numbers: [String: Int] = [:]
        for tensor in tensors.values { numbers[tensor.type.rawValue, default: 0] += tensor.count }
        for tensor in undecodable.values { numbers[tensor.type, default: 0] += tensor.shape.reduce(1, *) }
        return numbers.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? "none"
    }
}
