import Foundation
import Processes
import Scoring

/// The workbench itself, run on a pseudo-terminal with a copy of a project, and watched from outside.
///
/// What the clock sees is what a person sees: keys go in through the terminal, and a frame counts when its bytes have come out.
public struct InterfaceBench {
    public enum Measure: String, CaseIterable, Sendable {
        /// From starting the program to its first whole frame.
        case firstFrame = "first-frame"
        /// From a key to the letter on the screen, while a training and an ingest run.
        case keyToPaint = "key-to-paint"
        /// Times a second that the program wakes up while nothing happens.
        case idle
    }

    public var columns = 200
    public var rows = 60
    /// Keys typed, or seconds of idleness.
    public var count: Int?

    private static let starts = 11
    private static let keys = 240
    private static let idleSeconds = 10
    private static let added = 1_500

    public init() {}

    /// - Parameter project: is copied first; nil is the sample.
    public func run(_ measure: Measure, project: String?, progress: (ProgressUpdate) -> Bool = { _ in true }) throws -> MeasuredFigure {
        let scratch = try Scratch()
        let root = scratch.path + "/project"
        try ProjectTemplate.create(at: root, from: try project.map { try Project(at: $0).root } ?? sample())
        _ = try ProjectSession(project: Project(at: root)).sync(progress: progress)
        switch measure {
        case .firstFrame: return try firstFrame(root, scratch)
        case .keyToPaint: return try keyToPaint(root, scratch)
        case .idle: return try idle(root, scratch)
        }
    }

    /// Nothing stands in for it: in an empty project there is nothing to train.
    private func sample() throws -> String {
        guard let name = ProjectTemplate.samples().first else {
            throw WorkbenchError(
                .notFound, "There is no sample project beside this program.", next: "Name a project to copy: --project DIR")
        }
        return name
    }

    // MARK: measures

    private func firstFrame(_ root: String, _ scratch: Scratch) throws -> MeasuredFigure {
        let name = try Project(at: root).configuration.name
        var samples: [Double] = []
        var filled: [Double] = []
        for _ in 0..<(count ?? Self.starts) {
            let watch = Stopwatch()
            let view = try open(root, scratch)
            // The last thing drawn of a frame: the right end of its lowest line.
            try view.wait(for: "help", seconds: 20)
            samples.append(watch.milliseconds)
            try view.wait(for: name, seconds: 20)
            filled.append(watch.milliseconds)
            view.process.end(within: 10)
        }
        // The first start may read the program from the disk.
        var figure = MeasuredFigure("first frame, warm", Array(samples.dropFirst(samples.count > 1 ? 1 : 0)), unit: "ms")
        figure.notes = [
            size, String(format: "p95 %.0f ms", Benchmarks.percentile(figure.samples, 0.95)),
            String(format: "with the project after %.0f ms", filled.sorted()[filled.count / 2]),
        ]
        return figure
    }

    private func keyToPaint(_ root: String, _ scratch: Scratch) throws -> MeasuredFigure {
        let name = try Project(at: root).configuration.name
        guard try !ProjectSession(project: Project(at: root)).loadDataset().examples.isEmpty else {
            throw WorkbenchError(
                .usage, "The project has no examples, so that no training can run while keys are typed.",
                next: "Name another one: --project DIR")
        }
        try addDocuments(to: root)
        let view = try open(root, scratch)
        try view.wait(for: name, seconds: 20)
        view.process.type("2")
        view.settle(0.3)
        view.process.type("t")
        try view.wait(for: "Train an adapter", seconds: 10)
        view.process.type("\r")
        // Past the preparations: it tells of its steps.
        try view.waitForWhole("tok/s", seconds: 300)
        view.process.type("1s")
        try view.waitForWhole("+1 more", seconds: 60)
        view.process.type("4i")
        view.settle(1)
        let before = (time: Stopwatch(), cpu: processorSeconds(view.process.pid))
        var random = Scoring.CounterRandom(seed: 1)
        var samples: [Double] = []
        // Letters that nothing else on the screen holds.
        let letters = Array("αβγδεζηθικλμνξοπρστυφχψω")
        for index in 0..<(count ?? Self.keys) {
            let letter = String(letters[index % letters.count])
            let watch = Stopwatch()
            view.forget()
            view.process.type(letter)
            samples.append((try? view.wait(for: letter, seconds: 2)) == nil ? 2_000 : watch.milliseconds)
            view.settle(0.04 + 0.08 * random.uniform())
            if index % letters.count == letters.count - 1 {
                view.process.type(String(repeating: "\u{7F}", count: letters.count))
                view.settle(0.3)
            }
        }
        let busy = (processorSeconds(view.process.pid) - before.cpu) / before.time.seconds
        view.forget()
        view.process.type("\u{0C}")
        do {
            try view.wait(for: "+1 more", seconds: 5)
        } catch {
            throw WorkbenchError(
                .failed, "The training or the ingest ended before the keys were typed.", next: "Type fewer keys: --count 100.")
        }
        view.process.end(within: 60)
        var figure = MeasuredFigure("key to paint while training and ingesting", samples, unit: "ms")
        figure.notes = [
            size, "p95 of \(samples.count) keys", String(format: "median %.1f ms, most %.1f ms", figure.value, samples.max() ?? 0),
            String(format: "the program kept %.2f cores busy", busy),
        ]
        figure.value = Benchmarks.percentile(samples, 0.95)
        return figure
    }

    private func idle(_ root: String, _ scratch: Scratch) throws -> MeasuredFigure {
        let name = try Project(at: root).configuration.name
        let view = try open(root, scratch)
        try view.wait(for: name, seconds: 20)
        // Threads of the queues that have done their part end after some seconds.
        view.settle(12)
        var last = try wakeUps(view.process.pid)
        var samples: [Double] = []
        for _ in 0..<(count ?? Self.idleSeconds) {
            view.settle(1)
            let now = try wakeUps(view.process.pid)
            samples.append(Double(now - last))
            last = now
        }
        view.process.end(within: 10)
        var figure = MeasuredFigure("idle", samples, unit: "wake-ups/s", notes: [size, "all threads, \(samples.count) s"])
        figure.value = samples.reduce(0, +) / Double(samples.count)
        return figure
    }

    private var size: String { "\(columns)×\(rows)" }

    // MARK: the program

    private func open(_ root: String, _ scratch: Scratch) throws -> Watched {
        var environment = ProcessInfo.processInfo.environment
        for name in ["NO_COLOR", "TMUX", "LINES", "COLUMNS"] { environment[name] = nil }
        environment["TERM"] = "xterm-256color"
        environment["LC_ALL"] = "C.UTF-8"
        // Neither the user's settings nor the list of recent projects are touched.
        environment["XDG_CONFIG_HOME"] = scratch.path
        environment["XDG_STATE_HOME"] = scratch.path
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return Watched(try TerminalProcess(program, ["open", root], columns: columns, rows: rows, environment: environment))
    }

    /// Enough to read for as long as the keys are typed.
    private func addDocuments(to root: String) throws {
        let topics = ["delivery", "invoice", "warranty", "account", "printer", "colour", "paper", "refund"]
        for number in 0..<Self.added {
            let topic = topics[number % topics.count]
            let paragraphs = (1...6).map { part in
                "## Part \(part)\n\nThe \(topic) rule number \(number).\(part) says that order \(number * 7 + part) is handled within \(part + number % 9) days. "
                    + "Whoever asks about the \(topic) is told the date, the name of the clerk and the number of the letter."
            }
            let text = "# \(topic) \(number)\n\n" + paragraphs.joined(separator: "\n\n") + "\n"
            try Files.writeAtomically(Data(text.utf8), to: "\(root)/knowledge/bench/\(number).md")
        }
    }

    // MARK: what the system knows of it

    /// User and system time of all its threads.
    private func processorSeconds(_ pid: pid_t) -> Double {
        let text = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
        // The name in brackets may hold spaces; utime and stime are fields 14 and 15 (proc(5)).
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Times that any of its threads went to sleep or was put aside: once a wake-up.
    private func wakeUps(_ pid: pid_t) throws -> Int {
        let threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")
        return threads.reduce(0) { sum, thread in
            let text = (try? String(contentsOfFile: "/proc/\(pid)/task/\(thread)/status", encoding: .utf8)) ?? ""
            let switches = text.split(separator: "\n").filter { $0.contains("voluntary_ctxt_switches") }
            return sum + switches.reduce(0) { $0 + (Int($1.split(separator: "\t").last ?? "") ?? 0) }
        }
    }
}

/// A running workbench and the bytes that it has written.
private final class Watched {
    let process: TerminalProcess
    private var seen: [UInt8] = []

    init(_ process: TerminalProcess) { self.process = process }

    func forget() { seen.removeAll(keepingCapacity: true) }

    /// Reads until a text has come out, and forgets all up to that read.
    /// - Throws: `.failed` with what the screen shows.
    func wait(for text: String, seconds: Double) throws {
        guard comes(text, seconds: seconds) else { throw missing(text, seconds) }
    }

    /// The same for a text that may come out in parts: a cell that holds the right letter already is not written again. So the whole
    /// screen is asked for anew, about once a second.
    func waitForWhole(_ text: String, seconds: Double) throws {
        let watch = Stopwatch()
        while watch.seconds < seconds, !hasEnded {
            process.type(Self.repaint)
            if comes(text, seconds: 1) { return }
            forget()
        }
        throw missing(text, seconds)
    }

    private static let repaint = "\u{0C}"
    private var hasEnded = false

    private func comes(_ text: String, seconds: Double) -> Bool {
        let wanted = Array(text.utf8)
        let watch = Stopwatch()
        while seen.firstRange(of: wanted) == nil {
            let left = seconds - watch.seconds
            guard left > 0 else { return false }
            guard let read = process.read(seconds: left) else {
                hasEnded = true
                return false
            }
            seen += read
        }
        forget()
        return true
    }

    private func missing(_ text: String, _ seconds: Double) -> WorkbenchError {
        let what = "The workbench did not show “\(text)” within \(Int(seconds)) s"
        guard !hasEnded else { return WorkbenchError(.failed, "\(what): it has ended.") }
        // What was said before would be gone with the next key, but for the list of it.
        let shown = [Self.repaint, "M" + Self.repaint].map { keys in
            forget()
            process.type(keys)
            _ = comes("\u{0}", seconds: 1)
            return TerminalText.words(seen)
        }
        return WorkbenchError(.failed, "\(what). It showed:\n\(shown[0])\nAnd in its messages:\n\(shown[1])")
    }

    /// Reads for so long, whatever comes.
    func settle(_ seconds: Double) {
        let watch = Stopwatch()
        while watch.seconds < seconds {
            guard process.read(seconds: seconds - watch.seconds) != nil else {
                hasEnded = true
                return
            }
        }
    }
}

/// A temporary folder, removed with the value.
private final class Scratch {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "assay-ui-\(getpid())"
        try Files.makeDirectory(path)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
