/// A safetensors file: its tensors as views into the mapped file (https://github.com/huggingface/safetensors).
public final class SafetensorsFile: Sendable {
    public let file: MappedFile
    /// The tensors that can be read, by name.
    public let tensors: [String: TensorView]
    /// Well-formed tensors in types that cannot be decoded (position ids as I64, say): the type by name.
    public let undecodable: [String: String]
    /// The texts under `__metadata__`.
    public let metadata: [String: String]

    public var path: String { file.path }

    /// Room for 80,000 tensors; the reader takes up to 100 ms for this much.
    static let headerLimit: UInt64 = 8 << 20

    public convenience init(path: String) throws(ModelFormatError) {
        try self.init(MappedFile(path: path))
    }

    public init(_ file: MappedFile) throws(ModelFormatError) {
        var reader = ByteReader(file)
        let length = try reader.number(UInt64.self, "the length of the header")
        guard length >= 2 else { throw reader.malformed("its header is \(length) bytes long") }
        guard length <= Self.headerLimit || length > UInt64(reader.remaining) else {
            throw reader.malformed("its header is \(length) bytes long, at most \(Self.headerLimit) are read")
        }
        let header = try SafetensorsHeader(reader.take(length, "the header"), path: file.path)
        let dataStart = reader.offset
        try Self.checkLayout(header.tensors, dataBytes: reader.remaining, path: file.path)

        var tensors: [String: TensorView] = [:]
        var undecodable: [String: String] = [:]
        tensors.reserveCapacity(header.tensors.count)
        for tensor in header.tensors {
            if let type = TensorType(rawValue: tensor.dtype) {
                tensors[tensor.name] = TensorView(
                    name: tensor.name, type: type, shape: tensor.shape, file: file,
                    range: dataStart + tensor.begin..<dataStart + tensor.end)
            } else {
                undecodable[tensor.name] = tensor.dtype
            }
        }
        self.file = file
        self.tensors = tensors
        self.undecodable = undecodable
        metadata = header.metadata
    }

    /// The tensor of this name, or why there is none.
    public func tensor(_ name: String) throws(ModelFormatError) -> TensorView {
        if let tensor = tensors[name] { return tensor }
        if let type = undecodable[name] { throw .unsupportedTensor(path: path, name: name, type: type) }
        throw .missingTensor(path: path, name: name)
    }

    /// The tensor of this name and exactly this shape.
    public func tensor(_ name: String, shape: [Int]) throws(ModelFormatError) -> TensorView {
        try tensor(name).checked(shape: shape)
    }

    /// Tensors fill the data section without overlap, gap or rest, each as large as its type and shape say.
    private static func checkLayout(_ tensors: [SafetensorsHeader.Tensor], dataBytes: Int, path: String) throws(ModelFormatError) {
        var end = 0
        for tensor in tensors.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
            let name = shown(tensor.name)
            guard tensor.end <= dataBytes else {
                throw .truncated(
                    path: path, reading: "tensor \"\(name)\"", offset: tensor.begin, needed: UInt64(tensor.end - tensor.begin),
                    available: max(0, dataBytes - tensor.begin))
            }
            guard tensor.begin == end else {
                let fault = tensor.begin < end ? "lies over another" : "leaves a gap of \(tensor.begin - end) bytes before it"
                throw .malformed(path: path, problem: "tensor \"\(name)\" \(fault)")
            }
            guard let bits = bitsPerNumber[tensor.dtype] else {
                throw .malformed(path: path, problem: "tensor \"\(name)\" has the unknown type \"\(shown(tensor.dtype))\"")
            }
            guard let expected = byteCount(shape: tensor.shape, bits: bits), expected == tensor.end - tensor.begin else {
                let found = tensor.end - tensor.begin
                throw .malformed(
                    path: path, problem: "tensor \"\(name)\" of shape \(tensor.shape) as \(tensor.dtype) does not take \(found) bytes")
            }
            end = tensor.end
        }
        guard end == dataBytes else { throw .malformed(path: path, problem: "\(dataBytes - end) bytes follow the last tensor") }
    }

    private static func byteCount(shape: [Int], bits: Int) -> Int? {
        var product = bits
        for size in shape {
            let (next, overflow) = product.multipliedReportingOverflow(by: size)
            if overflow { return nil }
            product = next
        }
        return product % 8 == 0 ? product / 8 : nil
    }

    /// The types that the format defines.
    private static let bitsPerNumber = [
        "F64": 64, "F32": 32, "F16": 16, "BF16": 16, "I64": 64, "U64": 64, "I32": 32, "U32": 32, "I16": 16, "U16": 16, "I8": 8, "U8": 8,
        "BOOL": 8, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8, "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "C64": 64,
    ]
}
