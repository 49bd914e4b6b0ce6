/// What an evaluation found: the shape `assay eval show --json` prints and the screen draws.
public struct EvaluationReport: Codable, Equatable, Sendable {
    /// The run's name.
    public var run: String
    /// Cases scored.
    public var n: Int
    /// Clusters (paraphrases of one fact count once as evidence).
    public var clusters: Int
    public var arms: [ArmResult]
    public var contrasts: [Contrast]
    public var flips: [Flip]

    public init(run: String, n: Int, clusters: Int, arms: [ArmResult], contrasts: [Contrast], flips: [Flip]) {
        self.run = run
        self.n = n
        self.clusters = clusters
        self.arms = arms
        self.contrasts = contrasts
        self.flips = flips
    }

    /// One arm's results over all cases. `rate`, `low`, `high` are joint success and its Wilson 95 % interval.
    public struct ArmResult: Codable, Equatable, Sendable {
        public var arm: Arm
        public var passed: Int
        public var rate: Double
        public var low: Double
        public var high: Double
        /// Share of cases whose facts are right.
        public var fact: Double
        /// Share of cases whose format demand is met.
        public var format: Double
        /// Share of cases whose citation resolves to the right document; nil where the arm cannot cite.
        public var citation: Double?
        /// Mean wall time per answer.
        public var milliseconds: Double
        /// Mean prompt and completion tokens per answer.
        public var tokens: Double

        public init(
            arm: Arm, passed: Int, rate: Double, low: Double, high: Double, fact: Double, format: Double, citation: Double?,
            milliseconds: Double, tokens: Double
        ) {
            self.arm = arm
            self.passed = passed
            self.rate = rate
            self.low = low
            self.high = high
            self.fact = fact
            self.format = format
            self.citation = citation
            self.milliseconds = milliseconds
            self.tokens = tokens
        }
    }

    /// A paired comparison of two arms on the same cases: `difference` = rate(a) − rate(b) with its 95 % interval, exact
    /// McNemar `p`, Holm-adjusted `adjustedP`, and the 2×2 cells.
    public struct Contrast: Codable, Equatable, Sendable {
        public var a: Arm
        public var b: Arm
        public var difference: Double
        public var low: Double
        public var high: Double
        public var p: Double
        public var adjustedP: Double
        public var aOnly: Int
        public var bOnly: Int
        public var both: Int
        public var neither: Int

        public init(
            a: Arm, b: Arm, difference: Double, low: Double, high: Double, p: Double, adjustedP: Double, aOnly: Int, bOnly: Int,
            both: Int, neither: Int
        ) {
            self.a = a
            self.b = b
            self.difference = difference
            self.low = low
            self.high = high
            self.p = p
            self.adjustedP = adjustedP
            self.aOnly = aOnly
            self.bOnly = bOnly
            self.both = both
            self.neither = neither
        }
    }

    /// A case on which the arms disagree.
    public struct Flip: Codable, Equatable, Sendable {
        public var `case`: String
        public var question: String
        public var passed: [Arm]
        public var failed: [Arm]

        public init(case id: String, question: String, passed: [Arm], failed: [Arm]) {
            self.case = id
            self.question = question
            self.passed = passed
            self.failed = failed
        }
    }
}
