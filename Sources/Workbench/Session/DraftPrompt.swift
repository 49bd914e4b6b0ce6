import Foundation
import Tokenization

/// What the model is asked when it drafts an example, and the form that it answers in.
enum DraftPrompt {
    struct Written: Codable {
        var quote: String
        var question: String
        var answer: String
    }

    /// The form counts a byte as a token where it must: the longest quote with the shortest question and answer has to fit.
    static let maxTokens = 640

    /// One worked example: a small model follows a form that it has seen once.
    static func messages(_ passage: String) -> [ChatMessage] {
        [
            .system(
                "You read a text and write one question that the text answers, with a short answer in a full sentence. Use only the text."),
            .user(ask("The reading room opens at 9:15. Lockers are free, but a coin of one euro is needed for the lock.")),
            .assistant(
                #"{"quote":"Lockers are free, but a coin of one euro is needed for the lock.","question":"Which coin do I need for a locker?","answer":"The lock of a locker needs a coin of one euro."}"#
            ),
            .user(ask(passage)),
        ]
    }

    private static func ask(_ passage: String) -> String {
        "Text:\n\(passage)\n\nChoose one sentence of the text as quote, and write a question that it answers."
    }

    /// The quote is one of the sentences: the model cannot misquote.
    static func schema(_ sentences: [String]) throws -> String {
        let choices = String(decoding: try JSONEncoder().encode(sentences), as: UTF8.self)
        return #"{"type":"object","properties":{"quote":{"enum":"# + choices
            + #"},"question":{"type":"string","pattern":"[A-Z][A-Za-z0-9 ,'€%-]{12,120}[?]"},"#
            + #""answer":{"type":"string","minLength":8,"maxLength":200}},"required":["quote","question","answer"]}"#
    }

    /// The sentences of a passage as they stand in it, without headings, tables and code.
    static func sentences(_ text: String) -> [String] {
        var sentences: [String] = []
        for line in text.split(whereSeparator: \.isNewline) {
            let trimmed = line.trimmingCharacters(in: .whitespaces)
            if trimmed.hasPrefix("#") || trimmed.hasPrefix("|") || trimmed.hasPrefix("```") { continue }
            var start = line.startIndex
            for index in line.indices where ".!?".contains(line[index]) {
                let next = line.index(after: index)
                guard next == line.endIndex || line[next] == " " else { continue }
                add(line[start..<next], &sentences)
                start = next
            }
        }
        return Array(sentences.prefix(12))
    }

    private static func add(_ piece: Substring, _ sentences: inout [String]) {
        let sentence = piece.trimmingCharacters(in: CharacterSet(charactersIn: " \t-*>"))
        if (20...240).contains(sentence.count), !sentences.contains(sentence) { sentences.append(sentence) }
    }
}
