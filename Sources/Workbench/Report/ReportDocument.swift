import Decision
import Scoring

/// What a report says, block by block, before it becomes HTML or Markdown. All texts are as they came: a rendering escapes them.
enum ReportBlock {
    case heading(String)
    /// The verdict in plain words, then what it is measured on.
    case verdict(state: DecisionReport.State, headline: String, facts: [String])
    case paragraph(String)
    case list(title: String?, [ReportItem])
    case table(ReportTable)
    /// Drawn in HTML; its numbers are always in the table that follows.
    case intervals(IntervalChart)
    case curve(CurveChart)
    case disagreement(Disagreement)
    case commands([String])
}

/// A sentence with the number of its claim.
struct ReportItem {
    var text: String
    var claim: Int?

    init(_ text: String, claim: Int? = nil) {
        self.text = text
        self.claim = claim
    }
}

struct ReportTable {
    struct Row {
        var cells: [String]
        var claim: Int?
        /// The row of the arm that the verdict is about.
        var isEmphasised = false
    }

    var caption: String
    var columns: [String]
    /// Columns of numbers, aligned at the right.
    var numeric: Set<Int> = []
    var rows: [Row]
    /// Long and seldom read: set small.
    var isAppendix = false
}

struct ReportDocument {
    var title: String
    var summary: String
    var blocks: [ReportBlock]

    init(_ report: ProjectReport) {
        title = "\(report.project): prompt, RAG, fine-tune, or both?"
        summary = report.summary
        blocks =
            report.verdictBlocks() + report.armBlocks() + report.gapBlocks() + report.questionBlocks() + report.freshnessBlocks()
            + report.curveBlocks() + report.promptBlocks() + report.probeBlocks() + report.judgeBlocks() + report.disagreementBlocks()
            + report.decidedBlocks()
            + report.historyBlocks() + report.recordBlocks() + report.claimBlocks()
    }
}
