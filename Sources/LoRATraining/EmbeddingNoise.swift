/// NEFTune (Jain et al. 2023): even noise on the embeddings of one pass of one training step, within ±alpha / √(positions · width) of each
/// sequence.
struct EmbeddingNoise {
    let alpha: Float
    let key: UInt64

    init(alpha: Float, seed: UInt64, step: Int, pass: Int) {
        self.alpha = alpha
        key = CounterRandom(seed: seed, stream: .embeddingNoise(step: step, pass: pass)).bits(at: 0)
    }

    func size(positions: Int, width: Int) -> Float { alpha / (Float(positions) * Float(width)).squareRoot() }
}
