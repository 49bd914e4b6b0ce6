import Scoring

/// Retrieval × adapter as a 2×2 on the same cases, in shares of joint success.
public struct Effects: Codable, Equatable, Sendable {
    /// What retrieval adds, averaged over with and without adapter.
    public var retrieval: Estimate
    /// What the adapter adds, averaged over with and without retrieval.
    public var adapter: Estimate
    /// What both together bring beyond the sum of each alone.
    public var interaction: Estimate

    public init(retrieval: Estimate, adapter: Estimate, interaction: Estimate) {
        self.retrieval = retrieval
        self.adapter = adapter
        self.interaction = interaction
    }
}

extension Effects {
    /// nil unless prompt, RAG, LoRA and RAG+LoRA all answered.
    static func measured(_ table: OutcomeTable, _ draws: RateDraws) -> Effects? {
        guard Set([Arm.prompt, .rag, .lora, .ragLora]).isSubset(of: table.arms) else { return nil }
        func estimate(_ weights: [Arm: Double]) -> Estimate {
            let interval = draws.interval(weights)
            return Estimate(
                estimate: weights.reduce(0) { $0 + $1.value * table.rate($1.key) }, low: interval.low, high: interval.high)
        }
        return Effects(
            retrieval: estimate([.rag: 0.5, .prompt: -0.5, .ragLora: 0.5, .lora: -0.5]),
            adapter: estimate([.lora: 0.5, .prompt: -0.5, .ragLora: 0.5, .rag: -0.5]),
            interaction: estimate([.ragLora: 1, .rag: -1, .lora: -1, .prompt: 1]))
    }
}
