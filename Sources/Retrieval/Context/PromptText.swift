/// Text of documents as it stands in a prompt: cleaned of hidden characters, and unable to pass for what the program writes.
enum PromptText {
    /// Cleaned text in which citation markers and special tokens of models are rewritten with round brackets, visibly:
    /// `[1]` → `(1)`, `<|im_start|>` → `(|im_start|)`.
    static func defused(_ text: String) -> String {
        var text = ModelText.clean(text).text
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "<") || $0 >= 0x80 }) else { return text }
        text = text.replacing(/[\[［【⟦]\s*(\d+(?:\s*[,;–-]\s*\d+)*)\s*[\]］】⟧]/, with: { "(\($0.output.1))" })
        text = text.replacing(/<[|｜]([^|｜<>\n]{0,64})[|｜]>/, with: { "(|\($0.output.1)|)" })
        text = text.replacing(/<(\/?(?:s|bos|eos|pad|unk|start_of_turn|end_of_turn))>/, with: { "(\($0.output.1))" })
        return text.replacing(/\[(\/?INST)\]/, with: { "(\($0.output.1))" })
    }

    /// The same on one line.
    static func line(_ text: String) -> String { defused(text).split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
