import Foundation

extension ReportText {
    public static func promptSearch(_ report: PromptSearchReport) -> String {
        var lines = [
            "\(report.tried) prompts on \(report.n) development cases in \(report.clusters) clusters, \(report.spent) answers of "
                + "\(report.budget), seed \(report.seed)", "", "| step | passed | rate | 95 % interval | fact | format |",
            "|---|---|---|---|---|---|",
        ]
        for step in report.ladder {
            lines.append(
                "| \(step.name) | \(step.passed)/\(report.n) | \(Figures.percent(step.rate)) | \(Figures.percentRange(step.low, step.high)) | "
                    + "\(Figures.percent(step.fact)) | \(Figures.percent(step.format)) |")
        }
        lines += ["", "- best over the prompt as it is, as the search saw it: \(gain(report.gain))"]
        if let held = report.heldOut {
            lines.append(
                "- the same on cases that had no say in the choice: \(gain(held)); "
                    + "luck of the best of many: \(Figures.points(report.optimism ?? 0)) points")
        }
        lines.append(
            "- all prompts on the \(report.spread.cases) cases that each was asked: \(Figures.percent(report.spread.low)) to "
                + "\(Figures.percent(report.spread.high)), median \(Figures.percent(report.spread.median))")
        if let drafts = report.drafts { lines.append("- " + draftLine(drafts, report)) }
        lines += ["", "| | prompt | asked | passed | fact | format | prompt tokens |", "|---|---|---|---|---|---|---|"]
        for candidate in report.candidates {
            lines.append(
                "| \(candidate.number)\(candidate.number == report.best ? " ◂" : "") | \(candidate.name) | \(candidate.asked) | "
                    + "\(candidate.passed) | \(Figures.percent(candidate.fact)) | \(Figures.percent(candidate.format)) | "
                    + String(format: "%.0f |", candidate.promptTokens))
        }
        return (lines + ["", report.summary]).joined(separator: "\n")
    }

    private static func draftLine(_ drafts: PromptSearchReport.Drafts, _ report: PromptSearchReport) -> String {
        let thrown = drafts.rejected.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) as \($0.key)" }
        let asked = report.candidates.filter { $0.name.hasPrefix(PromptSearchReport.Drafts.name) && $0.asked > 0 }
        let best = asked.max { $0.rate < $1.rate }.map { "; the best passed \($0.passed) of the \($0.asked) cases it was asked" }
        let wanted = Figures.count(drafts.wanted, "set of instructions", "sets of instructions")
        return "of \(wanted) that the model was to draft, \(drafts.kept) were raced" + (best ?? "")
            + (thrown.isEmpty ? "" : "; thrown away: " + thrown.joined(separator: ", "))
    }

    /// The search, and the prompt that won it.
    public static func promptSearchWithWinner(_ report: PromptSearchReport) -> String {
        promptSearch(report) + "\n\nThe best prompt:\n\n" + prompt(report.winner)
    }

    /// The prompt itself, to the letter.
    public static func prompt(_ prompt: SearchedPrompt) -> String {
        var lines = ["system: " + (prompt.instructions.isEmpty ? "(empty)" : prompt.instructions)]
        for example in prompt.examples { lines += ["user: \(example.question)", "assistant: \(example.answer)"] }
        if prompt.isConstrained { lines.append("The project's form is imposed on the answer.") }
        return lines.joined(separator: "\n")
    }

    private static func gain(_ gain: PromptSearchReport.Gain) -> String {
        "\(Figures.points(gain.difference)) points (\(Figures.pointsRange(gain.low, gain.high))), p \(Figures.p(gain.p))"
    }
}
