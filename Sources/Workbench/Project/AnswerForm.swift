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

    /// Throws when it is none that can be imposed.
    func automaton() throws -> Automaton {
        switch self {
        case .schema: try Automaton(jsonSchema: try text())
        case .regex(let pattern): try Automaton(regex: pattern)
        }
    }

    func constraint(for model: LanguageModel) throws -> TokenConstraint {
        try TokenConstraint(try automaton(), vocabulary: model.constraintVocabulary())
    }
}
