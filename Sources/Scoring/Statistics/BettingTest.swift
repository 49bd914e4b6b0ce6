import Foundation

/// Tests and intervals that stay valid however often one looks while cases are added: by betting on a bounded mean
/// (Waudby-Smith and Ramdas 2024, "Estimating means of bounded random variables by betting", JRSS B 86:1; the bound on the chance
/// of ever being wrong is Ville's inequality).
///
/// A gambler who stakes a share of a capital of 1 on each cluster can't grow it when the mean is as claimed: the chance that the
/// capital ever reaches 1/α is at most α.  The capital here is the average over a grid of fixed stakes, so it does not depend on
/// the order of the clusters.  For pairs of single cases it is the average over all biases of a coin, 2ⁿ·x!·y!/(n+1)!, where one
/// arm alone passed x of the n discordant cases and the other y.
///
/// Condition: the size of the largest cluster does not depend on the answers.
public struct BettingTest: Sendable {
    public enum Side: Sendable { case greater, less }

    /// Stakes averaged over, evenly spaced on each side.
    private static let stakes = 256

    private struct Kind: Hashable {
        var sum: Int
        var size: Int
    }

    /// How often a cluster of this sum and size occurs, in a fixed order.
    private let kinds: [(sum: Double, size: Double, count: Double)]
    private let range: ClosedRange<Double>
    public let mean: Double

    /// `sums[k]` is the sum over the cases of cluster k, each of them in `range`; `sizes[k]` the number of those cases.
    public init(sums: [Int], sizes: [Int], range: ClosedRange<Double>) {
        var counts: [Kind: Int] = [:]
        for (sum, size) in zip(sums, sizes) where size > 0 { counts[Kind(sum: sum, size: size), default: 0] += 1 }
        let largest = Double(max(1, sizes.max() ?? 1))
        kinds = counts.sorted { ($0.key.size, $0.key.sum) < ($1.key.size, $1.key.sum) }
            .map { (Double($0.key.sum) / largest, Double($0.key.size) / largest, Double($0.value)) }
        self.range = range
        let cases = sizes.reduce(0, +)
        mean = cases > 0 ? Double(sums.reduce(0, +)) / Double(cases) : 0
    }

    /// The natural logarithm of the capital won by betting that the mean is above or below `claimed`.
    public func logEvidence(_ side: Side, than claimed: Double) -> Double {
        // The most that can be staked without ever losing more than everything.
        let room = side == .greater ? claimed - range.lowerBound : range.upperBound - claimed
        let most = (side == .greater ? 1 : -1) / max(room, 1e-9)
        var logs: [Double] = []
        logs.reserveCapacity(Self.stakes)
        for step in 0..<Self.stakes {
            let stake = most * (Double(step) + 0.5) / Double(Self.stakes)
            var total = 0.0
            for kind in kinds { total += kind.count * log(max(1 + stake * (kind.sum - claimed * kind.size), 1e-300)) }
            logs.append(total)
        }
        let top = logs.max() ?? 0
        return top + log(logs.reduce(0) { $0 + exp($1 - top) } / Double(Self.stakes))
    }

    /// p that the mean is `claimed`, valid at every look: the inverse of the capital bet half on each side.
    public func p(mean claimed: Double) -> Double {
        let above = logEvidence(.greater, than: claimed)
        let below = logEvidence(.less, than: claimed)
        let top = max(above, below)
        return min(1, exp(log(2) - top) / (exp(above - top) + exp(below - top)))
    }

    /// Holds the mean at every look at once, with confidence `level`: the claims against which neither side reaches 2/(1 − level).
    public func interval(level: Double = 0.95) -> Interval {
        guard !kinds.isEmpty else { return Interval(low: range.lowerBound, high: range.upperBound) }
        let enough = log(2 / (1 - level))
        // The capital falls as the claim comes nearer to what was seen, so the border is found by halving.
        func border(_ side: Side, from end: Double) -> Double {
            var refuted = end
            var open = mean
            for _ in 0..<40 {
                let middle = (refuted + open) / 2
                if logEvidence(side, than: middle) >= enough { refuted = middle } else { open = middle }
            }
            return refuted
        }
        return Interval(low: border(.greater, from: range.lowerBound), high: border(.less, from: range.upperBound))
    }
}
