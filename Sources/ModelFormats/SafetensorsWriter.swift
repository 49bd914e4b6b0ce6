import Foundation

/// Writes safetensors files of 32-bit floats, all or nothing.
public enum SafetensorsWriter {
    public typealias Tensor = (name: String, shape: [Int], values: [Float])

    /// Writes `tensors` in the order given; a reader sees the old file or the whole new one, whatever happens.
    ///
    /// Names must differ and shapes must fit their values: anything else is a bug of the caller's.
    public static func write(_ tensors: [Tensor], metadata: [String: String] = [:], to path: String) throws(ModelFormatError) {
        let file = try AtomicFile(path)
        try file.write(header(tensors, metadata))
        for tensor in tensors {
            // A closure that can't throw typed errors out of withUnsafeBytes; the result carries it.
            try tensor.values.withUnsafeBytes { buffer in Result { () throws(ModelFormatError) in try file.write(buffer) } }.get()
        }
        try file.commit()
    }

    /// The length and the JSON, padded with spaces so that the data begins at a multiple of 64.
    private static func header(_ tensors: [Tensor], _ metadata: [String: String]) -> [UInt8] {
        precondition(Set(tensors.map(\.name)).count == tensors.count, "two tensors of one name")
        var members: [String] = []
        if !metadata.isEmpty {
            let texts = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
            members.append("\"__metadata__\":{\(texts.joined(separator: ","))}")
        }
        var offset = 0
        for tensor in tensors {
            precondition(tensor.shape.reduce(1, *) == tensor.values.count, "the shape of \(tensor.name) does not fit its values")
            let end = offset + 4 * tensor.values.count
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            members.append("\(quoted(tensor.name)):{\"dtype\":\"F32\",\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}")
            offset = end
        }
        var json = Array("{\(members.joined(separator: ","))}".utf8)
        while (json.count + 8) % 64 != 0 { json.append(0x20) }
        return withUnsafeBytes(of: UInt64(json.count).littleEndian, Array.init) + json
    }

    /// `text` as a JSON string.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case _ where scalar.value < 0x20: result += "\\u" + String(format: "%04x", scalar.value)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
