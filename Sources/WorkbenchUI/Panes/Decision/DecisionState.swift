import TerminalCells
import Workbench

/// The decision pane: the verdict and what it rests on.
public struct DecisionState: Equatable, Sendable {
    public enum Section: Int, CaseIterable, Equatable, Sendable { case verdict, questions, gaps, arms, flips }

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
        return section == .questions ? "next answer" : nil
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
        }
    }
}
