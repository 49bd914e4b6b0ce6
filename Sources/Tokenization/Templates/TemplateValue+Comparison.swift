extension TemplateValue {
    /// Python's `==`: numbers by their value, everything else only with its own kind.
    func equals(_ other: TemplateValue, _ budget: TemplateBudget) throws(TokenizationError) -> Bool {
        try budget.step()
        switch (self, other) {
        case (.undefined, .undefined), (.none, .none): return true
        case (.text(let a), .text(let b)):
            try budget.work(min(a.count, b.count))
            return a == b
        case (.list(let a), .list(let b)):
            guard a.kind == b.kind, a.items.count == b.items.count else { return false }
            for (left, right) in zip(a.items, b.items) where !(try left.equals(right, budget)) { return false }
            return true
        case (.mapping(let a), .mapping(let b)):
            guard a.count == b.count else { return false }
            for (key, value) in a.entries {
                guard let right = b[key], try value.equals(right, budget) else { return false }
            }
            return true
        case (.namespace(let a), .namespace(let b)): return a === b
        case (.macro(let a), .macro(let b)): return a === b
        case (.function(let a), .function(let b)): return a == b
        default:
            if let a = wholeNumber, let b = other.wholeNumber { return a == b }
            guard let a = number, let b = other.number else { return false }
            return a == b
        }
    }

    /// Python's `<`; nil where it has no answer.
    func isLess(than other: TemplateValue) -> Bool? {
        if case .text(let a) = self, case .text(let b) = other {
            // UTF-8 sorts as its code points do.
            return a.bytes.lexicographicallyPrecedes(b.bytes)
        }
        if let a = wholeNumber, let b = other.wholeNumber { return a < b }
        guard let a = number, let b = other.number else { return nil }
        return a < b
    }
}
