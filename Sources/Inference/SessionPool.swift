import Compute
import Foundation
import ModelFormats

/// Sessions that have answered, kept for prompts that begin as theirs did: instructions, worked examples and documents that many
/// prompts share are processed once.
///
/// A prompt gets a copy of the keys and values of its longest known beginning, so that the session that it came from keeps its own. The
/// answer is the one that a new session would give, bit for bit: where the weights or the precision take other arithmetic for long parts
/// of a prompt than for short ones, nothing is reused.
public final class SessionPool: @unchecked Sendable {
    // Sendable: `waiting` is guarded by the lock; a session is out of it while somebody works with it.
    private let model: LanguageModel
    private let capacity: Int
    private let lock = NSLock()
    /// In the order of their last use.
    private var waiting: [Session] = []

    /// - Parameter capacity: sessions that are kept; each holds the keys and values of one prompt and its answer.
    public init(_ model: LanguageModel, capacity: Int = 8) {
        precondition(capacity > 0, "a pool for no session")
        self.model = model
        self.capacity = capacity
    }

    /// Calls `body` with a session that holds as much of the beginning of `prompt` as is known, then keeps that session.
    public func withSession<Result>(
        for prompt: [Int], adapter: PreparedAdapter? = nil, precision: Precision = .default, _ body: (Session) throws -> Result
    ) rethrows -> Result {
        let session = borrow(for: prompt, adapter: adapter, precision: precision)
        defer { giveBack(session) }
        return try body(session)
    }

    /// Bytes that the waiting sessions' keys and values take.
    public var bytes: Int { lock.withLock { waiting.reduce(0) { $0 + $1.cacheBytes } } }

    /// A session that holds as much of the beginning of `prompt` as is known; it is the caller's until it is given back.
    func borrow(for prompt: [Int], adapter: PreparedAdapter?, precision: Precision) -> Session {
        guard model.givesTheSameBitsInParts(precision) else { return Session(model, adapter: adapter, precision: precision) }
        return take(prompt, adapter, precision)
    }

    func giveBack(_ session: Session) {
        guard model.givesTheSameBitsInParts(session.precision) else { return }
        lock.withLock {
            if waiting.count == capacity { waiting.removeFirst() }
            waiting.append(session)
        }
    }

    private func take(_ prompt: [Int], _ adapter: PreparedAdapter?, _ precision: Precision) -> Session {
        lock.withLock {
            let alike = waiting.filter { $0.adapter === adapter && $0.precision == precision }
            let donor = alike.map { ($0, $0.commonTokens(prompt)) }.max { $0.1 < $1.1 }
            let session: Session
            if waiting.count < capacity {
                session = Session(model, adapter: adapter, precision: precision)
            } else if let oldest = alike.first {
                // Its memory serves again. Where it is the donor itself, it goes back to what both share.
                session = oldest
                waiting.removeAll { $0 === oldest }
            } else {
                waiting.removeFirst()
                session = Session(model, adapter: adapter, precision: precision)
            }
            if let (donor, count) = donor { session.adopt(count, from: donor) }
            return session
        }
    }
}

extension LanguageModel {
    /// Whether scores don't depend, to the bit, on the parts that a prompt was processed in.
    func givesTheSameBitsInParts(_ precision: Precision) -> Bool {
        guard precision == .default, computePath != .packed else { return false }
        return layers.allSatisfy { layer in LinearProjection.allCases.allSatisfy { layer[$0].isQuantized } }
    }
}
