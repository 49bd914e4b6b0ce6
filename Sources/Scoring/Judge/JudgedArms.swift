/// What a judge said of two arms on the same cases.
public struct JudgedArms: Codable, Equatable, Sendable {
    public struct Criterion: Codable, Equatable, Sendable {
        public var name: String
        /// Mean grades, 1 to 5, over both orders.
        public var a: Double
        public var b: Double
        /// a − b with its 95 % interval: BCa over clusters.
        public var difference: Double
        public var low: Double
        public var high: Double
    }

    public var n: Int
    public var clusters: Int
    public var aWins: Int
    public var bWins: Int
    public var ties: Int
    /// Of the ties, those where the order of the answers changed the verdict.
    public var flipped: Int
    /// Of the pairs whose verdict flipped between the two answers, those where the first shown was preferred both times.
    public var firstPreferred: Int
    /// Share of cases where `a` is better, minus the share where `b` is, with its 95 % interval.
    public var difference: Double
    public var low: Double
    public var high: Double
    /// Exact sign-flip test over clusters.
    public var p: Double
    public var criteria: [Criterion]

    /// - Parameters:
    ///   - pairs: one a case.
    ///   - equal: the clusters of cases whose two answers are the same: ties without grades.
    /// - Returns: nil without any case.
    public init?(_ pairs: [JudgedPair], equal: [String] = [], criteria names: [String], seed: UInt64 = 1) {
        let verdicts = pairs.map(\.verdict) + equal.map { _ in .tie }
        guard !verdicts.isEmpty else { return nil }
        let clusterOfCase = Self.numbered(pairs.map(\.cluster) + equal)
        let paired = PairedDifference(verdicts.map { $0 == .a }, verdicts.map { $0 == .b }, clusterOfCase: clusterOfCase, seed: seed)
        let interval = paired.interval()
        n = verdicts.count
        clusters = paired.clusters
        (aWins, bWins) = (paired.cells.aOnly, paired.cells.bOnly)
        ties = n - aWins - bWins
        flipped = pairs.count(where: \.isFlipped)
        firstPreferred = pairs.count { $0.aFirst.better == .a && $0.bFirst.better == .b }
        (difference, low, high, p) = (paired.difference, interval.low, interval.high, paired.clusterP)
        let graded = Self.numbered(pairs.map(\.cluster))
        criteria =
            pairs.isEmpty
            ? [] : names.indices.map { index in Self.criterion(names[index], pairs.map { Self.means($0, index) }, graded, seed) }
    }

    /// The mean grade of each answer over both orders.
    private static func means(_ pair: JudgedPair, _ index: Int) -> (a: Double, b: Double) {
        (
            Double(pair.aFirst.gradesA[index] + pair.bFirst.gradesA[index]) / 2,
            Double(pair.aFirst.gradesB[index] + pair.bFirst.gradesB[index]) / 2
        )
    }

    private static func criterion(_ name: String, _ grades: [(a: Double, b: Double)], _ clusterOfCase: [Int], _ seed: UInt64) -> Criterion {
        var columns = [[Double]](repeating: [Double](repeating: 0, count: (clusterOfCase.max() ?? -1) + 1), count: 2)
        for (grade, cluster) in zip(grades, clusterOfCase) {
            columns[0][cluster] += grade.a - grade.b
            columns[1][cluster] += 1
        }
        let n = Double(grades.count)
        let interval = ClusterBootstrap(columns: columns, seed: seed).accelerated(columns) { $0[0] / $0[1] }
        return Criterion(
            name: name, a: grades.reduce(0) { $0 + $1.a } / n, b: grades.reduce(0) { $0 + $1.b } / n,
            difference: columns[0].reduce(0, +) / n, low: max(-4, interval.low), high: min(4, interval.high))
    }

    /// Clusters numbered from 0, in the order in which they come.
    static func numbered(_ names: [String]) -> [Int] {
        var numbers: [String: Int] = [:]
        return names.map { name in
            let number = numbers[name] ?? numbers.count
            numbers[name] = number
            return number
        }
    }
}
