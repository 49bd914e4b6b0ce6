import CKernels
import Compute
import Foundation

extension LanguageModel {
    /// exp of the mean negative log-probability of `tokens`, in consecutive windows of `window` tokens, each read on its own: its first
    /// token is given, the others are predicted from those before them in the window.
    public func perplexity(
        tokens: [Int], window: Int = 512, adapter: PreparedAdapter? = nil, precision: Precision = .default,
        progress: (Int) -> Continuation = { _ in .more }
    ) throws -> Double {
        guard tokens.count >= 2 else { throw InferenceError.emptyPrompt }
        guard window >= 2 else { throw InferenceError.invalidParameter(problem: "a window of \(window) tokens predicts nothing") }
        var (sum, count) = (0.0, 0)
        for start in stride(from: 0, to: tokens.count - 1, by: window) {
            let part = tokens[start..<min(start + window, tokens.count)]
            let session = Session(self, adapter: adapter, precision: precision)
            sum += try session.logProbability(of: Array(part))
            count += part.count - 1
            if progress(start + part.count) == .stop { break }
        }
        return exp(-sum / Double(count))
    }

    /// Holds the default arithmetic against single precision at every position of `tokens`, in the windows of `perplexity`.
    public func comparePrecisions(
        tokens: [Int], window: Int = 512, adapter: PreparedAdapter? = nil, progress: (Int) -> Continuation = { _ in .more }
    ) throws -> ScoreComparison {
        guard tokens.count >= 2 else { throw InferenceError.emptyPrompt }
        guard window >= 2 else { throw InferenceError.invalidParameter(problem: "a window of \(window) tokens predicts nothing") }
        let vocabulary = configuration.vocabulary
        var result = ScoreComparison()
        for start in stride(from: 0, to: tokens.count - 1, by: window) {
            let part = Array(tokens[start..<min(start + window, tokens.count)])
            // One window's precise scores are kept: 512 × 49,152 of them take 100 MB.
            var exact: [Float] = []
            exact.reserveCapacity((part.count - 1) * vocabulary)
            try Session(self, adapter: adapter, precision: .precise).eachScores(of: part) { _, scores in
                exact.append(contentsOf: UnsafeBufferPointer(start: scores, count: vocabulary))
            }
            try exact.withUnsafeBufferPointer { exact in
                try Session(self, adapter: adapter).eachScores(of: part) { row, scores in
                    let reference = UnsafeBufferPointer(rebasing: exact[row * vocabulary..<(row + 1) * vocabulary])
                    result.add(LogProbabilities(reference), LogProbabilities(UnsafeBufferPointer(start: scores, count: vocabulary)))
                }
            }
            if progress(start + part.count) == .stop { break }
        }
        return result
    }
}

extension Session {
    /// Rows of scores that are made at once: a few megabytes.
    private static let scoredRows = 16

    /// The sum of the log-probabilities of all tokens but the first.
    func logProbability(of text: [Int]) throws -> Double {
        var sum = 0.0
        try eachScores(of: text) { row, scores in
            sum += Double(scores[text[row + 1]] - model.kernels.log_sum_exp(scores, Int32(model.configuration.vocabulary)))
        }
        return sum
    }

    /// Calls `body` with each position but the last one and the scores of the token after it.
    func eachScores(of text: [Int], _ body: (Int, UnsafePointer<Float>) throws -> Void) throws {
        try check(text)
        rewind(to: 0)
        let stride = model.head.stride
        let scores = FloatBuffer(count: Self.scoredRows * stride)
        for start in Swift.stride(from: 0, to: text.count, by: Self.sliceLength) {
            let end = min(text.count, start + Self.sliceLength)
            try forward(text[start..<end], wants: .all)
            // The last token of the text predicts nothing.
            let rows = min(end, text.count - 1) - start
            for first in Swift.stride(from: 0, to: rows, by: Self.scoredRows) {
                let last = min(rows, first + Self.scoredRows)
                pass.score(rows: first..<last, into: scores.pointer)
                for row in first..<last { try body(start + row, scores.pointer + (row - first) * stride) }
            }
        }
    }
}
