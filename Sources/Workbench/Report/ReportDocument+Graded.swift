import Foundation
import Scoring

extension ProjectReport {
    /// Graded metrics, where cases hold reference answers.
    func gradedBlocks(_ evaluation: EvaluationReport) -> [ReportBlock] {
        let rows = evaluation.arms.compactMap { arm in
            arm.overlap.map { overlap in
                ReportTable.Row(
                    cells: [arm.arm.title] + ReferenceOverlap.Metric.allCases.map { String(format: "%.1f", overlap[$0] * 100) })
            }
        }
        guard !rows.isEmpty, let referenced = evaluation.arms.first?.referenced else { return [] }
        return [
            .table(
                ReportTable(
                    caption:
                        "Wording shared with the reference answers of \(referenced) cases, 0 to 100; no part of passing",
                    columns: ["arm"] + ReferenceOverlap.Metric.allCases.map(\.title), numeric: [1, 2, 3], rows: rows))
        ]
    }
}
