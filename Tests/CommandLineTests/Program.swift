import Foundation

/// The built program, run as a user would.
struct Program {
    struct Result {
        var status: Int32
        var output: String
        var errors: String

        /// Standard output read as one JSON object.
        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(output.utf8))) as? [String: Any] ?? [:]
        }
    }

    /// The executable stands beside the test bundle.
    static let path = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("assay").path

    /// Runs `assay` with standard input from a text (empty by default) and without a terminal.
    ///
    /// `killedWhen` is asked over and over while it runs, and ends it with SIGKILL once it says yes. `fileLimit` is the most kilobytes
    /// that it can write to one file: what a full disk is to a program.
    static func run(
        _ arguments: [String], input: String = "", in directory: String? = nil, environment extra: [String: String] = [:],
        fileLimit: Int? = nil, killedWhen: (() -> Bool)? = nil
    ) throws -> Result {
        let scratch = try Scratch()
        let files = ["in", "out", "err"].map { scratch.path($0) }
        try Data(input.utf8).write(to: URL(fileURLWithPath: files[0]))

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, files[0], O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, files[1], O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, files[2], O_WRONLY | O_CREAT, 0o600)

        let variables = ProcessInfo.processInfo.environment.merging(extra) { $1 }.map { "\($0.key)=\($0.value)" }
        // The shell changes the folder and then becomes the program.
        // A limit counts blocks of 512 bytes; its signal is ignored, so that writing fails as it does on a full disk.
        let limit = fileLimit.map { "trap '' XFSZ; ulimit -f \(2 * $0); " } ?? ""
        let command = ["/bin/sh", "-c", limit + #"cd "$1" && shift && exec "$@""#, "sh", directory ?? "/", path] + arguments
        var argv: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var pid = pid_t()
        let started = posix_spawn(&pid, command[0], &actions, nil, &argv, &envp)
        guard started == 0 else { throw CocoaError(.executableNotLoadable) }
        var wait: Int32 = 0
        if let killedWhen {
            while waitpid(pid, &wait, WNOHANG) == 0 {
                if killedWhen() {
                    kill(pid, SIGKILL)
                    break
                }
                usleep(2000)
            }
        }
        while waitpid(pid, &wait, 0) < 0 && errno == EINTR {}
        let signal = wait & 0x7F
        func read(_ path: String) -> String {
            (try? Data(contentsOf: URL(fileURLWithPath: path))).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
        return Result(status: signal == 0 ? (wait >> 8) & 0xFF : 128 + signal, output: read(files[1]), errors: read(files[2]))
    }
}

/// A folder of its own for one test, removed when the test is over.
final class Scratch {
    let root: String

    init() throws {
        root = NSTemporaryDirectory() + "assay-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    func path(_ name: String) -> String { "\(root)/\(name)" }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        let path = path(name)
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }
}
