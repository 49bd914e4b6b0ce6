/// How fast a run's steps and validations go: its rate is that of the steps alone, and the time left counts both.
package struct TrainingPace {
    /// Total tokens before the next step; nil where a resumed run does not know them.
    private var before: Int?
    private var stepping = (seconds: 0.0, steps: 0, tokens: 0)
    private var validating = (seconds: 0.0, validations: 0)

    /// - Parameter isResumed: how many tokens earlier processes saw is not known, so that the first step counts for nothing.
    package init(isResumed: Bool) { before = isResumed ? nil : 0 }

    /// - Parameter tokens: of the run so far.
    package mutating func step(seconds: Double, tokens: Int) {
        if let before {
            stepping.seconds += seconds
            stepping.steps += 1
            stepping.tokens += tokens - before
        }
        before = tokens
    }

    package mutating func validation(seconds: Double) {
        validating.seconds += seconds
        validating.validations += 1
    }

    /// What is done beside a validation: its samples.
    package mutating func afterValidation(seconds: Double) { validating.seconds += seconds }

    /// 0 before a step was timed.
    package var tokensPerSecond: Double { stepping.seconds > 0 ? Double(stepping.tokens) / stepping.seconds : 0 }

    /// Seconds for what is left; nil before a step was timed.
    package func seconds(steps: Int, validations: Int) -> Double? {
        guard stepping.steps > 0 else { return nil }
        let perValidation = validating.seconds / Double(max(1, validating.validations))
        return stepping.seconds / Double(stepping.steps) * Double(steps) + perValidation * Double(validations)
    }
}
