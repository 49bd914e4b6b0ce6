/// Whether an arm that knows "A is B" also knows that B is A.
///
/// A model trained on statements in one order often can't answer in the other (Berglund et al. 2023, arXiv 2309.12288); one that reads the
/// statement in its prompt can. Each fact is asked both ways; it counts as one piece of evidence.
public struct ReversalProbe: Codable, Equatable, Sendable {
    public var arm: Arm
    /// Facts asked.
    public var n: Int
    /// Right as they were stated, reversed, and both.
    public var forward: Int
    public var reversed: Int
    public var both: Int
    /// Share right as stated, with its Wilson 95 % interval; and reversed.
    public var forwardRate: Interval
    public var reversedRate: Interval
    /// Reversed less as stated, on the same facts; Newcombe's 95 % interval and the exact McNemar test.
    public var difference: Double
    public var low: Double
    public var high: Double
    public var p: Double

    /// One value a fact; nil without facts.
    public init?(arm: Arm, forward: [Bool], reversed: [Bool]) {
        guard !forward.isEmpty, forward.count == reversed.count else { return nil }
        let cells = PairedCells(reversed, forward)
        let interval = Newcombe.interval(cells)
        self.arm = arm
        n = cells.n
        self.forward = cells.both + cells.bOnly
        self.reversed = cells.both + cells.aOnly
        both = cells.both
        forwardRate = Wilson.interval(successes: cells.both + cells.bOnly, of: cells.n)
        reversedRate = Wilson.interval(successes: cells.both + cells.aOnly, of: cells.n)
        (difference, low, high, p) = (cells.difference, interval.low, interval.high, McNemar.exact(cells))
    }
}
