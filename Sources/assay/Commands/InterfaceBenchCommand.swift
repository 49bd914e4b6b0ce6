import ArgumentParser
import Workbench

extension InterfaceBench.Measure: ExpressibleByArgument {}

extension Bench {
    struct InterfaceTimes: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ui", abstract: "The screen's timings: the first frame, a key while the machine works, wake-ups when idle.",
            discussion: """
                Runs this program on a pseudo-terminal with a copy of a project, types, and times what comes out. first-frame: milliseconds from \
                start to the first whole frame. key-to-paint: milliseconds from a key to its letter, 95th percentile, while a training and an \
                ingest run. idle: wake-ups a second of all its threads.
                """)
        @Option(help: "first-frame, key-to-paint or idle.")
        var measure = InterfaceBench.Measure.keyToPaint
        @Option(help: "Columns and rows of the terminal.")
        var size = "200x60"
        @Option(help: "Starts, keys or seconds to measure.")
        var count: Int?
        @Option(help: "A project to copy; the sample by default.")
        var project: String?
        @OptionGroup var output: OutputOptions

        private var dimensions: [Int] { size.split(separator: "x").compactMap { Int($0) } }

        func validate() throws {
            guard dimensions.count == 2, dimensions.allSatisfy((10...1000).contains) else {
                throw ValidationError("--size is COLUMNSxROWS, such as 200x60.")
            }
            if let count, !(2...10_000).contains(count) { throw ValidationError("--count is 2 to 10000.") }
        }

        func run() throws {
            var bench = InterfaceBench()
            (bench.columns, bench.rows) = (dimensions[0], dimensions[1])
            bench.count = count
            let figure = try output.following { try bench.run(measure, project: project, progress: $0) }
            try Bench.show(figure, output)
        }
    }
}
