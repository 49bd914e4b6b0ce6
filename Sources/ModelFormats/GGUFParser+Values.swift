extension GGUFParser {
    /// Builds the metadata. Throws only if the file changes between the passes.
    func values(of file: MappedFile) throws(ModelFormatError) -> [String: GGUFValue] {
        var values: [String: GGUFValue] = [:]
        values.reserveCapacity(entries.count)
        for entry in entries {
            var reader = ByteReader(file, at: entry.offset)
            values[entry.key] = try entry.type == .array ? reader.list(entry.key) : reader.value(entry.type, entry.key)
        }
        return values
    }
}

extension ByteReader {
    fileprivate mutating func value(_ type: GGUFValueType, _ key: String) throws(ModelFormatError) -> GGUFValue {
        switch type {
        case .float32, .float64: return .float(try float(type, key))
        case .bool: return .bool(try number(UInt8.self, key) != 0)
        case .string: return .string(try text(key))
        case .uint64:
            let value = try number(UInt64.self, key)
            return Int(exactly: value).map { .integer($0) } ?? .unsigned(value)
        default: return .integer(try integer(type, key))
        }
    }

    fileprivate mutating func list(_ key: String) throws(ModelFormatError) -> GGUFValue {
        guard let type = GGUFValueType(rawValue: try number(UInt32.self, key)) else { throw malformed("a list of an unknown type") }
        let count = Int(clamping: try number(UInt64.self, key))
        guard count <= remaining / type.minimumSize else { throw truncated(key, needed: UInt64(count)) }
        switch type {
        case .float32, .float64: return .floats(try elements(count) { r throws(ModelFormatError) in try r.float(type, key) })
        case .bool: return .bools(try elements(count) { r throws(ModelFormatError) in try r.number(UInt8.self, key) != 0 })
        case .string: return .strings(try elements(count) { r throws(ModelFormatError) in try r.text(key) })
        default: return .integers(try elements(count) { r throws(ModelFormatError) in try r.integer(type, key) })
        }
    }

    private mutating func elements<T>(
        _ count: Int, _ next: (inout ByteReader) throws(ModelFormatError) -> T
    ) throws(ModelFormatError) -> [T] {
        var result: [T] = []
        result.reserveCapacity(count)
        for _ in 0..<count { result.append(try next(&self)) }
        return result
    }

    private mutating func float(_ type: GGUFValueType, _ key: String) throws(ModelFormatError) -> Double {
        type == .float32
            ? Double(Float(bitPattern: try number(UInt32.self, key))) : Double(bitPattern: try number(UInt64.self, key))
    }

    private mutating func text(_ key: String) throws(ModelFormatError) -> String {
        let bytes = try take(try number(UInt64.self, key), key)
        // The first pass has found it to be UTF-8.
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Elements of lists beyond `Int.max` (there are none in real files) are refused rather than wrapped.
    private mutating func integer(_ type: GGUFValueType, _ key: String) throws(ModelFormatError) -> Int {
        switch type {
        case .uint8: return Int(try number(UInt8.self, key))
        case .int8: return Int(try number(Int8.self, key))
        case .uint16: return Int(try number(UInt16.self, key))
        case .int16: return Int(try number(Int16.self, key))
        case .uint32: return Int(try number(UInt32.self, key))
        case .int32: return Int(try number(Int32.self, key))
        case .int64: return Int(try number(Int64.self, key))
        case .uint64:
            let value = try number(UInt64.self, key)
            guard let small = Int(exactly: value) else { throw malformed("metadata \"\(shown(key))\" holds \(value)") }
            return small
        case .float32, .float64, .bool, .string, .array:
            throw malformed("metadata \"\(shown(key))\" is not a whole number")
        }
    }
}
