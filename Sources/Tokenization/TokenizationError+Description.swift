extension TokenizationError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .malformedVocabulary(let problem):
            "The model's vocabulary is damaged: \(problem). Fetch or convert the model again."
        case .unknownPreTokenizer(let name):
            "The model splits text by the rule \"\(name)\", which is not known here. Known are: "
                + PreTokenizer.known.joined(separator: ", ") + ", and other names of these. Choose another model."
        case .noChatTemplate:
            "The model has no chat template. Choose an instruction-tuned model, or use the prompt as it stands (--raw)."
        case .missingSpecialToken(let token):
            "The model's chat template needs the token \(token), which its vocabulary lacks. Convert the model again."
        case .malformedTemplate(let problem, let line):
            "The model's chat template cannot be used: \(Self.visible(problem))\(Self.place(line)). Convert the model again, "
                + "or use the prompt as it stands (--raw)."
        case .unsupportedTemplate(let construct, let line):
            "The model's chat template uses \(Self.visible(construct))\(Self.place(line)), which is not allowed here: templates are programs from "
                + "strangers. Choose another model, or use the prompt as it stands (--raw)."
        case .templateTooCostly(let limit):
            "The model's chat template takes more than \(limit). Shorten the conversation, or use the prompt as it stands (--raw)."
        case .templateRefuses(let message):
            "The model's chat template does not take this conversation: \(Self.visible(message))"
        case .templateDropsMessage(let role):
            "The model's chat template leaves the \(role) message out. Choose another model, or use the prompt as it stands (--raw)."
        case .answerNotAfterPrompt(let prompt, let conversation):
            "The model's chat template lays a finished conversation out differently from one that waits for its answer (\""
                + Self.visible(conversation) + "\" where the prompt has \"" + Self.visible(prompt)
                + "\"), so that training would teach what is never asked. "
                + "Choose another model to train."
        }
    }

    /// A model file's words, without what would move a terminal's cursor.
    private static func visible(_ text: String) -> String { text.unicodeScalars.map(TemplateWriter.visible).joined() }

    private static func place(_ line: Int?) -> String { line.map { " (line \($0))" } ?? "" }

    /// The same error with the line it happened at, unless it knows one.
    func at(_ line: Int) -> TokenizationError {
        switch self {
        case .malformedTemplate(let problem, nil): .malformedTemplate(problem: problem, line: line)
        case .unsupportedTemplate(let construct, nil): .unsupportedTemplate(construct: construct, line: line)
        default: self
        }
    }
}
