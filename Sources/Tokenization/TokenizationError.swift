/// Why a tokenizer or a chat template could not be made: what, why, and what to do about it.
public enum TokenizationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The vocabulary contradicts itself.
    case malformedVocabulary(problem: String)
    /// The model splits text in a way this program does not know; guessing would give wrong tokens without a sign of it.
    case unknownPreTokenizer(name: String)
    /// The model's chat template is none of those known; templates are programs and are never run.
    case unknownChatTemplate(beginning: String)
    /// The model has no chat template: it completes text, it does not converse.
    case noChatTemplate
    /// The chat template uses a special token that the vocabulary lacks.
    case missingSpecialToken(String)

    public var description: String {
        switch self {
        case .malformedVocabulary(let problem):
            "The model's vocabulary is damaged: \(problem). Fetch or convert the model again."
        case .unknownPreTokenizer(let name):
            "The model splits text by the rule \"\(name)\", which is not known here. Known are: "
                + PreTokenizer.known.joined(separator: ", ") + ", and other names of these. Choose another model."
        case .unknownChatTemplate(let beginning):
            "The model's chat template is not one of those known (it begins with \"\(beginning)\"). Choose a model with a ChatML template, "
                + "or use the prompt as it stands (--raw)."
        case .noChatTemplate:
            "The model has no chat template. Choose an instruction-tuned model, or use the prompt as it stands (--raw)."
        case .missingSpecialToken(let token):
            "The model's chat template needs the token \(token), which its vocabulary lacks. Convert the model again."
        }
    }
}
