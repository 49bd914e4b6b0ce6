import Foundation

/// Runs another program to its end with its output on our standard error.
///
/// A thin wrapper over `posix_spawn`: `Foundation.Process` would change signal handling under a terminal program.
enum ChildProcess {
    /// - Returns: the exit status, 128 + signal when killed.
    static func run(_ program: String, _ arguments: [String]) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, 2, 1)

        var argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
        argv.append(nil)
        defer { argv.forEach { free($0) } }

        var pid = pid_t()
        let status = posix_spawnp(&pid, program, &actions, nil, argv, environ)
        guard status == 0 else {
            throw WorkbenchError(
                .unavailable, "Cannot start \(program): \(String(cString: strerror(status))).", next: "Is it installed and on the PATH?")
        }
        var wait: Int32 = 0
        while waitpid(pid, &wait, 0) < 0 && errno == EINTR {}
        let signal = wait & 0x7F
        return signal == 0 ? (wait >> 8) & 0xFF : 128 + signal
    }
}
