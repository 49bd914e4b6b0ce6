/// How a judge agrees with people who voted on the same answers, in the dark about their arms.
public struct JudgeCalibration: Codable, Equatable, Sendable {
    public enum State: String, Codable, Sendable {
        /// Too few votes to say anything.
        case tooFewVotes
        /// Enough votes, and not shown to agree beyond chance.
        case disagrees
        /// Enough votes, and agreement beyond chance: the interval of kappa is above 0.
        case calibrated
    }

    /// Two answers of which a person preferred one.
    public struct Vote: Codable, Equatable, Sendable {
        public var pair: JudgedPair
        public var human: Preference

        public init(pair: JudgedPair, human: Preference) {
            self.pair = pair
            self.human = human
        }
    }

    /// Under so many questions a rate is descriptive only.
    public static let fewestQuestions = 30

    public var questions: Int
    /// Pairs of answers that were voted on; a vote among three answers makes two.
    public var pairs: Int
    public var agreed: Int
    public var agreement: Double
    /// 95 %, questions counted.
    public var agreementLow: Double
    public var agreementHigh: Double
    /// Cohen's kappa over a, b and tie; nil where it is not defined.
    public var kappa: Double?
    /// Bootstrap over questions, 95 %.
    public var kappaLow: Double?
    public var kappaHigh: Double?
    /// Rows are what people said, columns what the judge did, both in the order a, b, tie.
    public var table: [[Int]]
    /// Pairs whose verdict changed with the order of the answers.
    public var flipped: Int
    public var state: State

    public init(_ votes: [Vote], seed: UInt64 = 1) {
        let order = Preference.allCases
        let clusterOfVote = JudgedArms.numbered(votes.map(\.pair.cluster))
        let clusters = (clusterOfVote.max() ?? -1) + 1
        var table = [[Int]](repeating: [Int](repeating: 0, count: order.count), count: order.count)
        var columns = [[Double]](repeating: [Double](repeating: 0, count: clusters), count: order.count * order.count)
        var (passes, sizes) = ([Int](repeating: 0, count: clusters), [Int](repeating: 0, count: clusters))
        for (vote, cluster) in zip(votes, clusterOfVote) {
            guard let row = order.firstIndex(of: vote.human), let column = order.firstIndex(of: vote.pair.verdict) else { continue }
            table[row][column] += 1
            columns[row * order.count + column][cluster] += 1
            passes[cluster] += row == column ? 1 : 0
            sizes[cluster] += 1
        }
        questions = clusters
        pairs = votes.count
        agreed = order.indices.reduce(0) { $0 + table[$1][$1] }
        agreement = votes.isEmpty ? 0 : Double(agreed) / Double(votes.count)
        let interval = ClusteredRate.interval(passes: passes, sizes: sizes)
        (agreementLow, agreementHigh) = (interval.low, interval.high)
        kappa = CohenKappa.value(table.map { $0.map(Double.init) })
        self.table = table
        flipped = votes.count { $0.pair.isFlipped }
        if kappa != nil, clusters > 1 {
            // A resample in which kappa is not defined shows no agreement beyond chance.
            let drawn = ClusterBootstrap(columns: columns, seed: seed).replicates { totals in
                CohenKappa.value(order.indices.map { Array(totals[$0 * order.count..<($0 + 1) * order.count]) }) ?? 0
            }
            let interval = ClusterBootstrap.interval(sorted: drawn.sorted(), clusters: clusters)
            (kappaLow, kappaHigh) = (max(-1, interval.low), min(1, interval.high))
        }
        state = clusters < Self.fewestQuestions ? .tooFewVotes : (kappaLow ?? 0) > 0 ? .calibrated : .disagrees
    }
}
