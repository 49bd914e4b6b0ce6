/// The low-rank pair on one linear weight W (outputs × inputs): y += scaling · B·(A·x). Rows in the Hugging Face order.
public struct AdapterModule: Sendable, Equatable {
    public var layer: Int
    public var projection: LinearProjection
    public var inputs: Int
    public var outputs: Int
    /// rank × inputs, row-major.
    public var a: [Float]
    /// outputs × rank, row-major.
    public var b: [Float]

    public init(layer: Int, projection: LinearProjection, inputs: Int, outputs: Int, a: [Float], b: [Float]) {
        self.layer = layer
        self.projection = projection
        self.inputs = inputs
        self.outputs = outputs
        self.a = a
        self.b = b
    }

    /// The name of the weight that the pair sits on, without `.weight`.
    public var targetName: String { "model.layers.\(layer).\(projection.rawValue)" }
    /// The name under which PEFT stores A.
    public var tensorNameA: String { "base_model.model.\(targetName).lora_A.weight" }
    /// The name under which PEFT stores B.
    public var tensorNameB: String { "base_model.model.\(targetName).lora_B.weight" }
}
