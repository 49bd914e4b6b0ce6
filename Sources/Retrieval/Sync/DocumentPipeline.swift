import Foundation

/// Reads and cuts documents ahead of whoever embeds them, on threads of its own, and hands them out in their order.
///
/// Bounded: none is begun while enough passages wait, so that memory does not grow with the folder. The documents are taken by one thread.
final class DocumentPipeline: @unchecked Sendable {
    // Unchecked: what changes is only touched with `condition` locked.
    typealias Outcome = Result<PreparedDocument, any Error>

    enum Next {
        case document(SourceFile, Outcome)
        case notYet
        case end
    }

    /// Documents are read at once by as many threads as there are processors, but no more than this.
    private static let threads = 4
    /// Passages that may wait: a few megabytes, some seconds of embedding.
    private static let waitingPassages = 1_000

    private let files: [SourceFile]
    private let prepare: @Sendable (SourceFile) throws -> PreparedDocument
    private let condition = NSCondition()
    private var begun = 0
    private var taken = 0
    private var ready: [Int: Outcome] = [:]
    private var waiting = 0
    private var isClosed = false
    private var busy = Duration.zero

    init(_ files: [SourceFile], prepare: @escaping @Sendable (SourceFile) throws -> PreparedDocument) {
        self.files = files
        self.prepare = prepare
        for _ in 0..<min(files.count, Self.threads, ProcessInfo.processInfo.activeProcessorCount) {
            let thread = Thread { [self] in work() }
            // As much as the main thread has: nested lists are parsed by recursion.
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    /// Seconds spent reading and cutting, over all threads.
    var seconds: Double { condition.withLock { busy / .seconds(1) } }

    /// Nothing more is wanted. A thread that is cutting a document ends after it; nobody waits for that.
    func close() {
        condition.withLock {
            isClosed = true
            ready = [:]
            condition.broadcast()
        }
    }

    /// The next document in order.
    /// - Parameter seconds: how long to wait for it.
    func next(within seconds: Double) -> Next {
        condition.withLock {
            guard taken < files.count else { return .end }
            let deadline = Date(timeIntervalSinceNow: seconds)
            while ready[taken] == nil {
                guard seconds > 0, condition.wait(until: deadline) else { break }
            }
            guard let outcome = ready.removeValue(forKey: taken) else { return .notYet }
            waiting -= Self.passages(outcome)
            taken += 1
            condition.broadcast()
            return .document(files[taken - 1], outcome)
        }
    }

    private func work() {
        while let index = begin() {
            let clock = ContinuousClock()
            let start = clock.now
            let outcome = Outcome { try prepare(files[index]) }
            let duration = clock.now - start
            condition.withLock {
                busy += duration
                guard !isClosed else { return }
                ready[index] = outcome
                waiting += Self.passages(outcome)
                condition.broadcast()
            }
        }
    }

    /// The document to read next, when there is room for its passages; nil at the end.
    private func begin() -> Int? {
        condition.withLock {
            while !isClosed, begun < files.count, waiting >= Self.waitingPassages { condition.wait() }
            guard !isClosed, begun < files.count else { return nil }
            begun += 1
            return begun - 1
        }
    }

    private static func passages(_ outcome: Outcome) -> Int {
        if case .success(let document) = outcome { document.passages.count } else { 0 }
    }
}
