/// Puts passages into the block of a prompt, each under a marker that the program gives and later resolves itself.
public enum ContextBuilder {
    /// The best passages that fit, best first:
    ///
    ///     [1] Plans › Prices
    ///     The Team plan costs …
    ///
    ///     [2] …
    ///
    /// Documents' own markers, special tokens and hidden characters do not reach the prompt as such. When not even the best
    /// passage fits, its sentences nearest to the question are shown alone.
    ///
    /// - Parameters:
    ///   - budgetTokens: most tokens of the block.
    ///   - count: tokens of a text in the language model's tokenizer.
    public static func build(question: String, hits: [SearchHit], budgetTokens: Int, count: (String) -> Int) -> ContextBlock {
        build(question: question, passages: hits.map(\.passage), budgetTokens: budgetTokens, count: count)
    }

    /// The same for passages chosen otherwise, best first.
    public static func build(question: String, passages: [Passage], budgetTokens: Int, count: (String) -> Int) -> ContextBlock {
        var entries: [String] = []
        var shown: [Passage] = []
        var used = 0
        for passage in passages {
            let entry = entry(marker: shown.count + 1, passage, text: passage.text)
            let tokens = count(entry + separator)
            guard used + tokens <= budgetTokens + separatorSlack else { continue }
            used += tokens
            entries.append(entry)
            shown.append(passage)
        }
        // Tokens of joined text need not add up: what is promised is the count of the block itself.
        while !entries.isEmpty, count(entries.joined(separator: separator)) > budgetTokens {
            entries.removeLast()
            shown.removeLast()
        }
        if entries.isEmpty, let best = passages.first, let entry = shortened(best, question, budgetTokens, count) {
            entries = [entry]
            shown = [best]
        }
        let text = entries.joined(separator: separator)
        return ContextBlock(
            text: text, passages: shown.enumerated().map { CitedPassage(marker: $0 + 1, passage: $1) },
            tokens: text.isEmpty ? 0 : count(text), leftOut: passages.count - shown.count,
            hiddenCharacters: shown.reduce(0) { $0 + ModelText.clean($1.text).removed + ModelText.clean($1.lead).removed })
    }

    private static let separator = "\n\n"
    /// The last entry's separator is counted but not written.
    private static let separatorSlack = 2

    private static func entry(marker: Int, _ passage: Passage, text: String) -> String {
        var names = passage.headings.map(PromptText.line)
        let title = PromptText.line(passage.title)
        if names.first != title { names.insert(title, at: 0) }
        let body = [passage.lead, text].filter { !$0.isEmpty }.map { PromptText.defused($0) }.joined(separator: "\n")
        return "[\(marker)] \(names.filter { !$0.isEmpty }.joined(separator: " › "))\n\(body)"
    }

    /// The first passage with as many of its sentences as fit, those that share most with the question kept, in their order.
    private static func shortened(_ passage: Passage, _ question: String, _ budget: Int, _ count: (String) -> Int) -> String? {
        let wanted = Words.content(of: question)
        let sentences = Sentences.split(passage.text)
        let order = sentences.indices.sorted { a, b in
            let (x, y) = (
                wanted.intersection(Words.content(of: sentences[a])).count, wanted.intersection(Words.content(of: sentences[b])).count
            )
            return x != y ? x > y : a < b
        }
        var kept: Set<Int> = []
        func render(_ kept: Set<Int>) -> String {
            entry(marker: 1, passage, text: kept.sorted().map { sentences[$0] }.joined(separator: " "))
        }
        for index in order where count(render(kept.union([index]))) <= budget { kept.insert(index) }
        return kept.isEmpty ? nil : render(kept)
    }
}
