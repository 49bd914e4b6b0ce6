import Foundation
import Scoring

/// Rewrites of a project's instructions by fixed rules: what a person would try first, the same every time.
package struct InstructionVariants {
    package struct Variant: Equatable {
        /// What was done, in words.
        package var name: String
        package var text: String

        package init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }

    /// The first is the text as it stands. No two are the same.
    package static func of(_ text: String, formats: [FormatDemand]) -> [Variant] {
        let sentences = split(text)
        let form = sentences.filter(isAboutForm)
        let rest = sentences.filter { !isAboutForm($0) }
        var variants = [Variant(name: "the instructions", text: text)]
        func add(_ name: String, _ text: String) {
            if !text.isEmpty, !variants.contains(where: { $0.text == text }) { variants.append(Variant(name: name, text: text)) }
        }
        func joined(_ parts: [String]) -> String { parts.joined(separator: " ") }

        add("answer only", "Give only the answer, without an introduction. " + text)
        if let stated = stated(formats) { add("with the form of the cases stated", text + " " + stated) }
        if sentences.count > 2 {
            add("as a list of rules", ([sentences[0], "Rules:"] + sentences.dropFirst().map { "- \($0)" }).joined(separator: "\n"))
            add("rules in reverse", joined([sentences[0]] + sentences.dropFirst().reversed()))
        }
        if !form.isEmpty, !rest.isEmpty {
            add("form first", joined(form + rest))
            add("form last", joined(rest + form))
            add("shortened to its beginning and the form", joined([rest[0]] + form))
            add("form only", joined(form))
        }
        if sentences.count > 1 {
            add("first sentence only", sentences[0])
            for (index, sentence) in sentences.enumerated().dropFirst().prefix(4) {
                let kept = sentences.indices.filter { $0 != index }.map { sentences[$0] }
                add("without “\(sentence.prefix(40))\(sentence.count > 40 ? "…" : "")”", joined(kept))
            }
        }
        return variants
    }

    /// Sentences, and the items of lists.
    package static func split(_ text: String) -> [String] {
        var paragraphs: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let trimmed = line.trimmingCharacters(in: .whitespaces)
            if let item = listItem(trimmed) {
                paragraphs.append(item)
            } else if trimmed.isEmpty || paragraphs.isEmpty {
                paragraphs.append(trimmed)
            } else {
                paragraphs[paragraphs.count - 1] += (paragraphs[paragraphs.count - 1].isEmpty ? "" : " ") + trimmed
            }
        }
        return paragraphs.flatMap(sentences)
    }

    private static func listItem(_ line: String) -> String? {
        for mark in ["- ", "* ", "• "] where line.hasPrefix(mark) { return String(line.dropFirst(2)).trimmingCharacters(in: .whitespaces) }
        let digits = line.prefix { $0.isNumber }
        let rest = line.dropFirst(digits.count)
        guard !digits.isEmpty, digits.count <= 2, rest.hasPrefix(". ") || rest.hasPrefix(") ") else { return nil }
        return String(rest.dropFirst(2)).trimmingCharacters(in: .whitespaces)
    }

    /// A sentence ends with its mark, a closing quote perhaps, a space, and a capital or a quote after it.
    private static func sentences(_ paragraph: String) -> [String] {
        var found: [String] = []
        var current = ""
        let characters = Array(paragraph)
        for (index, character) in characters.enumerated() {
            current.append(character)
            guard character == " ", index > 0, index + 1 < characters.count else { continue }
            let next = characters[index + 1]
            let last = current.dropLast().last { !"\"”’')".contains($0) }
            guard let last, ".!?".contains(last), next.isUppercase || "\"“".contains(next) else { continue }
            found.append(current.trimmingCharacters(in: .whitespaces))
            current = ""
        }
        let rest = current.trimmingCharacters(in: .whitespaces)
        return rest.isEmpty ? found : found + [rest]
    }

    private static let formWords: Set<String> = [
        "json", "format", "line", "lines", "end", "begin", "start", "label", "labels", "only", "word", "words", "sentence", "sentences",
        "list", "bullet", "markdown", "reply", "respond", "output", "topics", "categories",
    ]

    /// Whether a sentence says what an answer looks like.
    static func isAboutForm(_ sentence: String) -> Bool {
        let words = sentence.lowercased().split { !$0.isLetter }.map(String.init)
        return words.contains(where: formWords.contains)
    }

    /// What most of the cases with a demand ask for, as a sentence; patterns can't be said in words.
    package static func stated(_ formats: [FormatDemand]) -> String? {
        let sentences = formats.compactMap { demand -> String? in
            if let labels = demand.labels { return "Answer with one of these labels and nothing else: \(labels.joined(separator: ", "))." }
            if let members = demand.schema?.memberNames, !members.isEmpty {
                return "Answer with one JSON object with \(members.map { "\"\($0)\"" }.joined(separator: ", ")) and nothing else."
            }
            return demand.maxWords.map { "Use at most \($0) words." }
        }
        let counts = Dictionary(sentences.map { ($0, 1) }, uniquingKeysWith: +)
        guard let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), 2 * most.value > formats.count else { return nil }
        return most.key
    }
}
