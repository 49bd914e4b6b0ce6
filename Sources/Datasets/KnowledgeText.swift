/// A passage of the knowledge base.
public struct KnowledgeText: Sendable, Equatable {
    public var document: String?
    public var text: String

    public init(document: String? = nil, text: String) {
        self.document = document
        self.text = text
    }
}
