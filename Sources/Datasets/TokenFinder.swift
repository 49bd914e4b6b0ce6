import Foundation

/// Finds examples that the model's template, its context or the loss mask leave nothing of, and lengths unlike the others.
enum TokenFinder {
    private static let fewestExamples = 20

    /// - Parameter context: the model's, in tokens.
    static func run(_ examples: [Example], _ tokens: [ExampleTokens?], context: Int?) -> [Finding] {
        var findings: [Finding] = []
        // A template without ends is one fault, not one for each example.
        let isTemplate = !examples.isEmpty && tokens.allSatisfy { $0?.endsTurn == false && $0?.trained != 0 }
        if isTemplate {
            findings.append(
                Finding(
                    .missingEnd, line: nil, example: nil, content: [], message: "the model's template trains no token that ends a turn",
                    advice: "use a model whose template ends each turn"))
        }
        for (example, tokens) in zip(examples, tokens) {
            guard let tokens else { continue }
            if let context, tokens.count > context {
                findings.append(
                    Finding(
                        .tooLong, example, message: "has \(tokens.count) tokens, and the model takes \(context)",
                        advice: "shorten it, or split it"))
            }
            if tokens.trained == 0 {
                findings.append(
                    Finding(
                        .nothingTrained, example, message: "has no trained token in the model's template",
                        advice: "give it an answer that the template keeps"))
            } else if tokens.endsTurn == false, !isTemplate {
                findings.append(
                    Finding(
                        .missingEnd, example, message: "does not train the token that ends a turn",
                        advice: "use a model whose template ends each turn"))
            }
        }
        return findings + outliers(examples, tokens, context)
    }

    /// Lengths of which the logarithm is more than six robust standard deviations (1.4826 × the median absolute deviation) from the
    /// median, and which are three times as long or a sixth of it.
    private static func outliers(_ examples: [Example], _ tokens: [ExampleTokens?], _ context: Int?) -> [Finding] {
        let logarithms = tokens.compactMap { $0.map { log(Double(max(1, $0.count))) } }
        guard logarithms.count >= fewestExamples else { return [] }
        let middle = median(logarithms)
        let spread = max(0.1, 1.4826 * median(logarithms.map { abs($0 - middle) }))
        return zip(examples, tokens).compactMap { example, tokens in
            guard let tokens, tokens.count <= context ?? .max else { return nil }
            let distance = log(Double(max(1, tokens.count))) - middle
            guard abs(distance) > 6 * spread, distance > log(3) || distance < -log(6) else { return nil }
            return Finding(
                .outlierLength, example,
                message: "has \(tokens.count) tokens where half of the examples have \(Int(exp(middle).rounded())) or fewer",
                advice: distance > 0 ? "see whether something was pasted into it" : "see whether something is missing")
        }
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let half = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[half - 1] + sorted[half]) / 2 : sorted[half]
    }
}
