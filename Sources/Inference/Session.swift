import CKernels
import Compute
import ModelFormats

/// One text in progress: the tokens seen so far and their keys and values. A conversation goes on in the session it began in, and
/// only new tokens are processed.
///
/// A session belongs to one thread at a time; several sessions may share a model.
public final class Session {
    public let model: LanguageModel
    public let adapter: PreparedAdapter?
    public let precision: Precision
    /// The tokens whose keys and values are held.
    public private(set) var tokens: [Int] = []

    let cache: KeyValueCache
    let pass: ForwardPass
    /// Scores of the next token, valid after `process`; room for whole groups of 8.
    let logitBuffer: FloatBuffer
    /// Scores after each token of a guess.
    var draftScores = FloatBuffer(count: 0)
    /// Whether `generate` guesses repetitions ahead. It never changes an answer: only where several tokens at once give the same bits as
    /// one by one.
    package var usesDrafts: Bool

    /// Tokens that are processed at once at most: enough to use the weights well, few enough to be cancelled soon.
    static let sliceLength = 256

    public init(_ model: LanguageModel, adapter: PreparedAdapter? = nil, precision: Precision = .default) {
        self.model = model
        self.adapter = adapter
        self.precision = precision
        cache = KeyValueCache(model.configuration, isHalf: precision == .default)
        pass = ForwardPass(model, precision: precision, innerWidth: adapter?.innerWidth ?? 0)
        logitBuffer = FloatBuffer(count: model.head.stride)
        usesDrafts = model.givesTheSameBitsInParts(precision)
    }

    /// Bytes that the cache takes.
    public var cacheBytes: Int { cache.bytes }

    /// Forgets the tokens from position `count` on.
    public func rewind(to count: Int) {
        precondition((0...tokens.count).contains(count), "cannot go back to \(count), beyond \(tokens.count) tokens")
        tokens.removeLast(tokens.count - count)
    }

    /// How many tokens at the beginning of `prompt` the session holds.
    func commonTokens(_ prompt: [Int]) -> Int { zip(tokens, prompt).prefix { $0 == $1 }.count }

    /// Makes the session hold the first `count` tokens of `other`, which has the same model, adapter and precision.
    func adopt(_ count: Int, from other: Session) {
        guard other !== self else { return rewind(to: count) }
        cache.copy(count, from: other.cache)
        tokens = Array(other.tokens[..<count])
    }

    /// Makes the session hold exactly `prompt`, processing what it doesn't hold yet, and leaves the next token's scores in `logits`.
    ///
    /// `progress` is told how many of the prompt's tokens are processed, after each slice; on `.stop` the session keeps what it has
    /// and the result is false.
    @discardableResult
    public func process(_ prompt: [Int], progress: (Int) -> Continuation = { _ in .more }) throws -> Bool {
        try check(prompt)
        // The last token is always processed: its scores are wanted.
        rewind(to: min(commonTokens(prompt), prompt.count - 1))
        while tokens.count < prompt.count {
            let end = min(prompt.count, tokens.count + Self.sliceLength)
            try forward(prompt[tokens.count..<end], wants: end == prompt.count ? .last : .nothing)
            if progress(tokens.count) == .stop { return false }
        }
        return true
    }

    /// Processes one more token; its successor's scores are then in `logits`.
    func process(next token: Int) throws {
        try forward([token], wants: .last)
    }

    /// The scores of the next token, one for each token of the vocabulary.
    public var logits: UnsafeBufferPointer<Float> {
        UnsafeBufferPointer(start: logitBuffer.pointer, count: model.configuration.vocabulary)
    }

    func check(_ prompt: [Int]) throws {
        guard !prompt.isEmpty else { throw InferenceError.emptyPrompt }
        let configuration = model.configuration
        if let unknown = prompt.first(where: { !(0..<configuration.vocabulary).contains($0) }) {
            throw InferenceError.unknownToken(id: unknown, vocabulary: configuration.vocabulary)
        }
        guard prompt.count <= configuration.context else {
            throw InferenceError.contextExceeded(tokens: prompt.count, context: configuration.context)
        }
    }

    /// Runs `slice`, whose positions follow the held ones. With `.last`, the next token's scores are left in `logitBuffer`; with
    /// `.all`, the last layer's output of every row is left in the pass's workspace.
    func forward(_ slice: ArraySlice<Int>, wants: ForwardPass.Wanted) throws {
        try pass.run(slice, [part(rows: 0..<slice.count)], wants: wants)
        tokens += slice
        if wants == .last { pass.score(rows: slice.count - 1..<slice.count, into: logitBuffer.pointer) }
    }

    /// The next tokens of this text as rows of a pass.
    func part(rows: Range<Int>) -> ForwardPass.Part {
        ForwardPass.Part(cache: cache, position: tokens.count, adapter: adapter, rows: rows)
    }

    /// Notes that `token` went through a pass, and takes its successor's scores.
    func took(_ token: Int, scores: UnsafePointer<Float>) {
        tokens.append(token)
        logitBuffer.pointer.update(from: scores, count: logitBuffer.count)
    }
}
