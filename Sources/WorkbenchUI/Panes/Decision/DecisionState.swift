import TerminalCells
import Workbench

/// The decision pane: the verdict and what it rests on.
public struct DecisionState: Equatable, Sendable {
    public enum Section: Int, CaseIterable, Equatable, Sendable { case verdict, questions, gaps, arms, flips, measurements }

    public internal(set) var section = Section.verdict
    public internal(set) var inBody = false
    /// nil until the workbench has spoken.
    public internal(set) var report: DecisionReport?
    public internal(set) var evaluation: EvaluationReport?
    public internal(set) var question = 0
    public internal(set) var flipList = ListPosition()
    /// The newest cases opened, by id.
    public internal(set) var cases: [String: CaseDetail] = [:]
    public internal(set) var offset = 0
    /// The report was asked for since the start.
    public internal(set) var hasReport = false
    /// nil until the section was first looked at.
    public internal(set) var measurements: [MeasurementRow]?
    /// Index in `MeasurementKind.allCases`.
    public internal(set) var measurement = 0

    /// The measurements in their order, without results before these have come.
    var measurementRows: [MeasurementRow] {
        MeasurementKind.allCases.map { kind in measurements?.first { $0.measurement == kind } ?? MeasurementRow(kind) }
    }

    var selectedMeasurement: MeasurementRow { measurementRows[max(0, min(measurement, MeasurementKind.allCases.count - 1))] }

    /// What Enter opens: the result in the words of the command.
    var measurementPopup: TextPopup? {
        guard inBody, section == .measurements else { return nil }
        return TextPopup.measurement(selectedMeasurement)
    }

    var flips: [EvaluationReport.Flip] { evaluation?.flips ?? [] }

    var selectedFlip: EvaluationReport.Flip? { flips.indices.contains(flipList.selected) ? flips[flipList.selected] : nil }

    /// The questions as the report has them, or unanswered ones before it has come.
    var questions: [DecisionReport.QuestionRow] {
        Question.allCases.map { question in
            report?.questions.first { $0.question == question }
                ?? DecisionReport.QuestionRow(question: question, answer: nil, measured: nil, conflict: false)
        }
    }

    var openHint: String? {
        if !inBody { return section == .flips && flips.isEmpty ? nil : section == .questions ? "answer" : "read" }
        switch section {
        case .questions: return "next answer"
        case .measurements: return selectedMeasurement.text == nil ? nil : "read"
        default: return nil
        }
    }
}

extension DecisionState.Section {
    var title: String {
        switch self {
        case .verdict: "Verdict"
        case .questions: "Five questions"
        case .gaps: "Gaps"
        case .arms: "Arms"
        case .flips: "Disagreements"
        case .measurements: "Measurements"
        }
    }
}
