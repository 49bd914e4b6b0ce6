import ArgumentParser
import Workbench

extension Evaluate {
    /// The verdict on projects whose truth is known; exit code 1 when a bound does not hold.
    static func simulate(projects: Int, seed: UInt64, _ output: OutputOptions) throws {
        let report = output.following { progress in
            SimulationReport.make(runs: projects, seed: seed) { progress(ProgressUpdate(fraction: $0, text: $1)) }
        }
        guard let report else { throw WorkbenchError(.failed, "The simulation was stopped.", next: "Nothing is kept of it.") }
        if output.json { try Console.writeJSON(report) } else { Console.write(ReportText.simulation(report)) }
        guard report.holds else {
            throw WorkbenchError(
                .failed, "Not every bound holds on these \(projects) projects of each kind.",
                next: "With few projects chance can break a bound: try --simulate 500.")
        }
    }
}
