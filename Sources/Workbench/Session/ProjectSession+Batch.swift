import Foundation
import Inference

extension ProjectSession {
    /// Answers in progress at once: more would read the weights hardly less often, and be in each other's way in the caches.
    private static let places = 8

    /// Answers what the cache does not hold yet, several prompts at once, and keeps the answers; `cachedAnswer` then finds them.
    /// - Parameter progress: how many of the missing answers are there; false ends it. What is answered by then is kept.
    /// - Returns: false when it was ended.
    func answerAhead(_ prompts: [PreparedPrompt], progress: (_ done: Int, _ of: Int) -> Bool) throws -> Bool {
        let cache = try answerCache()
        let context = try languageModel().configuration.context
        var missing: [(key: String, prompt: PreparedPrompt)] = []
        var seen: Set<String> = []
        // A prompt that does not fit the model gets its error where it is asked alone.
        for prompt in prompts where prompt.tokens.count <= context {
            let key = try answerKey(prompt)
            if cache[key] == nil, seen.insert(key).inserted { missing.append((key, prompt)) }
        }
        guard !missing.isEmpty, progress(0, missing.count) else { return missing.isEmpty }

        let requests = missing.map {
            BatchGenerator.Request(
                prompt: $0.prompt.tokens, adapter: $0.prompt.adapter?.prepared, parameters: $0.prompt.parameters,
                constraint: $0.prompt.form?.constraint)
        }
        let watch = Stopwatch()
        var last = 0.0
        var shares = [Double](repeating: 0, count: missing.count)
        var firsts = shares
        var done = 0
        var isEnded = false
        var failure: (any Error)?
        let generator = BatchGenerator(try languageModel(), places: Self.places, pool: try sessions())
        _ = try generator.generate(requests) { event in
            switch event {
            case .progress: return .more
            case .worked(let indices):
                let now = watch.milliseconds
                for index in indices {
                    shares[index] += (now - last) / Double(indices.count)
                    // A prompt is processed by itself, and its first token comes out of that.
                    if firsts[index] == 0 { firsts[index] = shares[index] }
                }
                last = now
                isEnded = isEnded || failure != nil || !progress(done, missing.count)
                return isEnded ? .stop : .more
            case .finished(let index, let generation):
                done += 1
                do {
                    try cache.insert(
                        .init(
                            key: missing[index].key, text: generation.text, promptTokens: requests[index].prompt.count,
                            completionTokens: generation.tokens.count, firstTokenMilliseconds: firsts[index],
                            milliseconds: shares[index], isShared: true))
                } catch {
                    failure = error
                }
                return .more
            }
        }
        if let failure { throw failure }
        return !isEnded
    }
}
