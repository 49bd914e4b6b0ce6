/// Two answers to one question, judged in both orders.
public struct JudgedPair: Codable, Equatable, Sendable {
    /// The case's id, or the vote's.
    public var id: String
    /// Pairs of one cluster count as one piece of evidence.
    public var cluster: String
    /// Both seen with `a` as the first arm, whichever answer was shown first.
    public var aFirst: JudgeReply
    public var bFirst: JudgeReply

    public init(id: String, cluster: String, aFirst: JudgeReply, bFirst: JudgeReply) {
        self.id = id
        self.cluster = cluster
        self.aFirst = aFirst
        self.bFirst = bFirst
    }

    /// Whether the order of the answers changed what the judge said.
    public var isFlipped: Bool { aFirst.better != bFirst.better }
    /// A verdict that does not outlast the swap is none: large judges prefer the first place (Zheng et al. 2023, arXiv 2306.05685).
    public var verdict: Preference { isFlipped ? .tie : aFirst.better }
}
