import Datasets
import Foundation
import LoRATraining
import Retrieval
import Tokenization

/// The token sequences of a run, made with the very prompts the arm is deployed with.
struct TrainingData: Sendable {
    var training: [TrainingSequence]
    var validation: [TrainingSequence]

    /// sha256 over every token and label: two runs with the same hash saw the same data.
    var hash: String {
        var text = ""
        for sequence in training + validation {
            text += "\(sequence.tokens) \(sequence.labels)\n"
        }
        return FileHash.sha256(Array(text.utf8))
    }

    var tokens: Int { training.reduce(0) { $0 + $1.tokens.count } }
}

extension ProjectSession {
    /// The conversation an example is trained as: the project's instructions first, unless it brings its own.
    func trainingMessages(_ example: Example) -> [ChatMessage] {
        if example.messages.first?.role == .system { return example.messages }
        return [ChatMessage(role: .system, content: configuration.instructions)] + example.messages
    }

    /// The conversation as a run with or without context is trained on it.
    func trainingConversation(_ example: Example, withContext: Bool) throws -> [ChatMessage] {
        withContext ? try contextMessages(example) : trainingMessages(example)
    }

    func trainingSequence(_ messages: [ChatMessage]) throws -> TrainingSequence {
        let model = try languageModel()
        let (tokens, trained) = try model.template.encodeWithMask(messages, with: model.tokenizer)
        return TrainingSequence(tokens: tokens, labels: zip(tokens, trained).map { $1 ? $0 : TrainingSequence.ignored })
    }

    func trainingData(withContext: Bool, isCancelled: () -> Bool = { false }) throws -> TrainingData {
        let dataset = try loadDataset()
        guard !dataset.examples.isEmpty else {
            throw WorkbenchError(
                .notFound, "There are no training examples in \(configuration.dataset).", next: "Add some with: assay data import FILE")
        }
        let split = splitDataset(dataset.examples)
        let model = try languageModel()
        var result = TrainingData(training: [], validation: [])
        for (examples, path) in [(split.train, \TrainingData.training), (split.validation, \TrainingData.validation)] {
            for example in examples {
                guard !isCancelled() else { throw WorkbenchError(.failed, "Stopped while the examples were being prepared.") }
                let sequence = try trainingSequence(try trainingConversation(example, withContext: withContext))
                guard sequence.tokens.count <= model.configuration.context else {
                    throw WorkbenchError(
                        .badData,
                        "Example \(example.id) has \(sequence.tokens.count) tokens; the model takes \(model.configuration.context).",
                        next: "Shorten it, or leave it out with: assay data drop \(example.id)")
                }
                guard sequence.supervisedTokens > 0 else {
                    throw WorkbenchError(
                        .badData, "No token of example \(example.id) (line \(example.line)) is trained: the template masks all of it.",
                        next: "Look at it with: assay data mask \(example.id), and leave it out with: assay data drop \(example.id)")
                }
                result[keyPath: path].append(sequence)
            }
        }
        guard !result.training.isEmpty else {
            throw WorkbenchError(
                .badData, "Every example fell into the validation split.",
                next: "Add examples of other topics, or lower dataset.validationShare.")
        }
        return result
    }

    /// An example as `rag+lora` meets it (retrieval-augmented fine-tuning, Zhang et al. 2024): the retrieved passages, the oracle among
    /// them at a place that varies, and the completion citing it by its marker. One example in eight goes without its oracle and
    /// then learns to say that the documents do not hold the answer.
    private func contextMessages(_ example: Example) throws -> [ChatMessage] {
        let messages = trainingMessages(example)
        guard let last = messages.last, last.role == .assistant, messages.count >= 2, messages[messages.count - 2].role == .user else {
            return messages
        }
        let question = messages[messages.count - 2].content
        let count = configuration.passages
        var random = CounterRandom(seed: configuration.splitSeed, text: example.id)
        let hits = try retrieve(question, limit: count + 1).map(\.passage)
        let oracle = try oraclePassage(document: example.document, quote: example.quote)

        var passages: [Passage]
        var completion = last.content
        if let oracle {
            let distractors = hits.filter { $0.id != oracle.id }
            if random.next(below: 8) == 0 {
                passages = Array(distractors.prefix(count))
                completion = refusal(keepingLastLineOf: completion)
            } else {
                passages = Array(distractors.prefix(count - 1))
                let place = random.next(below: passages.count + 1)
                passages.insert(oracle, at: place)
            }
        } else {
            passages = Array(hits.prefix(count))
        }
        let block = try contextBlock(question: question, passages: passages)
        if let oracle, let marker = block.passages.first(where: { $0.passage.id == oracle.id })?.marker {
            completion = citing(marker, in: completion)
        }
        var result = Array(messages.dropLast(2))
        result.append(ChatMessage(role: .user, content: promptBuilder.user(question: question, input: nil, context: block.text)))
        result.append(ChatMessage(role: .assistant, content: completion))
        return result
    }

    /// Puts `[n]` behind the first line's last sentence.
    private func citing(_ marker: Int, in completion: String) -> String {
        var lines = completion.components(separatedBy: "\n")
        lines[0] += " [\(marker)]"
        return lines.joined(separator: "\n")
    }

    /// The words the instructions ask for when the documents do not hold the answer; further lines (a topic line, say) stay.
    private func refusal(keepingLastLineOf completion: String) -> String {
        ([PromptBuilder.refusal] + completion.components(separatedBy: "\n").dropFirst()).joined(separator: "\n")
    }

    /// The passage that holds a quote verbatim, or most of it where a passage boundary cuts it.
    func oraclePassage(document: String?, quote: String?) throws -> Passage? {
        guard let document, let quote else { return nil }
        let passages = try knowledge().passages(of: document)
        if let whole = passages.first(where: { $0.text.contains(quote) }) { return whole }
        let words = Set(quote.split(whereSeparator: \.isWhitespace))
        func shared(_ passage: Passage) -> Int {
            words.intersection(passage.text.split(whereSeparator: \.isWhitespace)).count
        }
        guard let best = passages.max(by: { shared($0) < shared($1) }), shared(best) * 2 > words.count else { return nil }
        return best
    }
}

/// Random numbers that depend only on a seed and a text: the same example meets the same draw whatever stands around it.
struct CounterRandom {
    private var state: UInt64

    init(seed: UInt64, text: String) {
        // FNV-1a over the text, then the mixing of splitmix64 for each draw.
        state = text.utf8.reduce(0xcbf2_9ce4_8422_2325 ^ seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    mutating func next(below bound: Int) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int((z ^ (z >> 31)) % UInt64(max(1, bound)))
    }
}
