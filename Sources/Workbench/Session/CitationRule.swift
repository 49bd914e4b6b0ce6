import Foundation
import Inference
import Scoring

/// Which answers arms that retrieve are asked to put a source's marker into: not those that a program reads, JSON or one of some labels,
/// which a marker would spoil.
package struct CitationRule: Sendable {
    /// Whether an answer of which nothing more is known has room for a marker.
    private let holdsMarker: Bool
    /// The labels that cases ask for.
    private let labels: Set<FoldedText>

    /// - Parameters:
    ///   - form: what the project says that its answers look like; `schema` forms have no room, a pattern has when it can hold `[1]`.
    ///   - cases: where each of them demands JSON or a label, answers are taken for that everywhere.
    package init(form: AnswerForm?, cases: [Case]) {
        let isProse = cases.isEmpty || cases.contains { Self.leavesRoom($0.format) }
        holdsMarker =
            switch form {
            case nil: isProse
            case .schema: false
            // A pattern that can't be read is complained about where it is imposed.
            case .regex(let pattern): isProse && (try? Automaton(regex: pattern).canHold("[1]")) ?? true
            }
        labels = Set(cases.flatMap { $0.format?.labels ?? [] }.map { FoldedText($0) })
    }

    private static func leavesRoom(_ format: FormatDemand?) -> Bool { format?.schema == nil && format?.labels == nil }

    /// - Parameter format: what the case demands, if the question is one of a case.
    package func asks(for format: FormatDemand? = nil) -> Bool { holdsMarker && Self.leavesRoom(format) }

    /// The same for an example's completion.
    package func asks(forCompletion text: String) -> Bool {
        guard holdsMarker, (try? JSONSerialization.jsonObject(with: Data(text.utf8))) == nil else { return false }
        return !labels.contains(FoldedText(text))
    }
}
