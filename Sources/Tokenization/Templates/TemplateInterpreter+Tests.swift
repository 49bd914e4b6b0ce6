extension TemplateInterpreter {
    /// What `value is test(arguments)` says.
    func check(_ test: TemplateTest, _ value: TemplateValue, _ arguments: TemplateCallArguments) throws(TokenizationError) -> Bool {
        let takesOther: Set<TemplateTest> = [.divisibleby, .eq, .equalto, .ge, .gt, .in, .le, .lt, .ne, .sameas]
        guard takesOther.contains(test) else {
            _ = try arguments.bound(to: [], of: "the test \"is \(test.rawValue)\"")
            return try check(test, value)
        }
        guard let other = try arguments.bound(to: ["other"], of: "the test \"is \(test.rawValue)\"")[0] else {
            throw .malformedTemplate(problem: "the test \"is \(test.rawValue)\" compares with nothing", line: nil)
        }
        switch test {
        case .eq, .equalto: return try value.equals(other, budget)
        case .ne: return !(try value.equals(other, budget))
        case .lt: return try compare(value, .less, other)
        case .le: return try compare(value, .lessOrEqual, other)
        case .gt: return try compare(value, .greater, other)
        case .ge: return try compare(value, .greaterOrEqual, other)
        case .in: return try compare(value, .in, other)
        case .sameas:
            // Python's identity is only certain for what exists once.
            switch (value, other) {
            case (.none, .none): return true
            case (.bool(let a), .bool(let b)): return a == b
            case (_, .none), (_, .bool), (.none, _), (.bool, _): return false
            default: throw .unsupportedTemplate(construct: "\"is sameas\" of \(value.typeName)", line: nil)
            }
        default:
            guard let divisor = other.wholeNumber, divisor != 0 else {
                throw .malformedTemplate(problem: "nothing is divisible by \(other.typeName)", line: nil)
            }
            return try remainder(value, divisor) == 0
        }
    }

    private func remainder(_ value: TemplateValue, _ divisor: Int) throws(TokenizationError) -> Int {
        guard case .integer(let result) = try arithmetic(value, .remainder, .integer(divisor)) else {
            throw .malformedTemplate(problem: "\(value.typeName) is not a whole number", line: nil)
        }
        return result
    }

    private func check(_ test: TemplateTest, _ value: TemplateValue) throws(TokenizationError) -> Bool {
        switch (test, value) {
        case (.defined, .undefined): return false
        case (.defined, _): return true
        case (.undefined, .undefined): return true
        case (.none, .none): return true
        case (.string, .text), (.mapping, .mapping), (.boolean, .bool), (.float, .double), (.integer, .integer): return true
        case (.number, .integer), (.number, .double), (.number, .bool): return true
        case (.true, .bool(let value)): return value
        case (.false, .bool(let value)): return !value
        case (.iterable, .text), (.iterable, .list), (.iterable, .mapping), (.iterable, .undefined): return true
        case (.sequence, .list(let list)): return list.kind != .generator
        case (.sequence, .text), (.sequence, .mapping), (.sequence, .undefined): return true
        case (.callable, .macro), (.callable, .function): return true
        // An undefined value has Python's __call__, which then fails.
        case (.callable, .undefined): return true
        case (.even, _): return try remainder(value, 2) == 0
        case (.odd, _): return try remainder(value, 2) != 0
        case (.upper, _):
            let text = try value.text(budget)
            return text == text.mapScalars { $0.properties.uppercaseMapping } && text != text.mapScalars { $0.properties.lowercaseMapping }
        case (.lower, _):
            let text = try value.text(budget)
            return text == text.mapScalars { $0.properties.lowercaseMapping } && text != text.mapScalars { $0.properties.uppercaseMapping }
        default: return false
        }
    }
}
