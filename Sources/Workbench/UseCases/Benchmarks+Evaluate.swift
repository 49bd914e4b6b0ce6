import Foundation
import Scoring

extension Benchmarks {
    /// From the first prompt to the report of the arms: the first test cases, with no answer known before.
    /// - Parameters:
    ///   - project: its store and adapters are used, nothing is written to it; by default a copy of the sample is made and removed.
    ///   - arms: every arm that can answer by default.
    public static func evaluate(
        project folder: String?, arms wanted: [Arm] = [], limit: Int, progress: ProgressSink = { _ in true }
    ) throws -> MeasuredFigure {
        let scratch = NSTemporaryDirectory() + "assay-evaluate-\(getpid())"
        try Files.makeDirectory(scratch)
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let project =
            try folder.map { try Project(at: $0) } ?? ProjectTemplate.create(at: scratch + "/project", from: ProjectTemplate.firstSample)
        let session = ProjectSession(project: project, answersPath: scratch + "/answers.jsonl")
        var notes: [String] = []
        if folder == nil {
            let watch = Stopwatch()
            _ = try session.sync(progress: progress)
            notes.append(String(format: "knowledge base made before in %.1f s", watch.seconds))
        }
        let cases = Array(try session.cases().filter { $0.split == .test }.prefix(limit))
        guard !cases.isEmpty else { throw WorkbenchError(.notFound, "\(project.configuration.name) has no test cases.") }
        let arms = try session.answerableArms(wanted)
        // Loading is measured by itself: `assay bench load`.
        _ = try session.sessions()
        let watch = Stopwatch()
        let results = try session.results(of: arms, on: cases, progress: progress)
        let answered = watch.seconds
        _ = EvaluationReport.make(run: "bench", results: results)
        let seconds = watch.seconds
        var figure = MeasuredFigure("evaluate \(cases.count) cases × \(arms.count) arms", [seconds], unit: "s")
        figure.evaluation = .init(
            project: project.configuration.name, cases: cases.count, arms: arms.map(\.rawValue), answers: results.count,
            promptTokens: results.reduce(0) { $0 + $1.output.promptTokens },
            completionTokens: results.reduce(0) { $0 + $1.output.completionTokens }, scoringSeconds: seconds - answered)
        figure.peakMemoryMegabytes = SystemMemory().peak.map { Double($0) / 1_048_576 }
        figure.notes =
            [arms.map(\.rawValue).joined(separator: " "), String(format: "%.2f answers/s", Double(results.count) / seconds)] + notes
            + (figure.peakMemoryMegabytes.map { [String(format: "peak memory %.0f MB", $0)] } ?? [])
        return figure
    }
}
