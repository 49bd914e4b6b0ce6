/// How much of a reference answer's wording an answer shares; advisory, never part of passing.  Each is in 0…1, and of several
/// references the best counts.
public struct ReferenceOverlap: Codable, Equatable, Sendable {
    public enum Metric: String, CaseIterable, Codable, Sendable {
        case tokenF1, rougeL, chrF

        public var title: String {
            switch self {
            case .tokenF1: "token F1"
            case .rougeL: "ROUGE-L"
            case .chrF: "chrF"
            }
        }
    }

    /// Shared words after SQuAD's normalisation.
    public var tokenF1: Double
    /// Shared words in the same order.
    public var rougeL: Double
    /// Shared runs of letters.
    public var chrF: Double

    public init(tokenF1: Double, rougeL: Double, chrF: Double) {
        self.tokenF1 = tokenF1
        self.rougeL = rougeL
        self.chrF = chrF
    }

    /// nil without a reference.
    public init?(_ answer: String, references: [String]) {
        guard !references.isEmpty else { return nil }
        self.init(
            tokenF1: TokenOverlap.f1(answer, anyOf: references), rougeL: RougeL.f1(answer, anyOf: references),
            chrF: CharacterF.score(answer, anyOf: references))
    }

    public subscript(_ metric: Metric) -> Double {
        switch metric {
        case .tokenF1: tokenF1
        case .rougeL: rougeL
        case .chrF: chrF
        }
    }
}
