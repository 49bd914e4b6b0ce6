import Foundation

extension ChildProcess {
    /// What a program may take before it is stopped.
    public struct Limits: Sendable, Equatable {
        /// Wall time.
        public var seconds: Double
        /// Of standard output.
        public var outputBytes: Int
        /// Resident memory, looked at every few hundredths of a second.
        public var memoryBytes: Int

        public init(seconds: Double = 60, outputBytes: Int = 64 << 20, memoryBytes: Int = 1 << 30) {
            self.seconds = seconds
            self.outputBytes = outputBytes
            self.memoryBytes = memoryBytes
        }
    }

    /// What a program made of its input.
    public struct Filtered: Sendable, Equatable {
        /// The exit status, 128 + signal when killed.
        public var status: Int32
        public var output: [UInt8]
        /// The beginning of what it wrote to standard error.
        public var complaint: String
    }

    /// Runs a program on bytes, from its standard input to its standard output, within limits.
    ///
    /// It runs in a process group of its own: an interrupt typed at the terminal reaches the caller alone.
    public static func filter(
        _ program: String, _ arguments: [String], input: [UInt8], limits: Limits = Limits()
    ) throws(ChildProcessError) -> Filtered {
        let (stdin, stdout, stderr) = (try pair(for: program), try pair(for: program), try pair(for: program))
        defer { for end in [stdin, stdout, stderr] { close(end.ours) } }
        let child: pid_t
        do {
            defer { for end in [stdin, stdout, stderr] { close(end.theirs) } }
            child = try start(program, arguments, inOwnGroup: true) { actions in
                posix_spawn_file_actions_adddup2(&actions, stdin.theirs, 0)
                posix_spawn_file_actions_adddup2(&actions, stdout.theirs, 1)
                posix_spawn_file_actions_adddup2(&actions, stderr.theirs, 2)
            }
        }
        var exchange = Exchange(input: input, stdin: stdin.ours, stdout: stdout.ours, stderr: stderr.ours)
        let status: Int32
        do throws(ChildProcessError) {
            let end = ContinuousClock.now + .seconds(limits.seconds)
            try exchange.run(program, child, limits, until: end)
            status = try wait(for: child, program, limits, until: end)
        } catch {
            kill(-child, SIGKILL)
            kill(child, SIGKILL)
            _ = wait(for: child)
            throw error
        }
        return Filtered(status: status, output: exchange.output, complaint: String(decoding: exchange.complaint, as: UTF8.self))
    }

    /// A program that has closed its output may still not end.
    private static func wait(
        for pid: pid_t, _ program: String, _ limits: Limits, until end: ContinuousClock.Instant
    ) throws(ChildProcessError) -> Int32 {
        var status: Int32 = 0
        while true {
            let ended = waitpid(pid, &status, WNOHANG)
            if ended == pid { return code(of: status) }
            if ended < 0 && errno != EINTR { return 0 }
            guard ContinuousClock.now < end else { throw .tookTooLong(program: program, seconds: limits.seconds) }
            usleep(1_000)
        }
    }

    /// Bytes to and from a running program.
    private struct Exchange {
        let input: [UInt8]
        let stdin: Int32
        let stdout: Int32
        let stderr: Int32
        var output: [UInt8] = []
        var complaint: [UInt8] = []
        private var sent = 0

        private static let complaintLimit = 4_096
        private static let patience: Int32 = 40

        init(input: [UInt8], stdin: Int32, stdout: Int32, stderr: Int32) {
            self.input = input
            self.stdin = stdin
            self.stdout = stdout
            self.stderr = stderr
        }

        /// Until the program has closed its output; `patience` milliseconds pass at most between two looks at its memory.
        mutating func run(
            _ program: String, _ child: pid_t, _ limits: Limits, until end: ContinuousClock.Instant
        ) throws(ChildProcessError) {
            let clock = ContinuousClock()
            var nextLook = clock.now
            var (isReading, isListening, isSending) = (true, true, true)
            if input.isEmpty { isSending = finishSending() }
            while isReading || isListening {
                var polled = [
                    pollfd(fd: isSending ? stdin : -1, events: Int16(POLLOUT), revents: 0),
                    pollfd(fd: isReading ? stdout : -1, events: Int16(POLLIN), revents: 0),
                    pollfd(fd: isListening ? stderr : -1, events: Int16(POLLIN), revents: 0),
                ]
                poll(&polled, 3, Self.patience)
                if polled[0].revents != 0 { isSending = send() }
                if polled[1].revents != 0 { isReading = receive(stdout, into: &output, limit: .max) }
                if polled[2].revents != 0 { isListening = receive(stderr, into: &complaint, limit: Self.complaintLimit) }
                guard output.count <= limits.outputBytes else { throw .wroteTooMuch(program: program, bytes: limits.outputBytes) }
                let now = clock.now
                guard now < end else { throw .tookTooLong(program: program, seconds: limits.seconds) }
                if now >= nextLook {
                    nextLook = now + .milliseconds(Self.patience)
                    guard ChildProcess.residentBytes(of: child) <= limits.memoryBytes else {
                        throw .usedTooMuchMemory(program: program, bytes: limits.memoryBytes)
                    }
                }
            }
        }

        /// Whether more is to be sent.
        private mutating func send() -> Bool {
            let count = input.withUnsafeBytes {
                Glibc.send(stdin, $0.baseAddress! + sent, $0.count - sent, Int32(Int(MSG_NOSIGNAL) | Int(MSG_DONTWAIT)))
            }
            if count < 0 && (errno == EAGAIN || errno == EINTR) { return true }
            // A program that reads no further may still write: what it has not read does not matter.
            sent = count < 0 ? input.count : sent + count
            return sent < input.count ? true : finishSending()
        }

        private func finishSending() -> Bool {
            shutdown(stdin, Int32(SHUT_WR))
            return false
        }

        /// Whether more may come. What goes beyond the limit is read and dropped.
        private func receive(_ descriptor: Int32, into text: inout [UInt8], limit: Int) -> Bool {
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            let count = read(descriptor, &buffer, buffer.count)
            if count > 0 { text += buffer[..<min(count, max(0, limit - text.count))] }
            return count > 0 || count < 0 && (errno == EINTR || errno == EAGAIN)
        }
    }

    /// 0 when it cannot be known: the process has ended.
    private static func residentBytes(of pid: pid_t) -> Int {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/statm", encoding: .utf8) else { return 0 }
        let fields = text.split(separator: " ")
        // The second field counts resident pages (proc(5)).
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
    }
}
