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
    /// What a reader must know beside the numbers (cases left out, answers that failed).
    public var notes: [String]
    /// Differences of graded metrics over the planned contrasts; nil when no case has a reference answer.  Advisory: no verdict
    /// rests on them.
    public var graded: [GradedContrast]?

    public init(
        run: String, n: Int, clusters: Int, arms: [ArmResult], contrasts: [Contrast], flips: [Flip], notes: [String] = [],
        graded: [GradedContrast]? = nil
    ) {
        self.run = run
        self.n = n
        self.clusters = clusters
        self.arms = arms
        self.contrasts = contrasts
        self.flips = flips
        self.notes = notes
        self.graded = graded
    }

    /// One arm's results over all cases. `rate`, `low`, `high` are joint success and its Wilson 95 % interval, every case taken
    /// as independent.
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
        /// The same interval at the effective number of cases; nil when every case is its own cluster.
        public var clusterInterval: Interval?
        /// 95 % of the answers took no longer.
        public var slowMilliseconds: Double
        /// Mean words per answer: arms that pass by saying much are seen here.
        public var words: Double
        /// Answers that failed technically; they count as not passed.
        public var errors: Int
        /// Cases with a reference answer, and the mean of each graded metric over them; nil without such cases.
        public var referenced: Int?
        public var overlap: ReferenceOverlap?
        /// Of the documents that answers cite (each once an answer), the share that is the case's; nil where none is cited.
        public var citationPrecision: Double?
        /// Share of the cases with a document whose answer cites it; nil where the arm cannot cite.
        public var citationRecall: Double?

        public init(
            arm: Arm, passed: Int, rate: Double, low: Double, high: Double, fact: Double, format: Double, citation: Double?,
            milliseconds: Double, tokens: Double, clusterInterval: Interval? = nil, slowMilliseconds: Double = 0, words: Double = 0,
            errors: Int = 0, referenced: Int? = nil, overlap: ReferenceOverlap? = nil, citationPrecision: Double? = nil,
            citationRecall: Double? = nil
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
            self.clusterInterval = clusterInterval
            self.slowMilliseconds = slowMilliseconds
            self.words = words
            self.errors = errors
            self.referenced = referenced
            self.overlap = overlap
            self.citationPrecision = citationPrecision
            self.citationRecall = citationRecall
        }
    }

    /// A paired comparison of two arms on the same cases: `difference` = rate(a) − rate(b) with its 95 % interval, exact
    /// McNemar `p`, Holm-adjusted `adjustedP`, and the 2×2 cells.  `PairedDifference` says which number means what: `p` takes
    /// cases as independent, `clusterP` does not and is the one that `adjustedP` corrects and decisions use.
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
        /// Exact sign-flip p over clusters.
        public var clusterP: Double?
        /// Named before looking: `adjustedP` runs over the planned contrasts.  For any other pair it runs over all pairs.
        public var planned: Bool

        public init(
            a: Arm, b: Arm, difference: Double, low: Double, high: Double, p: Double, adjustedP: Double, aOnly: Int, bOnly: Int,
            both: Int, neither: Int, clusterP: Double? = nil, planned: Bool = true
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
            self.clusterP = clusterP
            self.planned = planned
        }
    }

    /// mean(a) − mean(b) of a graded metric on the same cases, with its 95 % interval (BCa over clusters) and the p of the exchange
    /// of labels, not adjusted for several contrasts.
    public struct GradedContrast: Codable, Equatable, Sendable {
        public var a: Arm
        public var b: Arm
        public var metric: ReferenceOverlap.Metric
        public var difference: Double
        public var low: Double
        public var high: Double
        public var p: Double

        public init(a: Arm, b: Arm, metric: ReferenceOverlap.Metric, difference: Double, low: Double, high: Double, p: Double) {
            self.a = a
            self.b = b
            self.metric = metric
            self.difference = difference
            self.low = low
            self.high = high
            self.p = p
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
