import Datasets
import Foundation
import LoRATraining
import Retrieval
import Tokenization

/// The token sequences of a run, made with the very prompts the arm is deployed with.
struct TrainingData: Sendable {
    var training: [TrainingSequence]
    /// The same examples with other passages around their answers, for the epochs after the first.
    var redraws: [[TrainingSequence]] = []
    var validation: [TrainingSequence]

    /// sha256 over every token and label: two runs with the same hash saw the same data.
    var hash: String {
        var text = ""
        for sequence in training + redraws.flatMap(\.self) + validation {
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

    /// The conversation as a run with or without context is trained on it: in as many versions as asked for, which are one and the same
    /// without context.
    /// - Parameter refusals: how a version without its oracle refuses; found from the dataset when it is not given.
    package func trainingConversations(
        _ example: Example, withContext: Bool, versions: Int = 1, refusals: RefusalShape? = nil
    ) throws -> [[ChatMessage]] {
        guard withContext else { return [trainingMessages(example)] }
        return try contextConversations(example, versions: versions, try refusals ?? RefusalShape(loadDataset().examples))
    }

    func trainingSequence(_ messages: [ChatMessage]) throws -> TrainingSequence {
        let model = try languageModel()
        let (tokens, trained) = try model.template.encodeWithMask(messages, with: model.tokenizer)
        return TrainingSequence(tokens: tokens, labels: zip(tokens, trained).map { $1 ? $0 : TrainingSequence.ignored })
    }

    /// - Parameter epochs: with context, each epoch meets an example among other passages.
    func trainingData(withContext: Bool, epochs: Int = 1, isCancelled: () -> Bool = { false }) throws -> TrainingData {
        let dataset = try loadDataset()
        guard !dataset.examples.isEmpty else {
            throw WorkbenchError(
                .notFound, "There are no training examples in \(configuration.dataset).", next: "Add some with: assay data import FILE")
        }
        let split = splitDataset(dataset.examples)
        let versions = withContext ? max(1, min(epochs, Self.mostVersions)) : 1
        let refusals = RefusalShape(dataset.examples)
        func sequences(_ examples: [Example], versions: Int) throws -> [[TrainingSequence]] {
            var result = [[TrainingSequence]](repeating: [], count: versions)
            for example in examples {
                guard !isCancelled() else { throw WorkbenchError(.failed, "Stopped while the examples were being prepared.") }
                let conversations = try trainingConversations(
                    example, withContext: withContext, versions: versions, refusals: refusals)
                for (version, conversation) in conversations.enumerated() {
                    result[version].append(try checkedSequence(conversation, of: example))
                }
            }
            return result
        }
        let training = try sequences(split.train, versions: versions)
        let result = TrainingData(
            training: training[0], redraws: Array(training.dropFirst()), validation: try sequences(split.validation, versions: 1)[0])
        guard !result.training.isEmpty else {
            throw WorkbenchError(
                .badData, "Every example fell into the validation split.",
                next: "Add examples of other topics, or lower dataset.validationShare.")
        }
        return result
    }

    private func checkedSequence(_ conversation: [ChatMessage], of example: Example) throws -> TrainingSequence {
        let sequence = try trainingSequence(conversation)
        let limit = try languageModel().configuration.context
        guard sequence.tokens.count <= limit else {
            throw WorkbenchError(
                .badData, "Example \(example.id) has \(sequence.tokens.count) tokens; the model takes \(limit).",
                next: "Shorten it, or leave it out with: assay data drop \(example.id)")
        }
        guard sequence.supervisedTokens > 0 else {
            throw WorkbenchError(
                .badData, "No token of example \(example.id) (line \(example.line)) is trained: the template masks all of it.",
                next: "Look at it with: assay data mask \(example.id), and leave it out with: assay data drop \(example.id)")
        }
        return sequence
    }

    /// Versions of an example with context: further epochs go through them again.
    private static let mostVersions = 4
    /// One version in so many goes without its oracle. With one in eight, a model of 135 million parameters trained on the sample refused
    /// 29 of 38 development cases and found 1 fact of 30; with none it found 6 and still refused 3 of 8 that have no answer.
    private static let oracleLessOneIn = 16

    /// An example as `rag+lora` meets it (retrieval-augmented fine-tuning, Zhang et al. 2024): the retrieved passages, the oracle among
    /// them at a place that varies, and the completion citing it by its marker. Some versions go without their oracle and then learn to say
    /// that the documents do not hold the answer. The first version has the passages that retrieval puts first, the others draw theirs from
    /// twice as many.
    private func contextConversations(_ example: Example, versions: Int, _ refusals: RefusalShape) throws -> [[ChatMessage]] {
        let messages = trainingMessages(example)
        guard let last = messages.last, last.role == .assistant, messages.count >= 2, messages[messages.count - 2].role == .user else {
            return [[ChatMessage]](repeating: messages, count: versions)
        }
        let question = messages[messages.count - 2].content
        let cites = try citationRule().asks(forCompletion: last.content)
        let hits = try retrieve(question, limit: 2 * configuration.passages).map(\.passage)
        let oracle = try oraclePassage(document: example.document, quote: example.quote)
        let distractors = hits.filter { $0.id != oracle?.id }
        return try (0..<versions).map { version in
            var random = CounterRandom(seed: configuration.splitSeed, text: version == 0 ? example.id : "\(example.id) \(version)")
            let (passages, isAnswerable) = drawContext(oracle, distractors, isFirst: version == 0, &random)
            let block = try contextBlock(question: SearchQuery.text(question: question), passages: passages)
            var completion = last.content
            if let oracle, let marker = block.passages.first(where: { $0.passage.id == oracle.id })?.marker {
                if cites { completion = citing(marker, in: completion) }
            } else if !isAnswerable {
                completion = refusals.refusal(of: completion)
            }
            return messages.dropLast(2) + [
                ChatMessage(role: .user, content: promptBuilder.user(question: question, input: nil, context: block.text, cites: cites)),
                ChatMessage(role: .assistant, content: completion),
            ]
        }
    }

    /// - Returns: the passages of a prompt, and whether the answer that rests on the oracle can be given from them.
    private func drawContext(
        _ oracle: Passage?, _ distractors: [Passage], isFirst: Bool, _ random: inout CounterRandom
    ) -> (passages: [Passage], isAnswerable: Bool) {
        let count = configuration.passages
        let hidesOracle = oracle != nil && random.next(below: Self.oracleLessOneIn) == 0
        let place = random.next(below: min(distractors.count, count - 1) + 1)
        var pool = distractors
        if !isFirst {
            for index in pool.indices.reversed() { pool.swapAt(index, random.next(below: index + 1)) }
        }
        guard let oracle, !hidesOracle else { return (Array(pool.prefix(count)), oracle == nil) }
        var passages = Array(pool.prefix(count - 1))
        passages.insert(oracle, at: min(place, passages.count))
        return (passages, true)
    }

    /// Puts `[n]` behind the first line's last sentence.
    private func citing(_ marker: Int, in completion: String) -> String {
        var lines = completion.components(separatedBy: "\n")
        lines[0] += " [\(marker)]"
        return lines.joined(separator: "\n")
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
