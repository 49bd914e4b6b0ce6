import Foundation
import Scoring
import Tokenization

/// Rewrites of a project's instructions that its own language model drafts: wordings that no rule comes to. Those of a small model are
/// often bad; what is none is thrown away here, and whether one is any good the race decides.
package enum DraftedInstructions {
    /// Why a draft is not raced.
    package enum Fault: String, Codable, Sendable, CaseIterable {
        case empty = "nothing was written"
        case unfinished = "it came to no end"
        case copy = "it repeats another one"
        case leak = "it states what a case asks for"
    }

    /// What the model is asked for, one after another.
    private static let ways = [
        "Say the same in other words.", "Say the same in fewer words.", "Write them as short, direct commands.",
        "Write them so that nobody can misread them.",
    ]

    /// Tokens that a draft may have: about half as many again as the text it rewrites.
    package static func limit(instructions tokens: Int) -> Int { tokens + tokens / 2 + 16 }

    package static func messages(_ instructions: String, attempt: Int) -> [ChatMessage] {
        [
            .system(
                "You improve the instructions that an assistant is given. Keep every rule and every fixed wording. Reply with the new "
                    + "instructions and nothing else."),
            .user("Instructions:\n\(instructions)\n\n\(ways[attempt % ways.count])"),
        ]
    }

    /// The draft itself: without space around it, or quotes around all of it.
    package static func trimmed(_ text: String) -> String {
        let plain = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard plain.count > 1, let first = plain.first, let last = plain.last, "\"“".contains(first), "\"”".contains(last),
            !plain.dropFirst().dropLast().contains(where: { "\"“”".contains($0) })
        else { return plain }
        return plain.dropFirst().dropLast().trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// - Parameters:
    ///   - isWhole: the model ended it, not the limit.
    ///   - known: texts that are raced anyway.
    ///   - instructions: what was rewritten; what stands there is no leak.
    /// - Returns: nil for a draft that can be raced.
    package static func fault(
        in text: String, isWhole: Bool, known: [String], instructions: String, cases: [Case]
    ) -> Fault? {
        let folded = FoldedText(text)
        guard !folded.isEmpty, text.wordCount >= 3 else { return .empty }
        guard isWhole else { return .unfinished }
        guard !known.contains(where: { FoldedText($0) == folded }) else { return .copy }
        let original = FoldedText(instructions)
        let leaks = cases.contains { item in
            item.facts.joined().contains { alias in
                let fact = FoldedText(alias)
                return !fact.isEmpty && folded.contains(fact) && !original.contains(fact)
            }
        }
        return leaks ? .leak : nil
    }
}
