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
    /// DoRA's magnitude vector m, one number an output: then y = m / |W + scaling · B·A| · (W·x + scaling · B·(A·x)) with the length of
    /// each row (Liu et al. 2024). nil for plain LoRA.
    public var magnitude: [Float]?

    public init(
        layer: Int, projection: LinearProjection, inputs: Int, outputs: Int, a: [Float], b: [Float], magnitude: [Float]? = nil
    ) {
        self.layer = layer
        self.projection = projection
        self.inputs = inputs
        self.outputs = outputs
        self.a = a
        self.b = b
        self.magnitude = magnitude
    }

    /// The name of the weight that the pair sits on, without `.weight`.
    public var targetName: String { "model.layers.\(layer).\(projection.rawValue)" }
    /// The name under which PEFT stores A.
    public var tensorNameA: String { "base_model.model.\(targetName).lora_A.weight" }
    /// The name under which PEFT stores B.
    public var tensorNameB: String { "base_model.model.\(targetName).lora_B.weight" }
    /// The name under which PEFT stores the magnitude vector.
    public var tensorNameMagnitude: String { "base_model.model.\(targetName).lora_magnitude_vector" }
}
