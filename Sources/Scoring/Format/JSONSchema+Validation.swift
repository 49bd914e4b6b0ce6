extension JSONSchema {
    /// What is wrong with `value`, one sentence each with the place; empty when it conforms.
    public func violations(of value: JSONValue, at path: String = "$") -> [String] {
        if let types, !types.contains(where: { Self.matches($0, value) }) {
            return ["\(path) is \(Self.named(value)), not \(types.joined(separator: " or "))"]
        }
        var found: [String] = []
        if let allowed, !allowed.contains(value) {
            found.append("\(path) is \(Self.shown(value)), which is not one of \(allowed.map(Self.shown).joined(separator: ", "))")
        }
        switch value {
        case .object(let members): found += objectViolations(members, path)
        case .array(let values): found += arrayViolations(values, path)
        case .string(let text): found += stringViolations(text, path)
        case .number(let number):
            if let minimum, number < minimum { found.append("\(path) is below \(minimum)") }
            if let maximum, number > maximum { found.append("\(path) is above \(maximum)") }
        case .null, .bool: break
        }
        return found
    }

    private func objectViolations(_ members: [String: JSONValue], _ path: String) -> [String] {
        var found = required.filter { members[$0] == nil }.map { "\(path) lacks “\($0)”" }
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            if let schema = properties[name] {
                found += schema.violations(of: value, at: "\(path).\(name)")
            } else {
                switch additional {
                case .allowed: break
                case .forbidden: found.append("\(path) has “\(name)”, which is not in the schema")
                case .matching(let schema): found += schema.violations(of: value, at: "\(path).\(name)")
                }
            }
        }
        return found
    }

    private func arrayViolations(_ values: [JSONValue], _ path: String) -> [String] {
        var found: [String] = []
        if !itemCount.contains(values.count) { found.append("\(path) has \(values.count) items") }
        if let schema = items.first {
            for (index, value) in values.enumerated() { found += schema.violations(of: value, at: "\(path)[\(index)]") }
        }
        return found
    }

    private func stringViolations(_ text: String, _ path: String) -> [String] {
        var found: [String] = []
        // RFC 8259 counts code points.
        let count = text.unicodeScalars.count
        if !length.contains(count) { found.append("\(path) has \(count) characters") }
        if let pattern, pattern.outcome(in: text) != .found { found.append("\(path) does not match \(pattern.source)") }
        return found
    }

    private static func matches(_ type: String, _ value: JSONValue) -> Bool {
        if type == "integer" {
            guard case .number(let number) = value else { return false }
            return number == number.rounded()
        }
        return value.typeName == type
    }

    private static func named(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .array, .object: "an \(value.typeName)"
        default: "a \(value.typeName)"
        }
    }

    private static func shown(_ value: JSONValue) -> String {
        if case .string(let text) = value { return "“\(text)”" }
        return value.plainText
    }
}
