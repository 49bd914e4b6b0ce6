#if canImport(Glibc)
    import Glibc
#endif

/// Draws tokens: temperature, then top-k, then top-p, then min-p on what is left.
package struct Sampler {
    private let parameters: GenerationParameters
    private var random: CounterRandom
    private var candidates: [(id: Int32, weight: Float)] = []

    package init(_ parameters: GenerationParameters) {
        self.parameters = parameters
        random = CounterRandom(seed: parameters.seed)
    }

    /// Scores this far below the best weigh less than 10⁻¹⁰ of it: all of a vocabulary's together can't be noticed.
    private static let negligible: Float = 23

    /// Whether anything is drawn: without a temperature the best token is taken.
    var draws: Bool { parameters.temperature > 0 }

    /// - Parameter isCandidate: which tokens may be drawn; `best` is the likeliest of them.
    package mutating func pick(
        _ logits: UnsafeBufferPointer<Float>, best: Int, among isCandidate: (Int) -> Bool = { _ in true }
    ) -> Int {
        guard parameters.temperature > 0 else { return best }
        let top = logits[best]
        let inverse = 1 / parameters.temperature
        // A temperature so low that it overflows leaves only the best.
        guard inverse.isFinite, (top * inverse).isFinite else { return best }
        candidates.removeAll(keepingCapacity: true)
        let floor = top - Self.negligible * parameters.temperature
        for (id, logit) in logits.enumerated() where logit >= floor && isCandidate(id) {
            candidates.append((Int32(id), exp((logit - top) * inverse)))
        }
        if parameters.topK > 0 || parameters.topP < 1 {
            candidates.sort { ($0.weight, $1.id) > ($1.weight, $0.id) }
            if parameters.topK > 0, candidates.count > parameters.topK { candidates.removeLast(candidates.count - parameters.topK) }
            keepTopP()
        }
        if parameters.minP > 0 { candidates.removeAll { $0.weight < parameters.minP } }
        return draw() ?? best
    }

    private mutating func keepTopP() {
        guard parameters.topP < 1 else { return }
        let goal = Double(parameters.topP) * candidates.reduce(0) { $0 + Double($1.weight) }
        var sum = 0.0
        for (i, candidate) in candidates.enumerated() {
            sum += Double(candidate.weight)
            if sum >= goal { return candidates.removeLast(candidates.count - i - 1) }
        }
    }

    private mutating func draw() -> Int? {
        let goal = random.unit() * candidates.reduce(0) { $0 + Double($1.weight) }
        var sum = 0.0
        for candidate in candidates {
            sum += Double(candidate.weight)
            if sum > goal { return Int(candidate.id) }
        }
        return candidates.last.map { Int($0.id) }
    }
}
