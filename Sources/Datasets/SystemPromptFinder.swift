/// Finds examples whose system message is not that of the others.
enum SystemPromptFinder {
    private static let fewestExamples = 5
    private static let most = 0.8

    static func run(_ examples: [Example]) -> [Finding] {
        guard examples.count >= fewestExamples else { return [] }
        let prompts = examples.map { example in
            example.messages.first.flatMap { $0.role == .system ? ComparableText.normalised($0.content) : nil } ?? ""
        }
        var counts: [String: Int] = [:]
        for prompt in prompts { counts[prompt, default: 0] += 1 }
        guard let usual = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), counts.count > 1,
            Double(usual.value) >= most * Double(examples.count)
        else { return [] }
        return zip(examples, prompts).filter { $0.1 != usual.key }.map { example, prompt in
            Finding(
                .systemPrompt, example,
                message: prompt.isEmpty
                    ? "has no system message, and \(usual.value) of \(examples.count) examples have the same one"
                    : "has a system message of its own, and \(usual.value) of \(examples.count) examples \(usual.key.isEmpty ? "have none" : "share another")",
                advice: "give it the system message that the model will be used with")
        }
    }
}
