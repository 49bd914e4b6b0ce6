/// Why a model could not be used, or a text not be generated: what, why, and what to do (`description`).
public enum InferenceError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file is a model of a kind that this program has no forward pass for.
    case unsupportedArchitecture(path: String, architecture: String)
    /// The right architecture with something in it that is not computed here.
    case unsupportedModel(path: String, problem: String)
    /// The model's numbers contradict each other.
    case inconsistentModel(path: String, problem: String)
    /// The adapter does not fit this model.
    case unsuitableAdapter(problem: String)
    /// There is nothing to continue.
    case emptyPrompt
    /// A token that the model does not have.
    case unknownToken(id: Int, vocabulary: Int)
    /// The text is longer than the model can see.
    case contextExceeded(tokens: Int, context: Int)
    /// A sampling parameter out of its range.
    case invalidParameter(problem: String)

    public var description: String {
        switch self {
        case .unsupportedArchitecture(let path, let architecture):
            "\(path) is a model of the architecture \"\(architecture)\". Supported are: "
                + ModelConfiguration.supportedArchitectures.joined(separator: ", ") + ". Choose another model."
        case .unsupportedModel(let path, let problem):
            "\(path) cannot be run: \(problem). Choose another model."
        case .inconsistentModel(let path, let problem):
            "\(path) contradicts itself: \(problem). Fetch or convert the file again."
        case .unsuitableAdapter(let problem):
            "The adapter does not fit the model: \(problem). Use the model that it was trained on."
        case .emptyPrompt:
            "The prompt is empty. Give the model at least one token."
        case .unknownToken(let id, let vocabulary):
            "Token \(id) does not exist: the model has \(vocabulary). Use the tokenizer of this model."
        case .contextExceeded(let tokens, let context):
            "The prompt has \(tokens) tokens, the model sees \(context). Shorten the prompt or use fewer passages."
        case .invalidParameter(let problem):
            "\(problem). Correct the sampling parameters."
        }
    }
}
