import Inference

/// A form that answers can be held to while they are written.
public enum AnswerForm: Equatable, Sendable {
    /// A file with a JSON schema.
    case schema(path: String)
    case regex(String)

    /// The form itself, as text that identifies it.
    func text() throws -> String {
        switch self {
        case .schema(let path): try Files.readText(path)
        case .regex(let pattern): pattern
        }
    }

    func constraint(for model: LanguageModel) throws -> TokenConstraint {
        let automaton =
            switch self {
            case .schema: try Automaton(jsonSchema: try text())
            case .regex(let pattern): try Automaton(regex: pattern)
            }
        return try TokenConstraint(automaton, vocabulary: model.constraintVocabulary())
    }
}
