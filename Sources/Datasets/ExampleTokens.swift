/// What the model's template makes of an example.
public struct ExampleTokens: Sendable, Equatable {
    public var count: Int
    /// How many are trained; nil when nobody looked.
    public var trained: Int?
    /// Whether the last trained token is one that ends a turn; nil when nobody looked.
    public var endsTurn: Bool?

    public init(count: Int, trained: Int? = nil, endsTurn: Bool? = nil) {
        self.count = count
        self.trained = trained
        self.endsTurn = endsTurn
    }
}
