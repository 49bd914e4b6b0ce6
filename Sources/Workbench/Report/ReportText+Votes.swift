extension ReportText {
    /// The tally of the blind votes, for the screen and the command.
    public static func votes(_ tally: VoteTally) -> String {
        guard tally.questions > 0 else {
            let others = tally.ofOtherModels > 0 ? " \(Figures.count(tally.ofOtherModels, "vote")) are on answers of another model." : ""
            return "No blind votes yet.\(others) In the playground: b hides the names, v votes for an answer, t says that none is the best."
        }
        var lines = ["\(Figures.count(tally.votes, "blind vote")) on \(Figures.count(tally.questions, "question"))"]
        if tally.ties > 0 { lines[0] += ", \(tally.ties) without a best answer" }
        if tally.votes > tally.questions { lines[0] += "; the last vote on a question counts" }
        if tally.ofOtherModels > 0 { lines[0] += "; \(tally.ofOtherModels) on answers of other models left out" }
        lines += ["", "Chosen of the times shown, with its 95 % interval"]
        for row in tally.arms.sorted(by: { ($1.share, $0.arm) < ($0.share, $1.arm) }) {
            lines.append(
                "  \(padded(row.arm.rawValue, 14))\(padded("\(row.won) of \(row.shown)", 11))\(padded(Figures.percent(row.share), 7))"
                    + Figures.percentRange(row.low, row.high))
        }
        lines += ["", "One against the other, where one of the two was chosen (sign test; p after Holm)"]
        for pair in tally.pairs {
            let names = padded("\(pair.a.rawValue) : \(pair.b.rawValue)", 26)
            guard let share = pair.share else {
                lines.append("  \(names)never")
                continue
            }
            lines.append(
                "  \(names)\(padded("\(pair.aWins) : \(pair.bWins)", 9))\(padded(Figures.percent(share), 7))"
                    + "\(padded(Figures.percentRange(pair.low, pair.high), 11))p \(Figures.p(pair.p)) (\(Figures.p(pair.adjustedP)))")
        }
        return lines.joined(separator: "\n")
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}
