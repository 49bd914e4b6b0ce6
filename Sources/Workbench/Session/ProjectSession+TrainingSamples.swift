import Inference
import LoRATraining
import ModelFormats
import Tokenization

/// A prompt that a run answers at each validation.
struct SamplePrompt {
    var example: String
    /// What the user says in it.
    var text: String
    var tokens: [Int]
    var reference: String
}

extension ProjectSession {
    /// Tokens that a sample has at most: enough to see the form of an answer, few enough to be no burden.
    private static let sampleTokens = 48

    /// The first validation examples, as the run is trained on them up to their first completion. The same for every validation.
    func samplePrompts(_ record: RunRecord, _ data: TrainingData) throws -> [SamplePrompt] {
        let count = min(record.samples ?? TrainingOptions.usualSamples, data.validation.count)
        guard count > 0 else { return [] }
        let examples = splitDataset(try loadDataset().examples).validation.prefix(count)
        let tokenizer = try languageModel().tokenizer
        return zip(examples, data.validation).compactMap { example, sequence in
            guard let first = sequence.labels.firstIndex(where: { $0 != TrainingSequence.ignored }), first > 0 else { return nil }
            let completion = sequence.labels[first...].prefix { $0 != TrainingSequence.ignored && !tokenizer.endTokens.contains($0) }
            let answer = example.messages.firstIndex { $0.role == .assistant } ?? example.messages.endIndex
            return SamplePrompt(
                example: example.id, text: example.messages[..<answer].last { $0.role == .user }?.content ?? "",
                tokens: Array(sequence.tokens[..<first]), reference: tokenizer.decode(Array(completion)))
        }
    }

    /// What `adapter` makes of the prompts, always the likeliest token; empty when it was stopped on the way.
    func samples(
        _ prompts: [SamplePrompt], step: Int, of record: RunRecord, adapter: LoRAAdapter, isStopped: () -> Bool
    ) throws -> [TrainingSample] {
        guard !prompts.isEmpty else { return [] }
        let model = try languageModel()
        let prepared = try model.prepare(adapter: adapter)
        let parameters = GenerationParameters(maxTokens: Self.sampleTokens)
        // A pool of its own: sessions with this adapter are of no use to anybody later.
        let generator = BatchGenerator(model, places: prompts.count, pool: SessionPool(model, capacity: prompts.count))
        let answers = try generator.generate(
            prompts.map { .init(prompt: $0.tokens, adapter: prepared, parameters: parameters) },
            events: { _ in isStopped() ? .stop : .more })
        guard !isStopped() else { return [] }
        return zip(prompts, answers).enumerated().compactMap { index, sample in
            let (prompt, answer) = sample
            guard let answer, answer.stop != .cancelled else { return nil }
            return TrainingSample(
                step: step, steps: record.steps, number: index + 1, example: prompt.example, prompt: prompt.text, text: answer.text,
                reference: prompt.reference, isWhole: answer.stop == .end)
        }
    }
}
