import CTerminal
import Glibc
import TerminalCells

/// The one thread that owns the terminal: a plain `poll` over keyboard, mailbox and signals.
///
/// How an executable uses it: make the loop, give `mailbox` to whatever works in the background, keep the state in a local
/// variable, and run:
///
/// ```swift
/// let loop = try RunLoop<Message>()
/// workbench.onEvent = { [mailbox = loop.mailbox] event in mailbox.post(.event(event)) }   // from any queue
/// var state = AppState(configuration)
/// let exit = try loop.run(
///     options: .init(logPath: "…/assay.log"),
///     input: { .input($0) },                                  // keys, mouse, pastes, resizes, ticks
///     handle: { message, terminal in
///         for effect in update(&state, message) {             // carry out what `update` asked for
///             switch effect {
///             case .request(let request): workbench.perform(request)
///             case .copy(let text): terminal.copy(text)
///             case .edit(let text): loop.mailbox.post(.edited(try? terminal.edit(text)))
///             case .tick(let on): terminal.tick(every: on ? 0.1 : nil)
///             case .mouse(let on): terminal.captureMouse(on)
///             case .suspend: terminal.suspend()
///             case .repaint: terminal.repaint()
///             case .quit: terminal.quit()
///             }
///         }
///     },
///     view: { size in view(state, size: size) })
/// ```
///
/// The first message is `TerminalInput.started`.  Per wake-up: signals, then input until it is empty, then a bounded batch of
/// messages, then at most one draw; thirty draws a second at most, a key's draw at once.  Idle means blocked in `poll`: no wake-ups.
/// While it runs, descriptors 1 and 2 go to the log.  On return, and on a crash, the terminal is as it was.
public final class RunLoop<Message: Sendable> {
    public struct Options: Sendable {
        /// Where standard output and standard error go meanwhile; nil is `/dev/null`.
        public var logPath: String?
        public var mouse: Bool
        public init(logPath: String? = nil, mouse: Bool = true) {
            self.logPath = logPath
            self.mouse = mouse
        }
    }

    public let mailbox: Mailbox<Message>
    /// Counted for `bench ui`.
    public private(set) var statistics = LoopStatistics()

    private static var frameSeconds: Double { 1.0 / 30 }
    private static var batch: Int { 256 }

    public init() throws(TerminalError) { mailbox = try Mailbox() }

    public func run(
        options: Options, input translate: (TerminalInput) -> Message, handle: (Message, Terminal) -> Void, view: (Size) -> CellGrid
    ) throws(TerminalError) -> LoopExit {
        guard Terminal.isAvailable else { throw .notATerminal }
        let started = Clock.now
        let signals = ct_signals_start()
        guard signals >= 0 else { throw .system("pipe2", errno) }
        defer { ct_signals_stop() }
        let redirection = try Redirection(logPath: options.logPath)
        defer { redirection.restore() }
        let note = options.logPath.map { "assay stopped unexpectedly; details are in \($0)\r\n" } ?? ""
        let screen = try Screen(input: redirection.input, output: redirection.output, mouse: options.mouse, crashNote: note)
        defer { screen.close() }
        let terminal = Terminal(screen: screen, device: redirection.output)

        var decoder = InputDecoder()
        var lastInput = Clock.now
        var size = screen.size
        var nextDraw = 0.0
        var nextTick = Clock.now
        var dirty = true
        var urgent = true
        var keyAt: Double?

        handle(translate(.started(screen.traits, size)), terminal)
        while terminal.exit == nil {
            let now = Clock.now
            if dirty || terminal.needsPaint, urgent || terminal.needsPaint || now >= nextDraw {
                if screen.draw(view(size)) { statistics.frames += 1 }
                let drawn = Clock.now
                if statistics.firstFrame == nil { statistics.firstFrame = drawn - started }
                if let at = keyAt, !terminal.needsPaint { statistics.recordKey(drawn - at) }
                keyAt = nil
                dirty = false
                urgent = false
                terminal.needsPaint = false
                nextDraw = drawn + Self.frameSeconds
            }
            var deadline: Double?
            func consider(_ time: Double) { deadline = min(deadline ?? time, time) }
            if dirty { consider(nextDraw) }
            if let patience = decoder.patience { consider(lastInput + patience) }
            if terminal.tickSeconds != nil { consider(nextTick) }

            var slots = [
                pollfd(fd: signals, events: Int16(POLLIN), revents: 0), pollfd(fd: redirection.input, events: Int16(POLLIN), revents: 0),
                pollfd(fd: mailbox.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            let timeout = deadline.map { Int32(max(0, (($0 - Clock.now) * 1000).rounded(.up))) } ?? -1
            let ready = poll(&slots, 3, timeout)
            statistics.wakeUps += 1
            if ready < 0, errno != EINTR { throw .system("poll", errno) }

            // 1. Signals.
            var bytes = [UInt8](repeating: 0, count: 64)
            while true {
                let count = read(signals, &bytes, bytes.count)
                if count <= 0 { break }
                for number in bytes[..<count] { take(signal: Int32(number), terminal) { handle(translate($0), terminal) } }
                dirty = true
                urgent = true
            }
            // The size is asked for rather than remembered: a resize may also happen while the program is stopped.
            let actual = screen.size
            if actual != size {
                size = actual
                screen.resize(to: size)
                handle(translate(.resized(size)), terminal)
                dirty = true
                urgent = true
            }

            // 2. Input until it is empty.
            if slots[1].revents != 0 {
                let readAt = Clock.now
                switch Self.readAll(redirection.input) {
                case .some(let read):
                    lastInput = readAt
                    for event in decoder.feed(read) {
                        handle(translate(event), terminal)
                        keyAt = keyAt ?? readAt
                        dirty = true
                        urgent = true
                        if terminal.exit != nil { break }
                    }
                case nil: terminal.exit = .hangup
                }
            } else if let patience = decoder.patience, Clock.now >= lastInput + patience {
                for event in decoder.flush() {
                    handle(translate(event), terminal)
                    dirty = true
                    urgent = true
                }
            }

            // 3. A bounded batch of messages.
            if slots[2].revents != 0 {
                for message in mailbox.take(limit: Self.batch) {
                    handle(message, terminal)
                    dirty = true
                    if terminal.exit != nil { break }
                }
            }

            // 4. The tick.
            if let interval = terminal.tickSeconds, Clock.now >= nextTick {
                let now = Clock.now
                nextTick = now + interval
                handle(translate(.tick(seconds: now - started)), terminal)
                dirty = true
            }
        }
        return terminal.exit ?? .quit
    }

    private func take(signal: Int32, _ terminal: Terminal, deliver: (TerminalInput) -> Void) {
        switch signal {
        case SIGTSTP: terminal.suspend()
        case SIGCONT: terminal.resume()
        case SIGINT: deliver(.interrupt)
        case SIGHUP: terminal.exit = .hangup
        case SIGTERM, SIGQUIT: terminal.exit = .terminated(signal: signal)
        default: break  // WINCH: the size is read after every wake-up
        }
    }

    /// What can be read without waiting; nil when the terminal is gone.
    private static func readAll(_ descriptor: Int32) -> [UInt8]? {
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count > 0 {
                result.append(contentsOf: chunk[..<count])
                var slot = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                if result.count < 1 << 20, poll(&slot, 1, 0) > 0, slot.revents & Int16(POLLIN) != 0 { continue }
                return result
            }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { return result }
            return result.isEmpty ? nil : result
        }
    }
}

/// What the loop counts about itself.
public struct LoopStatistics: Sendable {
    public var frames = 0
    public var wakeUps = 0
    /// Seconds from `run` to the first frame.
    public var firstFrame: Double?
    /// Seconds from reading a key to the end of the draw that shows it, the last thousand.
    public private(set) var keyToPaint: [Double] = []

    public init() {}

    mutating func recordKey(_ seconds: Double) {
        if keyToPaint.count >= 1000 { keyToPaint.removeFirst() }
        keyToPaint.append(seconds)
    }
}

enum Clock {
    /// Monotonic seconds.
    static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
