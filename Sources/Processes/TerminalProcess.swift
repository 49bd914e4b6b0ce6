import Foundation

/// A program on a pseudo-terminal of its own, in the place of the person before it.
public final class TerminalProcess {
    public let pid: pid_t
    private let terminal: Int32
    private var status: Int32?

    /// - Parameter environment: its whole environment; nil is this program's.
    public init(
        _ program: String, _ arguments: [String], columns: Int, rows: Int, environment: [String: String]? = nil
    ) throws(ChildProcessError) {
        var (ours, theirs) = (Int32(-1), Int32(-1))
        var name = [CChar](repeating: 0, count: 128)
        var size = winsize(ws_row: UInt16(clamping: rows), ws_col: UInt16(clamping: columns), ws_xpixel: 0, ws_ypixel: 0)
        guard openpty(&ours, &theirs, &name, nil, &size) == 0 else {
            throw .cannotStart(program: program, reason: "no pseudo-terminal: \(String(cString: strerror(errno)))", isMissing: false)
        }
        defer { close(theirs) }
        for end in [ours, theirs] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        do throws(ChildProcessError) {
            // The first terminal that the leader of a session opens becomes its controlling one.
            pid = try ChildProcess.start(program, arguments, inOwnSession: true, environment: environment) { actions in
                posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
                posix_spawn_file_actions_adddup2(&actions, 0, 1)
                posix_spawn_file_actions_adddup2(&actions, 0, 2)
            }
        } catch {
            close(ours)
            throw error
        }
        terminal = ours
    }

    deinit {
        if status == nil {
            kill(pid, SIGKILL)
            _ = ChildProcess.wait(for: pid)
        }
        close(terminal)
    }

    /// Types a text.
    public func type(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(terminal, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { return }
            bytes = bytes.dropFirst(max(0, count))
        }
    }

    /// What it has written, as soon as there is something; empty when nothing came within the time, nil when it has gone.
    public func read(seconds: Double) -> [UInt8]? {
        var slot = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
        guard poll(&slot, 1, Int32(max(0, seconds * 1000).rounded(.up))) > 0 else { return [] }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = Foundation.read(terminal, &buffer, buffer.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return [] }
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    /// Asks it to end, reads what it still writes, and kills it when the time is over.
    /// - Returns: the exit status, 128 + signal when killed.
    @discardableResult
    public func end(within seconds: Double) -> Int32 {
        if let status { return status }
        kill(pid, SIGTERM)
        let limit = ContinuousClock.now + .seconds(seconds)
        var code: Int32 = 0
        while true {
            if waitpid(pid, &code, WNOHANG) == pid { break }
            if ContinuousClock.now >= limit { kill(pid, SIGKILL) }
            if read(seconds: 0.02) == nil { usleep(5_000) }
        }
        status = ChildProcess.code(of: code)
        return status ?? 0
    }
}
