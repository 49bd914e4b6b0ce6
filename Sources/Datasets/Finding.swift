/// One fault of a dataset: where it is, why it matters, and what can be done.
public struct Finding: Sendable, Equatable, Codable, Identifiable {
    public enum Action: String, Sendable, Codable, CaseIterable {
        /// Open the line in an editor.
        case fix
        /// Leave the example out of training; its line stays in the file.
        case drop
        /// Say that it is as it should be.
        case ignore
    }

    /// Sixteen hexadecimal digits that depend on the kind and on the contents, not on the line: an edit elsewhere changes no id.
    public var id: String
    public var kind: FindingKind
    /// Counted from 1; nil for what concerns the whole dataset.
    public var line: Int?
    /// The dataset's file, or the document, relative to the project; filled in by who knows it.
    public var file: String?
    /// The id of the example; nil for a line that is none.
    public var example: String?
    /// What is the matter.
    public var message: String
    public var advice: String
    public var why: String
    public var actions: [Action]
    public var isIgnored: Bool

    public init(
        id: String, kind: FindingKind, line: Int? = nil, file: String? = nil, example: String? = nil, message: String, advice: String,
        isIgnored: Bool = false
    ) {
        (self.id, self.kind, self.line, self.file, self.example) = (id, kind, line, file, example)
        (self.message, self.advice, self.isIgnored) = (message, advice, isIgnored)
        why = kind.why
        actions = kind.actions(hasExample: example != nil, hasLine: line != nil)
    }

    /// - Parameter content: what the fault is about, in words that identify it.
    init(_ kind: FindingKind, line: Int?, example: String?, content: [String], message: String, advice: String) {
        var hash = StableHash()
        hash.combine(kind.rawValue)
        for text in content { hash.combine(text) }
        self.init(
            id: Example.hexadecimal(hash.value), kind: kind, line: line, example: example, message: message, advice: advice)
    }

    /// - Parameter detail: tells two findings of one kind about one example apart.
    init(_ kind: FindingKind, _ example: Example, detail: String = "", message: String, advice: String) {
        self.init(
            kind, line: example.line, example: example.id, content: [Example.contentID(example.messages), detail], message: message,
            advice: advice)
    }

    init(_ problem: DatasetProblem) {
        let parts = problem.message.split(separator: "; ", maxSplits: 1).map(String.init)
        self.init(
            problem.kind, line: problem.line, example: nil, content: ["\(problem.line)", problem.message], message: parts.first ?? "",
            advice: parts.count > 1 ? parts[1] : "correct the line, or remove it")
    }

    /// `line 7: (e7) repeats line 1; remove one of the two`
    public var text: String {
        let place = line.map { "line \($0): " } ?? ""
        let name = example.map { "(\($0)) " } ?? ""
        return "\(place)\(name)\(message); \(advice)"
    }

    /// Without the colon after the line, and without the line's number where there is none: `line 7 (e7) asks …; remove …`
    var noteText: String {
        let place = line.map { "line \($0) " } ?? ""
        let name = example.map { "(\($0)) " } ?? ""
        return "\(place)\(name)\(message); \(advice)"
    }
}
