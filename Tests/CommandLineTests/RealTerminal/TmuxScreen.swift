import Foundation
import Processes
import Testing

/// A real terminal: a shell inside a tmux of its own, looked at as a person looks at it. Nothing of it is left behind.
final class TmuxScreen {
    static let isAvailable = (try? ChildProcess.output("tmux", ["-V"]).status) == 0

    /// Seconds that anything may take: a machine that runs every test at once is slow, and a test that fails is rare.
    static let patience = 30.0

    static let settings = "[project]\nname = \"tiny\"\n"

    let scratch: Scratch
    /// The folder that the shell is in.
    let folder: String
    private var socket: String { scratch.path(".tmux") }

    /// A shell whose prompt is `ready>`, in a project of these files, or in another screen's.
    ///
    /// - Parameter environment: variables; an empty one is taken away.
    init(
        columns: Int = 80, rows: Int = 24, settings: String? = TmuxScreen.settings, files: [String: String] = [:],
        sharing other: TmuxScreen? = nil, environment: [String: String] = [:]
    ) throws {
        scratch = try Scratch()
        folder = other?.folder ?? scratch.root
        if other == nil {
            if let settings {
                try scratch.write("assay.toml", settings)
                try scratch.write("knowledge/hours.md", "# Hours\n\nThe workshop opens at 7:40 in the morning.\n")
            }
            for (name, text) in files { try scratch.write(name, text) }
        }
        var variables = [
            "PS1": "ready> ", "PATH": Self.path, "LC_ALL": "C.UTF-8", "XDG_STATE_HOME": scratch.path(".state"),
            "XDG_CONFIG_HOME": scratch.path(".config"), "PROMPT_COMMAND": "",
        ]
        for name in ["NO_COLOR", "VISUAL", "EDITOR", "SWIFT_BACKTRACE"] { variables[name] = "" }
        variables.merge(environment) { $1 }
        let given = variables.filter { !$0.value.isEmpty }.map { "\($0.key)=\($0.value)" }
        let taken = variables.filter(\.value.isEmpty).flatMap { ["-u", $0.key] }
        tmux(
            ["set-option", "-g", "default-terminal", "tmux-256color", ";", "set-option", "-s", "escape-time", "0", ";"]
                + ["set-option", "-s", "set-clipboard", "on", ";"]
                + ["new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", "-c", folder, "env"] + taken + given
                + ["bash", "--norc", "--noprofile", "-i"])
        #expect(wait(for: "ready>"), "the shell did not start: \(text)")
    }

    deinit { close() }

    /// Takes the terminal away, and waits until nothing runs in it.
    func close() {
        let left = [pid_t(knows("pane_pid")), program].compactMap { $0 }.filter { $0 > 1 }
        tmux(["kill-server"])
        for process in left where !wait(seconds: 20, until: { kill(process, 0) != 0 }) { kill(process, SIGKILL) }
    }

    private static var path: String {
        let before = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return (Program.path as NSString).deletingLastPathComponent + ":" + before
    }

    @discardableResult
    func tmux(_ arguments: [String]) -> String {
        let result = try? ChildProcess.output("tmux", ["-u", "-f", "/dev/null", "-S", socket] + arguments)
        return String(decoding: result?.text ?? [], as: UTF8.self)
    }

    // MARK: what a person does

    /// Keys by tmux's names: `Enter`, `C-z`, `Escape`, `j`.
    func press(_ keys: String...) { tmux(["send-keys"] + keys) }

    func type(_ text: String) { tmux(["send-keys", "-l", text]) }

    /// A line for the shell.
    func run(_ line: String) {
        type(line)
        press("Enter")
    }

    /// As a terminal pastes: in brackets where the program asked for them.
    func paste(_ text: String) {
        tmux(["set-buffer", "-b", "pasted", text])
        tmux(["paste-buffer", "-p", "-d", "-b", "pasted"])
    }

    func resize(_ columns: Int, _ rows: Int) { tmux(["resize-window", "-x", "\(columns)", "-y", "\(rows)"]) }

    // MARK: what a person sees

    var text: String { tmux(["capture-pane", "-p"]) }
    var lines: [String] { text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }

    /// With the escape sequences of its colours and attributes.
    var styled: String { tmux(["capture-pane", "-p", "-e"]) }

    /// What tmux knows of the pane, such as `mouse_any_flag`.
    func knows(_ name: String) -> String {
        tmux(["display-message", "-p", "#{\(name)}"]).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Columns that a text takes by tmux's own count.
    func columns(of text: String) -> Int? {
        tmux(["set-option", "-g", "@text", text])
        return Int(knows("w:@text"))
    }

    /// The line that holds the terminal's cursor, nil when it is hidden.
    var cursorLine: String? {
        let known = knows("cursor_flag},#{cursor_y").split(separator: ",").compactMap { Int($0) }
        guard known.count == 2, known[0] == 1 else { return nil }
        let lines = lines
        return lines.indices.contains(known[1]) ? lines[known[1]] : nil
    }

    // MARK: waiting

    func wait(seconds: Double = patience, until holds: () -> Bool) -> Bool {
        let limit = Date() + seconds
        repeat {
            if holds() { return true }
            usleep(20_000)
        } while Date() < limit
        return false
    }

    func wait(for text: String, seconds: Double = patience) -> Bool { wait(seconds: seconds) { self.text.contains(text) } }
    func wait(without text: String) -> Bool { wait { !self.text.contains(text) } }

    /// Starts the workbench and waits until it shows the project.
    func open(_ arguments: String = "") -> Bool {
        run("clear; assay open . \(arguments)")
        return wait(for: "tiny") && wait(for: "? help")
    }

    /// The process that the shell has started.
    var program: pid_t? {
        guard let shell = pid_t(knows("pane_pid")) else { return nil }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.lazy.compactMap { pid_t($0) }.first { process in
            // After the name in brackets: the state, and the parent (proc_pid_stat(5)).
            let stat = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
            return stat.split(separator: ")").last?.split(separator: " ").dropFirst().first.flatMap { pid_t($0) } == shell
        }
    }
}
