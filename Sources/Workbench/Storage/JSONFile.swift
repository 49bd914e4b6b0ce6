import Foundation

/// Values as JSON files: whole files atomically, logs line by line.
enum JSONFile {
    static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    static func write<Value: Encodable>(_ value: Value, to path: String) throws {
        try Files.writeAtomically(try encoder.encode(value), to: path)
    }

    /// - Returns: nil when there is no such file. A file that cannot be decoded is an error with its path.
    static func read<Value: Decodable>(_ type: Value.Type, from path: String) throws -> Value? {
        guard Files.exists(path) else { return nil }
        do {
            return try JSONDecoder().decode(type, from: try Files.read(path))
        } catch let error as DecodingError {
            throw WorkbenchError(.badData, "\(path) cannot be read: \(error).", next: "Remove it and do that step again.")
        }
    }

    static func append<Value: Encodable>(_ value: Value, to path: String) throws {
        try Files.appendLine(try encoder.encode(value), to: path)
    }

    /// The lines that decode; the last one may have been cut off by a crash.
    static func readLines<Value: Decodable>(_ type: Value.Type, from path: String) throws -> [Value] {
        guard Files.exists(path) else { return [] }
        let decoder = JSONDecoder()
        return try Files.read(path).split(separator: 0x0A).compactMap { try? decoder.decode(type, from: $0) }
    }
}
