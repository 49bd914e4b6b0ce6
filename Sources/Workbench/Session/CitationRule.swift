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
    ///   - isRequired: where no answer passes without its source, the form excuses none: it is asked for, and a form without room for it
    ///     fails.
    package init(form: AnswerForm?, cases: [Case], isRequired: Bool = false) {
        let isProse = cases.isEmpty || cases.contains { $0.format?.leavesRoomForSource ?? true }
        holdsMarker =
            switch isRequired ? nil : form {
            case nil: isProse
            case .schema: false
            // A pattern that can't be read is complained about where it is imposed.
            case .regex(let pattern): isProse && (try? Automaton(regex: pattern).canHold("[1]")) ?? true
            }
        labels = Set(cases.flatMap { $0.format?.labels ?? [] }.map { FoldedText($0) })
    }

    /// - Parameter format: what the case demands, if the question is one of a case.
    package func asks(for format: FormatDemand? = nil) -> Bool { holdsMarker && format?.leavesRoomForSource ?? true }

    /// The same for an example's completion.
    package func asks(forCompletion text: String) -> Bool {
        guard holdsMarker, (try? JSONSerialization.jsonObject(with: Data(text.utf8))) == nil else { return false }
        return !labels.contains(FoldedText(text))
    }
}
