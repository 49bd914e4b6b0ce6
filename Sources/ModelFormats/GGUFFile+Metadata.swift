extension GGUFFile {
    public func string(_ key: String) throws(ModelFormatError) -> String { try required(key, stringIfPresent(key)) }
    public func int(_ key: String) throws(ModelFormatError) -> Int { try required(key, intIfPresent(key)) }
    public func float(_ key: String) throws(ModelFormatError) -> Float { try required(key, floatIfPresent(key)) }
    public func bool(_ key: String) throws(ModelFormatError) -> Bool { try required(key, boolIfPresent(key)) }
    public func strings(_ key: String) throws(ModelFormatError) -> [String] { try required(key, stringsIfPresent(key)) }
    public func ints(_ key: String) throws(ModelFormatError) -> [Int] { try required(key, intsIfPresent(key)) }
    public func floats(_ key: String) throws(ModelFormatError) -> [Float] { try required(key, floatsIfPresent(key)) }

    /// nil when the key is absent; throws when it has another type. So do all of these.
    public func stringIfPresent(_ key: String) throws(ModelFormatError) -> String? {
        guard let value = metadata[key] else { return nil }
        guard case .string(let text) = value else { throw wrongType(key, "text", value) }
        return text
    }

    public func intIfPresent(_ key: String) throws(ModelFormatError) -> Int? {
        guard let value = metadata[key] else { return nil }
        guard case .integer(let number) = value else { throw wrongType(key, "a whole number", value) }
        return number
    }

    /// Whole numbers are taken too.
    public func floatIfPresent(_ key: String) throws(ModelFormatError) -> Float? {
        switch metadata[key] {
        case nil: return nil
        case .float(let number)?: return Float(number)
        case .integer(let number)?: return Float(number)
        case let value?: throw wrongType(key, "a number", value)
        }
    }

    public func boolIfPresent(_ key: String) throws(ModelFormatError) -> Bool? {
        guard let value = metadata[key] else { return nil }
        guard case .bool(let flag) = value else { throw wrongType(key, "true or false", value) }
        return flag
    }

    public func stringsIfPresent(_ key: String) throws(ModelFormatError) -> [String]? {
        guard let value = metadata[key] else { return nil }
        guard case .strings(let list) = value else { throw wrongType(key, "a list of texts", value) }
        return list
    }

    public func intsIfPresent(_ key: String) throws(ModelFormatError) -> [Int]? {
        guard let value = metadata[key] else { return nil }
        guard case .integers(let list) = value else { throw wrongType(key, "a list of whole numbers", value) }
        return list
    }

    public func floatsIfPresent(_ key: String) throws(ModelFormatError) -> [Float]? {
        guard let value = metadata[key] else { return nil }
        guard case .floats(let list) = value else { throw wrongType(key, "a list of numbers", value) }
        return list.map { Float($0) }
    }

    private func required<T>(_ key: String, _ value: T?) throws(ModelFormatError) -> T {
        guard let value else { throw .missingKey(path: path, key: key) }
        return value
    }

    private func wrongType(_ key: String, _ expected: String, _ found: GGUFValue) -> ModelFormatError {
        .wrongType(path: path, key: key, expected: expected, found: found.kind)
    }
}
