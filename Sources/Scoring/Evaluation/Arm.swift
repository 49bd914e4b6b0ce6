/// One way of building the product, run over the same cases as every other.
///
/// Declared from cheapest to dearest to build and run: the verdict takes the first that is good enough.
public enum Arm: String, CaseIterable, Codable, Sendable, Hashable, Comparable {
    /// Instructions only.
    case prompt
    /// Instructions with worked examples.
    case fewshot
    /// Instructions with retrieved passages.
    case rag
    /// A trained adapter, closed book.
    case lora
    /// A trained adapter with retrieved passages.
    case ragLora = "rag+lora"

    public static func < (a: Arm, b: Arm) -> Bool { a.cost < b.cost }

    private var cost: Int { Arm.allCases.firstIndex(of: self)! }

    /// Whether the arm puts retrieved passages into its prompt.
    public var retrieves: Bool { self == .rag || self == .ragLora }
    /// Whether the arm applies a trained adapter.
    public var adapts: Bool { self == .lora || self == .ragLora }
}
