import Compute

/// Answers several prompts at once: requests join when a place is free and leave when their answer is over.
///
/// A step computes one token of every answer in progress, so that the weights are read once for all of them. Adapters may differ from
/// request to request. Every answer is the one that its request would get alone, bit for bit.
public final class BatchGenerator {
    public struct Request {
        public var prompt: [Int]
        public var adapter: PreparedAdapter?
        public var parameters: GenerationParameters
        /// Imposes a form on this answer.
        public var constraint: TokenConstraint?

        public init(
            prompt: [Int], adapter: PreparedAdapter? = nil, parameters: GenerationParameters = GenerationParameters(),
            constraint: TokenConstraint? = nil
        ) {
            self.prompt = prompt
            self.adapter = adapter
            self.parameters = parameters
            self.constraint = constraint
        }
    }

    public enum Event {
        /// What happens to the request of that index; `.stop` ends this one answer.
        case progress(Int, GenerationEvent)
        /// Work was done for the requests of these indices together: a prompt processed, or one more token for each. `.stop` ends it
        /// all.
        case worked([Int])
        case finished(Int, Generation)
    }

    private struct Active {
        let index: Int
        /// The first request with the same adapter.
        let group: Int
        let session: Session
        var answer: AnswerInProgress
        var token: Int
    }

    private let model: LanguageModel
    private let precision: Precision
    private let places: Int
    private let pass: ForwardPass
    private let scores: FloatBuffer
    private let pool: SessionPool

    /// - Parameter places: answers in progress at once.
    public init(_ model: LanguageModel, places: Int = 8, precision: Precision = .default, pool: SessionPool? = nil) {
        precondition((1...Session.sliceLength).contains(places), "a batch of \(places)")
        self.model = model
        self.precision = precision
        self.places = places
        self.pool = pool ?? SessionPool(model, capacity: places)
        pass = ForwardPass(model, precision: precision, innerWidth: 0)
        scores = FloatBuffer(count: places * model.head.stride)
    }

    /// The answers in the order of `requests`, whose parameters must be of this generator's precision; nil where it was ended before.
    public func generate(_ requests: [Request], events: (Event) -> Continuation = { _ in .more }) throws -> [Generation?] {
        var answers = [Generation?](repeating: nil, count: requests.count)
        var active: [Active] = []
        var waiting = requests.indices[...]
        defer { for one in active { pool.giveBack(one.session) } }
        while !waiting.isEmpty || !active.isEmpty {
            while active.count < places, let index = waiting.popFirst() {
                let request = requests[index]
                let session = pool.borrow(for: request.prompt, adapter: request.adapter, precision: precision)
                let tell: (GenerationEvent) -> Continuation = { events(.progress(index, $0)) }
                var answer: AnswerInProgress
                do {
                    answer = try AnswerInProgress(
                        model, promptTokens: request.prompt.count, parameters: request.parameters, constraint: request.constraint)
                    let isProcessed = try session.start(request.prompt, request.parameters, tell)
                    let goesOn = events(.worked([index])) == .more
                    if !isProcessed {
                        answer.cancel()
                    } else if !goesOn {
                        pool.giveBack(session)
                        return answers
                    } else if let token = try answer.next(session.logits, events: tell) {
                        let group = requests.firstIndex { $0.adapter === request.adapter } ?? index
                        active.append(Active(index: index, group: group, session: session, answer: answer, token: token))
                        continue
                    }
                } catch {
                    pool.giveBack(session)
                    throw error
                }
                answers[index] = answer.answer
                pool.giveBack(session)
                _ = events(.finished(index, answer.answer))
            }
            guard try step(&active, &answers, events) else { return answers }
        }
        return answers
    }

    /// One more token of every answer in progress; false when all is to end.
    private func step(_ active: inout [Active], _ answers: inout [Generation?], _ events: (Event) -> Continuation) throws -> Bool {
        guard !active.isEmpty else { return true }
        // Rows with the same adapter side by side share its products.
        active.sort { ($0.group, $0.index) < ($1.group, $1.index) }
        try pass.run(active.map(\.token), active.indices.map { active[$0].session.part(rows: $0..<$0 + 1) }, wants: .all)
        pass.score(rows: active.indices, into: scores.pointer)
        for row in active.indices {
            active[row].session.took(active[row].token, scores: scores.pointer + row * model.head.stride)
        }
        guard events(.worked(active.map(\.index))) == .more else { return false }
        for row in active.indices.reversed() {
            let index = active[row].index
            if let token = try active[row].answer.next(active[row].session.logits, events: { events(.progress(index, $0)) }) {
                active[row].token = token
            } else {
                answers[index] = active[row].answer.answer
                pool.giveBack(active[row].session)
                _ = events(.finished(index, active[row].answer.answer))
                active.remove(at: row)
            }
        }
        return true
    }
}
