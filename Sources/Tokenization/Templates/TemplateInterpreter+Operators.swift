extension TemplateInterpreter {
    func compare(_ left: TemplateValue, _ kind: TemplateComparison, _ right: TemplateValue) throws(TokenizationError) -> Bool {
        switch kind {
        case .equal: return try left.equals(right, budget)
        case .unequal: return !(try left.equals(right, budget))
        case .in: return try contains(right, left)
        case .notIn: return !(try contains(right, left))
        case .less: return try isLess(left, right)
        case .greater: return try isLess(right, left)
        case .lessOrEqual:
            if try isLess(left, right) { return true }
            return try left.equals(right, budget)
        case .greaterOrEqual: return try compare(right, .lessOrEqual, left)
        }
    }

    func isLess(_ left: TemplateValue, _ right: TemplateValue) throws(TokenizationError) -> Bool {
        guard let result = left.isLess(than: right) else {
            throw .malformedTemplate(problem: "\(left.typeName) and \(right.typeName) have no order", line: nil)
        }
        return result
    }

    private func contains(_ container: TemplateValue, _ value: TemplateValue) throws(TokenizationError) -> Bool {
        switch (container, value) {
        case (.text(let text), .text(let part)): return try text.firstRange(of: part, from: 0, budget) != nil
        case (.mapping(let mapping), .text(let key)): return mapping[key] != nil
        case (.mapping, _), (.undefined, _): return false
        case (.list(let list), _):
            for item in list.items where try item.equals(value, budget) { return true }
            return false
        default: throw .malformedTemplate(problem: "\(value.typeName) cannot be looked for in \(container.typeName)", line: nil)
        }
    }

    func arithmetic(
        _ left: TemplateValue, _ kind: TemplateOperator, _ right: TemplateValue
    ) throws(TokenizationError) -> TemplateValue {
        switch (left, kind, right) {
        case (_, .concatenate, _): return .text(try joined(try left.text(budget), try right.text(budget)))
        case (.text(let a), .add, .text(let b)): return .text(try joined(a, b))
        case (.list(let a), .add, .list(let b)) where a.kind == b.kind && a.kind != .generator:
            try budget.step(a.items.count + b.items.count)
            return try .list(a.items + b.items, a.kind)
        case (.text(let text), .multiply, _), (_, .multiply, .text(let text)):
            guard let count = left.wholeNumber ?? right.wholeNumber else { break }
            return .text(try repeated(text, count))
        case (.text, .remainder, _): throw .unsupportedTemplate(construct: "formatting a text with %", line: nil)
        default: break
        }
        if let a = left.wholeNumber, let b = right.wholeNumber, kind != .divide { return .integer(try whole(a, kind, b)) }
        guard let a = left.number, let b = right.number else {
            throw .malformedTemplate(problem: "\(left.typeName) and \(right.typeName) do not go with \(kind.rawValue)", line: nil)
        }
        return .double(try real(a, kind, b))
    }

    private func joined(_ a: TracedText, _ b: TracedText) throws(TokenizationError) -> TracedText {
        try budget.text(a.count + b.count)
        return a + b
    }

    private func repeated(_ text: TracedText, _ count: Int) throws(TokenizationError) -> TracedText {
        guard count > 0, !text.isEmpty else { return "" }
        let (bytes, isTooMuch) = text.count.multipliedReportingOverflow(by: count)
        try budget.text(isTooMuch ? .max : bytes)
        try budget.step(count)
        var result = TracedText()
        for _ in 0..<count { result.append(text) }
        return result
    }

    private func whole(_ a: Int, _ kind: TemplateOperator, _ b: Int) throws(TokenizationError) -> Int {
        if b == 0, kind == .floorDivide || kind == .remainder { throw Self.dividedByZero }
        let (result, overflow) =
            switch kind {
            case .add: a.addingReportingOverflow(b)
            case .subtract: a.subtractingReportingOverflow(b)
            case .multiply: a.multipliedReportingOverflow(by: b)
            case .remainder: Self.remainder(a, b)
            default: Self.quotient(a, b)
            }
        if overflow { throw .malformedTemplate(problem: "a number grows too large", line: nil) }
        return result
    }

    /// Rounded down, as Python does.
    private static func quotient(_ a: Int, _ b: Int) -> (Int, Bool) {
        let (quotient, overflow) = a.dividedReportingOverflow(by: b)
        if overflow { return (0, true) }
        return (a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient, false)
    }

    private static func remainder(_ a: Int, _ b: Int) -> (Int, Bool) {
        let (remainder, overflow) = a.remainderReportingOverflow(dividingBy: b)
        if overflow { return (0, false) }
        return (remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder, false)
    }

    private func real(_ a: Double, _ kind: TemplateOperator, _ b: Double) throws(TokenizationError) -> Double {
        if b == 0, kind != .add, kind != .subtract, kind != .multiply { throw Self.dividedByZero }
        switch kind {
        case .add: return a + b
        case .subtract: return a - b
        case .multiply: return a * b
        case .divide: return a / b
        case .floorDivide: return (a / b).rounded(.down)
        default: return a - (a / b).rounded(.down) * b
        }
    }

    private static let dividedByZero = TokenizationError.malformedTemplate(problem: "something is divided by zero", line: nil)
}
