import Foundation

/// Finds answers that were cut off.
enum TruncationFinder {
    private static let most = 0.8
    private static let fewestExamples = 5
    /// Examples with one answer, from which on it is no accident.
    private static let sharedBy = 3

    static func run(_ examples: [Example], _ labels: Labels?) -> [Finding] {
        // A label on a line of its own ends every answer alike; what counts is how the text before it ends.
        let bodies = examples.enumerated().map { position, example in
            labels?.field != nil && labels?.values[position] != nil ? Labels.withoutLastLine(example.completion) : example.completion
        }
        let endings = bodies.map { $0.unicodeScalars.last { !$0.properties.isWhitespace }.map(closes) ?? true }
        let mostEnd = examples.count >= fewestExamples && Double(endings.count { $0 }) >= most * Double(endings.count)
        let isLabelled = labels.map { $0.field == nil } ?? false
        // What several examples say word for word is how they are meant to end: a refusal that needs no label.
        var sameAnswers: [String: Int] = [:]
        for example in examples { sameAnswers[ComparableText.normalised(example.completion), default: 0] += 1 }
        var findings: [Finding] = []
        for (position, example) in examples.enumerated() {
            var reason = cut(bodies[position])
            if reason == nil, let labels, let field = labels.field, labels.values[position] == nil,
                sameAnswers[ComparableText.normalised(example.completion), default: 0] < sharedBy
            {
                reason = "does not end with a line \"\(field): …\" as the others do"
            }
            if reason == nil, !isLabelled, mostEnd, !endings[position], ComparableText.words(bodies[position]).count >= 6,
                JSONSerialization.isWhole(bodies[position]) == nil
            {
                reason = "ends without a closing mark, as the others have"
            }
            guard let reason else { continue }
            findings.append(Finding(.truncated, example, message: reason, advice: "write the answer to its end, or remove the line"))
        }
        return findings
    }

    /// Why a text cannot be whole, whatever the others look like.
    private static func cut(_ text: String) -> String? {
        let fences = text.split(whereSeparator: \.isNewline).count { $0.drop { $0 == " " }.hasPrefix("```") }
        if !fences.isMultiple(of: 2) { return "opens a block of code and does not close it" }
        if JSONSerialization.isWhole(text) == false { return "is JSON that is never closed" }
        let words = ComparableText.words(text)
        if words.count >= 3, let last = words.last, hanging.contains(last), text.last?.isLetter == true {
            return "ends in mid-sentence (\"… \(last)\")"
        }
        if words.count >= 3, let mark = text.last(where: { !$0.isWhitespace }), ",;(–".contains(mark) {
            return "ends in mid-sentence (\"\(mark)\")"
        }
        return nil
    }

    /// Words that no sentence ends with; English, German, French.
    private static let hanging: Set<String> = [
        "the", "a", "an", "and", "or", "of", "with", "because", "which", "their", "your", "my", "our", "und", "oder", "der", "die", "das",
        "ein", "eine", "mit", "weil", "les", "et", "ou", "des", "une",
    ]

    /// What a sentence, a list, a block, a link or a number ends with.
    private static func closes(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ".", "!", "?", "…", ":", "\"", "'", "`", "*", "_", "|", ")", "]", "}", ">", "。", "！", "？", "’", "”", "»", "/": true
        default: scalar.properties.numericType != nil || !scalar.properties.isAlphabetic && !",;(–-".unicodeScalars.contains(scalar)
        }
    }
}

extension JSONSerialization {
    /// Whether a text that begins like JSON is; nil for one that does not begin so, or is wrong in another way than its end.
    fileprivate static func isWhole(_ text: String) -> Bool? {
        let trimmed = ComparableText.trimmed(text)
        guard trimmed.hasPrefix("{") || trimmed.hasPrefix("[\"") || trimmed.hasPrefix("[{") else { return nil }
        if (try? jsonObject(with: Data(trimmed.utf8))) != nil { return true }
        var (depth, inText, isEscaped) = (0, false, false)
        for byte in trimmed.utf8 {
            if isEscaped {
                isEscaped = false
            } else if inText {
                if byte == UInt8(ascii: "\\") { isEscaped = true }
                if byte == UInt8(ascii: "\"") { inText = false }
            } else {
                switch byte {
                case UInt8(ascii: "\""): inText = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
                default: break
                }
            }
        }
        return depth > 0 || inText ? false : nil
    }
}
