import Foundation

extension ProjectSession {
    /// The newest result of every measurement, in a fixed order; one that was never run has no result.
    public func measurements() throws -> [MeasurementRow] { try MeasurementKind.allCases.map(row) }

    private func row(_ measurement: MeasurementKind) throws -> MeasurementRow {
        func row(_ path: String, _ headline: String, _ text: String, isOutdated: Bool = false) -> MeasurementRow {
            MeasurementRow(
                measurement, finished: Files.modified(path).map(Figures.moment), headline: headline, text: text, isOutdated: isOutdated)
        }
        switch measurement {
        case .gaps:
            if let gaps = try storedGaps() { return row(project.gapsFile, ReportText.headline(gaps), ReportText.gaps(gaps)) }
        case .promptSearch:
            if let report = try storedPromptSearch() {
                var found = row(
                    project.promptSearchFile, ReportText.headline(report), ReportText.promptSearchWithWinner(report),
                    isOutdated: (try? isOutdated(report)) ?? true)
                found.finished = Figures.moment(report.finished)
                return found
            }
        case .probes:
            if let report = try storedProbes() {
                let newest = try storedEvaluation(nil)?.run
                return row(
                    project.probesFile, ReportText.headline(report), ReportText.probes(report), isOutdated: report.run != newest)
            }
        case .curve:
            if let curve = try storedCurve() { return row(project.curveFile, ReportText.headline(curve), ReportText.curve(curve)) }
        case .freshness:
            if let report = try storedFreshness() {
                return row(project.freshnessFile, ReportText.headline(report), ReportText.freshness(report))
            }
        case .retrieval:
            if let report = try storedRetrieval() {
                return row(project.retrievalFile, ReportText.headline(report), ReportText.retrieval(report, withMisses: false))
            }
        case .judge:
            if let report = try storedJudge() {
                let newest = try storedEvaluation(nil)?.run
                return row(
                    project.judgeFile, ReportText.headline(report), ReportText.judge(report),
                    isOutdated: report.run.map { $0 != newest } ?? false)
            }
        }
        return MeasurementRow(measurement)
    }

    /// Runs a measurement as its command does without options, and keeps its result.
    public func measure(_ measurement: MeasurementKind, progress: ProgressSink) throws {
        switch measurement {
        case .gaps: _ = try measureGaps(split: "development", progress: progress)
        case .promptSearch: _ = try searchPrompts(progress: progress)
        case .probes: _ = try measureProbes(split: "development", progress: progress)
        case .curve: _ = try measureCurve(CurveChoice(), progress: progress)
        case .freshness: _ = try measureFreshness(progress: progress)
        case .retrieval: _ = try measureRetrieval(split: "development", progress: progress)
        case .judge:
            throw WorkbenchError(
                .usage, "A judge model is asked by command only, as answers may leave this machine.", next: "Run: \(measurement.command)")
        }
    }
}
