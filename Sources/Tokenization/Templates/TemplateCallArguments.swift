/// The values that a call gives.
struct TemplateCallArguments {
    var positional: [TemplateValue] = []
    var named: [String: TemplateValue] = [:]

    /// The values of these parameters, nil where none was given. More than these is an error: what a filter or function was asked to
    /// do must not be left undone silently.
    func bound(to parameters: [String], of what: String) throws(TokenizationError) -> [TemplateValue?] {
        guard positional.count <= parameters.count else {
            throw .unsupportedTemplate(construct: "\(what) with \(positional.count) arguments", line: nil)
        }
        for name in named.keys.sorted() where !parameters.contains(name) {
            throw .unsupportedTemplate(construct: "\(what) with the argument \(name.prefix(40))", line: nil)
        }
        return parameters.enumerated().map { $0 < positional.count ? positional[$0] : named[$1] }
    }
}

extension Optional<TemplateValue> {
    /// A text, or nil if none was given.
    func text(_ what: String) throws(TokenizationError) -> TracedText? {
        switch self {
        case nil, .some(.none): return nil
        case .text(let text): return text
        case .some(let value): throw .malformedTemplate(problem: "\(what) takes a text, not \(value.typeName)", line: nil)
        }
    }

    func integer(_ what: String) throws(TokenizationError) -> Int? {
        guard let self else { return nil }
        if case .none = self { return nil }
        guard let number = self.wholeNumber else {
            throw .malformedTemplate(problem: "\(what) takes an integer, not \(self.typeName)", line: nil)
        }
        return number
    }

    var isTrue: Bool { self?.isTrue ?? false }
}
