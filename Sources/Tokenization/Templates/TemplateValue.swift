/// What a template computes with.
enum TemplateValue: Sendable {
    /// A variable, attribute or item that is not there, by the name an error calls it.
    case undefined(String)
    case none
    case bool(Bool)
    case integer(Int)
    case double(Double)
    case text(TracedText)
    case list(TemplateList)
    case mapping(TemplateMapping)
    case namespace(TemplateNamespace)
    case loop(TemplateLoopState)
    case macro(TemplateMacro)
    case function(TemplateFunction)

    /// How deep lists and mappings go.
    var nesting: Int {
        switch self {
        case .list(let list): list.nesting
        case .mapping(let mapping): mapping.nesting
        default: 0
        }
    }

    /// Namespaces and loops stay in variables: inside of a list or of each other they could hold themselves.
    var isStorable: Bool {
        switch self {
        case .namespace, .loop: false
        default: true
        }
    }

    /// What errors call it.
    var typeName: String {
        switch self {
        case .undefined(let name): "\(name.prefix(60)), which is undefined,"
        case .none: "none"
        case .bool: "a boolean"
        case .integer: "an integer"
        case .double: "a number"
        case .text: "a text"
        case .list: "a list"
        case .mapping: "a mapping"
        case .namespace: "a namespace"
        case .loop: "the loop"
        case .macro: "a macro"
        case .function: "a function"
        }
    }

    /// Python's truth.
    var isTrue: Bool {
        switch self {
        case .undefined, .none: false
        case .bool(let value): value
        case .integer(let value): value != 0
        case .double(let value): value != 0
        case .text(let text): !text.isEmpty
        case .list(let list): list.kind == .generator || !list.items.isEmpty
        case .mapping(let mapping): mapping.count > 0
        case .namespace, .loop, .macro, .function: true
        }
    }

    /// Python's integers, of which `true` is one.
    var wholeNumber: Int? {
        switch self {
        case .bool(let value): value ? 1 : 0
        case .integer(let value): value
        default: nil
        }
    }

    var number: Double? {
        if case .double(let value) = self { return value }
        return wholeNumber.map(Double.init)
    }
}

/// The functions that templates call by name.
enum TemplateFunction: String, Sendable, CaseIterable {
    case range, namespace, dict
    case raiseException = "raise_exception"
    case strftimeNow = "strftime_now"
}

/// The attributes that a template sets in loops; the one thing that two places share.
final class TemplateNamespace: @unchecked Sendable {
    // Sendable: belongs to one rendering, which runs on one thread and never lets it out.
    var attributes: [String: TemplateValue] = [:]
}

struct TemplateLoopState: Sendable {
    var items: [TemplateValue]
    var index: Int
}
