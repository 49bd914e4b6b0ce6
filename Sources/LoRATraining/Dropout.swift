/// Which inputs of the low-rank pairs one pass of one step does not see. The projections of one group share their input and its gaps.
struct Dropout {
    let rate: Float
    let random: CounterRandom

    init(rate: Float, seed: UInt64, step: Int, pass: Int) {
        self.rate = rate
        random = CounterRandom(seed: seed, stream: .dropout(step: step, pass: pass))
    }

    func key(_ kind: ProjectionGroup, layer: Int) -> UInt64 {
        let index: Int =
            switch kind {
            case .attentionIn: 0
            case .attentionOut: 1
            case .feedForwardIn: 2
            case .feedForwardOut: 3
            }
        return random.bits(at: 4 * layer + index)
    }
}
