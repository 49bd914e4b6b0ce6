/// One way of building the product, run over the same cases as every other: an approach, with or without a form that is imposed on its
/// answers.
///
/// In order from cheapest to dearest to build and run: the verdict takes the first that is good enough.
public struct Arm: Codable, Sendable, Hashable {
    public enum Approach: String, CaseIterable, Codable, Sendable {
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

        /// As it stands in sentences and on the screen.
        public var title: String {
            switch self {
            case .prompt: "Prompt"
            case .fewshot: "Few-shot"
            case .rag: "RAG"
            case .lora: "LoRA"
            case .ragLora: "RAG+LoRA"
            }
        }
    }

    public static let prompt = Arm(.prompt)
    public static let fewshot = Arm(.fewshot)
    public static let rag = Arm(.rag)
    public static let lora = Arm(.lora)
    public static let ragLora = Arm(.ragLora)

    /// Every approach without a form.
    public static let plain = Approach.allCases.map { Arm($0) }

    public let approach: Approach
    /// Whether the project's form is imposed token by token while an answer is written (constrained decoding).
    public let isConstrained: Bool

    public init(_ approach: Approach, isConstrained: Bool = false) {
        self.approach = approach
        self.isConstrained = isConstrained
    }

    /// The same approach with the project's form.
    public var constrained: Arm { Arm(approach, isConstrained: true) }
    /// The same approach without a form.
    public var unconstrained: Arm { Arm(approach) }

    /// Whether the arm puts retrieved passages into its prompt.
    public var retrieves: Bool { approach == .rag || approach == .ragLora }
    /// Whether the arm applies a trained adapter.
    public var adapts: Bool { approach == .lora || approach == .ragLora }
}

/// `rag`, or `rag+form` with a form.
extension Arm: RawRepresentable {
    private static let mark = "+form"

    public init?(rawValue: String) {
        let isConstrained = rawValue.hasSuffix(Self.mark)
        guard let approach = Approach(rawValue: isConstrained ? String(rawValue.dropLast(Self.mark.count)) : rawValue) else { return nil }
        self.init(approach, isConstrained: isConstrained)
    }

    public var rawValue: String { approach.rawValue + (isConstrained ? Self.mark : "") }
}

extension Arm: Comparable {
    public static func < (a: Arm, b: Arm) -> Bool { a.cost < b.cost }

    /// A form costs a file, and no time: less than the next approach does.
    private var cost: Int { 2 * Approach.allCases.firstIndex(of: approach)! + (isConstrained ? 1 : 0) }
}
