import Foundation
import Scoring

/// Whether the evaluation can carry a verdict at all.
enum Instrument {
    /// Why not, one sentence each; empty when it can.
    static func faults(_ input: DecisionInput, _ table: OutcomeTable) -> [String] {
        let parameters = input.parameters
        guard !input.results.isEmpty else { return ["Nothing has been evaluated yet: run the arms over the cases first."] }
        var faults: [String] = []
        if !input.leaks.isEmpty {
            let shown = input.leaks.prefix(3).joined(separator: " ")
            let more = input.leaks.count > 3 ? " And \(input.leaks.count - 3) more." : ""
            faults.append("\(Words.count(input.leaks.count, "leak")) between training and cases: \(shown)\(more)")
        }
        if let test = input.selfTest, test.isBroken {
            faults.append(
                "The A/A check raises false alarms in \(Words.percent(test.falseAlarmRate)) of \(test.experiments) experiments; "
                    + "\(Words.percent(test.alpha)) are allowed.")
        }
        if table.arms.count < 2 { faults.append("Only one arm was evaluated: there is nothing to compare it with.") }
        if table.n < parameters.leastCases {
            faults.append(
                "\(Words.count(table.n, "case")) answered by every arm; at least \(parameters.leastCases) are needed to say anything.")
        } else if table.arms.count >= 2, table.clusters < leastClusters(table.arms, parameters) {
            faults.append(
                "The \(table.n) cases are \(Words.count(table.clusters, "independent cluster")); with fewer than "
                    + "\(leastClusters(table.arms, parameters)) no difference could be told from chance.")
        }
        return faults
    }

    /// The least number of clusters with which the smallest possible p passes Holm's first step: 2^(1 − K), or of a bet that is
    /// valid at every look (K + 1)/2^K.
    private static func leastClusters(_ arms: [Arm], _ parameters: DecisionParameters) -> Int {
        let contrasts = Double(max(1, arms.count - 1))
        let least = Int((1 + log2(contrasts / parameters.alpha)).rounded(.up))
        guard parameters.isAnytime else { return least }
        return (least...).first { Double($0 + 1) * contrasts <= parameters.alpha * exp2(Double($0)) } ?? least
    }
}
