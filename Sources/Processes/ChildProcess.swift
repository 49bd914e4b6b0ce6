import Foundation

/// Runs another program to its end.
public enum ChildProcess {
    /// - Returns: the exit status, 128 + signal when killed.
    public static func run(_ program: String, _ arguments: [String]) throws(ChildProcessError) -> Int32 {
        wait(
            for: try start(program, arguments) { actions in
                posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
                posix_spawn_file_actions_adddup2(&actions, 2, 1)
            })
    }

    /// Runs it without its words on standard error, and gives what it wrote to standard output.
    public static func output(_ program: String, _ arguments: [String]) throws(ChildProcessError) -> (status: Int32, text: [UInt8]) {
        let ends = try pair(for: program)
        defer { close(ends.ours) }
        let child: pid_t
        do {
            defer { close(ends.theirs) }
            child = try start(program, arguments) { actions in
                posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
                posix_spawn_file_actions_adddup2(&actions, ends.theirs, 1)
                posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
            }
        }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(ends.ours, &buffer, buffer.count)
            if count > 0 { text += buffer[..<count] }
            if count == 0 || count < 0 && errno != EINTR { break }
        }
        return (wait(for: child), text)
    }

    /// Two connected descriptors that a new program does not inherit unless it is given one under another number.
    ///
    /// Sockets and not a pipe: what is written to a program that has ended gives an error there, where a pipe raises SIGPIPE.
    static func pair(for program: String) throws(ChildProcessError) -> (ours: Int32, theirs: Int32) {
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw .cannotStart(program: program, reason: String(cString: strerror(errno)), isMissing: false)
        }
        return (ends[0], ends[1])
    }

    static func start(
        _ program: String, _ arguments: [String], inOwnGroup: Bool = false, inOwnSession: Bool = false,
        environment: [String: String]? = nil, redirect: (inout posix_spawn_file_actions_t) -> Void
    ) throws(ChildProcessError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        redirect(&actions)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Threads of Dispatch block signals, and a child inherits what the thread that starts it blocks: it could not be stopped by a key.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var flags = Int16(POSIX_SPAWN_SETSIGMASK)
        if inOwnSession {
            // POSIX_SPAWN_SETSID of <spawn.h>, which Swift does not see.
            flags |= 0x80
        } else if inOwnGroup {
            flags |= Int16(POSIX_SPAWN_SETPGROUP)
        }
        posix_spawnattr_setflags(&attributes, flags)

        var argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
        argv.append(nil)
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { all in all.map { strdup("\($0.key)=\($0.value)") } + [nil] } ?? []
        defer { (argv + variables).forEach { free($0) } }

        var pid = pid_t()
        let status =
            environment == nil
            ? posix_spawnp(&pid, program, &actions, &attributes, argv, environ)
            : posix_spawnp(&pid, program, &actions, &attributes, argv, &variables)
        guard status == 0 else {
            throw .cannotStart(program: program, reason: String(cString: strerror(status)), isMissing: status == ENOENT)
        }
        return pid
    }

    static func wait(for pid: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        return code(of: status)
    }

    static func code(of status: Int32) -> Int32 {
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
}
