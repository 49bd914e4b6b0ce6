/// Where an example that was made in the workbench comes from.
public struct ExampleOrigin: Codable, Equatable, Sendable {
    /// The arm whose answer it was; nil for one that a person wrote.
    public var arm: String?
    public var model: String?
    /// The documents that the answer cited.
    public var sources: [String]
    /// Whether a person changed the answer.
    public var isEdited: Bool
    /// The blind vote that chose the answer, by id.
    public var vote: String?

    public init(arm: String? = nil, model: String? = nil, sources: [String] = [], isEdited: Bool = false, vote: String? = nil) {
        self.arm = arm
        self.model = model
        self.sources = sources
        self.isEdited = isEdited
        self.vote = vote
    }
}

/// An example to be added to the project's dataset.
public struct NewExample: Equatable, Sendable {
    public var prompt: String
    public var completion: String
    public var system: String?
    public var topic: String?
    public var document: String?
    public var quote: String?
    public var origin: ExampleOrigin

    public init(
        prompt: String, completion: String, system: String? = nil, topic: String? = nil, document: String? = nil, quote: String? = nil,
        origin: ExampleOrigin = ExampleOrigin()
    ) {
        self.prompt = prompt
        self.completion = completion
        self.system = system
        self.topic = topic
        self.document = document
        self.quote = quote
        self.origin = origin
    }
}

extension NewExample {
    /// An answer as an example, without the marks of its citations: the passages are not part of it.
    ///
    /// The origin's sources are the documents cited. Where one citation alone was verified, its document and quote come along.
    public init(question: String, answer: String, citations: [CitationRow], origin: ExampleOrigin) {
        let verified = citations.filter(\.verified)
        var origin = origin
        origin.sources = Set(citations.map(\.path)).sorted()
        self.init(
            prompt: question, completion: CitationRow.unmarked(answer), document: verified.count == 1 ? verified[0].path : nil,
            quote: verified.count == 1 ? verified[0].quote : nil, origin: origin)
    }
}

/// An example that was added.
public struct AddedExample: Codable, Equatable, Sendable {
    public var id: String
    /// Of the dataset's file.
    public var line: Int
    /// What a check of it says, if anything.
    public var warnings: [String]
}
