/// A LoRA adapter: low-rank pairs on linear weights, with one rank and one alpha for all.
public struct LoRAAdapter: Sendable, Equatable {
    public var rank: Int
    public var alpha: Float
    /// Scale by alpha / √rank instead of alpha / rank (rsLoRA).
    public var usesRankStabilization: Bool
    /// The share of its inputs that each pair did not see in a step of its training; nothing that is computed with it depends on this.
    public var dropout: Float
    /// The model that it was trained on, if the folder says.
    public var baseModel: String?
    /// In the order of layers, then of `LinearProjection.allCases`.
    public var modules: [AdapterModule]

    public init(
        rank: Int, alpha: Float, usesRankStabilization: Bool = false, dropout: Float = 0, baseModel: String? = nil, modules: [AdapterModule]
    ) {
        self.rank = rank
        self.alpha = alpha
        self.usesRankStabilization = usesRankStabilization
        self.dropout = dropout
        self.baseModel = baseModel
        self.modules = modules
    }

    /// What B·A·x is multiplied by.
    public var scaling: Float { usesRankStabilization ? alpha / Float(rank).squareRoot() : alpha / Float(rank) }

    /// Whether it decomposes weights into magnitude and direction (DoRA); all of its modules do then.
    public var usesDoRA: Bool { modules.contains { $0.magnitude != nil } }

    /// Numbers in all modules together.
    public var parameters: Int { modules.reduce(0) { $0 + $1.a.count + $1.b.count + ($1.magnitude?.count ?? 0) } }

    /// The tensors of the PEFT file, A before B before a magnitude vector, in the order of `modules`.
    public var tensors: [SafetensorsWriter.Tensor] {
        modules.flatMap { module -> [SafetensorsWriter.Tensor] in
            let pair = [
                (module.tensorNameA, [rank, module.inputs], module.a), (module.tensorNameB, [module.outputs, rank], module.b),
            ]
            return pair + (module.magnitude.map { [(module.tensorNameMagnitude, [module.outputs], $0)] } ?? [])
        }
    }
}
