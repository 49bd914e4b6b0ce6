import Inference
import Scoring

extension ProjectSession {
    /// Of a draft's sampling: enough for wordings to differ from one draft to the next.
    private static let draftTemperature: Float = 0.7
    /// A small model needs several attempts for a draft that can be raced.
    private static let draftAttempts = 4

    /// Lets the language model rewrite the instructions, the same for the same seed; no case is shown to it.
    /// - Parameters:
    ///   - known: texts that are raced anyway: a copy of one of them is no draft.
    ///   - progress: how many there are; false stops. What was written is kept.
    /// - Returns: nil when it was stopped.
    func draftedInstructions(
        _ count: Int, seed: UInt64, known: [String], progress: (Int) -> Bool
    ) throws -> (variants: [InstructionVariants.Variant], drafts: PromptSearchReport.Drafts)? {
        let instructions = configuration.instructions
        let cases = try cases()
        var variants: [InstructionVariants.Variant] = []
        var drafts = PromptSearchReport.Drafts(wanted: count, kept: 0, rejected: [:])
        for attempt in 0..<count * Self.draftAttempts where variants.count < count {
            guard progress(variants.count) else { return nil }
            let prompt = try draftingPrompt(instructions, attempt: attempt, seed: seed)
            guard let answer = try cachedAnswer(prompt, isTimed: false, isCancelled: { !progress(variants.count) }) else { return nil }
            let text = DraftedInstructions.trimmed(answer.text)
            let fault = DraftedInstructions.fault(
                in: text, isWhole: answer.completionTokens < prompt.parameters.maxTokens, known: known + variants.map(\.text),
                instructions: instructions, cases: cases)
            if let fault {
                drafts.rejected[fault.rawValue, default: 0] += 1
            } else {
                variants.append(.init(name: "\(PromptSearchReport.Drafts.name) \(variants.count + 1)", text: text))
            }
        }
        drafts.kept = variants.count
        return (variants, drafts)
    }

    private func draftingPrompt(_ instructions: String, attempt: Int, seed: UInt64) throws -> PreparedPrompt {
        let model = try languageModel()
        let messages = DraftedInstructions.messages(instructions, attempt: attempt)
        var parameters = GenerationParameters()
        parameters.maxTokens = DraftedInstructions.limit(instructions: model.tokenizer.encode(instructions).count)
        parameters.temperature = Self.draftTemperature
        parameters.seed = seed &* 1_000 &+ UInt64(attempt)
        return PreparedPrompt(
            arm: .prompt, tokens: try model.template.encode(messages, addGenerationPrompt: true, with: model.tokenizer),
            text: try model.template.render(messages, addGenerationPrompt: true), passages: [], cites: false, parameters: parameters)
    }
}
