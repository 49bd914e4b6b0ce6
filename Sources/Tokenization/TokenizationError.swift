/// Why a tokenizer or a chat template could not be made or used: what, why, and what to do about it.
public enum TokenizationError: Error, Equatable, Sendable {
    /// The vocabulary contradicts itself.
    case malformedVocabulary(problem: String)
    /// The model splits text in a way this program does not know; guessing would give wrong tokens without a sign of it.
    case unknownPreTokenizer(name: String)
    /// The model has no chat template: it completes text, it does not converse.
    case noChatTemplate
    /// The chat template uses a special token that the vocabulary lacks.
    case missingSpecialToken(String)
    /// The chat template is no template, or computes what has no meaning.
    case malformedTemplate(problem: String, line: Int?)
    /// The chat template uses something that is not on the list of what templates may do here.
    case unsupportedTemplate(construct: String, line: Int?)
    /// The chat template would take more time or memory than it is given.
    case templateTooCostly(limit: String)
    /// The chat template itself says that it can't lay this conversation out.
    case templateRefuses(message: String)
    /// A message that the chat template leaves out.
    case templateDropsMessage(role: String)
    /// An answer that stands behind another text when it is trained than when it is generated.
    case answerNotAfterPrompt(prompt: String, conversation: String)
}
