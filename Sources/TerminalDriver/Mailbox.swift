import CTerminal
import Glibc
import Synchronization

/// Messages from any thread to the run loop.
///
/// `post` never blocks for longer than an append; it wakes the loop through an eventfd, once for a batch.
public final class Mailbox<Message: Sendable>: Sendable {
    private let waiting = Mutex<[Message]>([])
    /// Readable while messages wait.
    let descriptor: Int32

    public init() throws(TerminalError) {
        descriptor = ct_eventfd()
        if descriptor < 0 { throw .system("eventfd", errno) }
    }

    deinit { close(descriptor) }

    /// Safe from any thread and any queue; order is kept.
    public func post(_ message: Message) {
        let wasEmpty = waiting.withLock { waiting in
            waiting.append(message)
            return waiting.count == 1
        }
        if wasEmpty { wake() }
    }

    /// At most `limit` messages, oldest first.  The loop is woken again when some stay behind.
    package func take(limit: Int) -> [Message] {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
        let (taken, left) = waiting.withLock { waiting in
            let taken = Array(waiting.prefix(limit))
            waiting.removeFirst(taken.count)
            return (taken, !waiting.isEmpty)
        }
        if left { wake() }
        return taken
    }

    private func wake() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }
}
