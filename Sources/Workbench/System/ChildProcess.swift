import Foundation

/// Runs another program to its end.
///
/// A thin wrapper over `posix_spawn`: `Foundation.Process` would change signal handling under a terminal program.
enum ChildProcess {
    /// - Returns: the exit status, 128 + signal when killed.
    static func run(_ program: String, _ arguments: [String]) throws -> Int32 {
        wait(
            for: try start(program, arguments) { actions in
                posix_spawn_file_actions_adddup2(&actions, 2, 1)
            })
    }

    /// Runs it without its words on standard error, and gives what it wrote to standard output.
    static func output(_ program: String, _ arguments: [String]) throws -> (status: Int32, text: [UInt8]) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else {
            throw WorkbenchError(.unavailable, "Cannot start \(program): \(String(cString: strerror(errno))).")
        }
        // The child gets the one end that it needs, under another number.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        let child: pid_t
        do {
            defer { close(ends[1]) }
            child = try start(program, arguments) { actions in
                posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
                posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
            }
        }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(ends[0], &buffer, buffer.count)
            if count > 0 { text += buffer[..<count] }
            if count == 0 || count < 0 && errno != EINTR { break }
        }
        return (wait(for: child), text)
    }

    private static func start(
        _ program: String, _ arguments: [String], redirect: (inout posix_spawn_file_actions_t) -> Void
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        redirect(&actions)

        var argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
        argv.append(nil)
        defer { argv.forEach { free($0) } }

        var pid = pid_t()
        let status = posix_spawnp(&pid, program, &actions, nil, argv, environ)
        guard status == 0 else {
            throw WorkbenchError(
                .unavailable, "Cannot start \(program): \(String(cString: strerror(status))).", next: "Is it installed and on the PATH?")
        }
        return pid
    }

    private static func wait(for pid: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
}
