/// Why a text encoder cannot be loaded, beyond what is wrong with a file itself.
public enum TextEncoderError: Error, Equatable, CustomStringConvertible {
    /// A file of the model's folder is missing or cannot be read.
    case unreadable(path: String, reason: String)
    /// The model is none of the kind that is run here.
    case unsupported(path: String, problem: String)

    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "Cannot read \(path): \(reason). Fetch the text encoder again."
        case .unsupported(let path, let problem):
            "\(path): \(problem). The text encoder must be a BERT model such as all-MiniLM-L6-v2."
        }
    }
}
