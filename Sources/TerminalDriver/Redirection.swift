import Glibc

/// Keeps the terminal for the screen: standard output and standard error of everybody else go to a log.
struct Redirection {
    /// The terminal, for reading keys and for drawing.
    let input: Int32
    let output: Int32
    private let savedError: Int32

    init(logPath: String?) throws(TerminalError) {
        let log = open(logPath ?? "/dev/null", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard log >= 0 else { throw .system("open \(logPath ?? "/dev/null")", errno) }
        defer { close(log) }
        fflush(nil)
        input = fcntl(0, F_DUPFD_CLOEXEC, 10)
        output = fcntl(1, F_DUPFD_CLOEXEC, 10)
        savedError = fcntl(2, F_DUPFD_CLOEXEC, 10)
        guard input >= 0, output >= 0 else { throw .system("dup", errno) }
        dup2(log, 1)
        dup2(log, 2)
    }

    func restore() {
        fflush(nil)
        dup2(output, 1)
        if savedError >= 0 {
            dup2(savedError, 2)
            close(savedError)
        }
        close(input)
        close(output)
    }
}
