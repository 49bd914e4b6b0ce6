import Foundation

/// The binomial distribution of `trials` with success probability `p`.
struct Binomial {
    let trials: Int
    let p: Double

    func probability(_ successes: Int) -> Double {
        guard (0...trials).contains(successes) else { return 0 }
        if p <= 0 { return successes == 0 ? 1 : 0 }
        if p >= 1 { return successes == trials ? 1 : 0 }
        let n = Double(trials)
        let k = Double(successes)
        let choose = logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1)
        return exp(choose + k * log(p) + (n - k) * log(1 - p))
    }

    /// P(X ≤ successes), summed from the smaller side.
    func atMost(_ successes: Int) -> Double {
        if successes < 0 { return 0 }
        if successes >= trials { return 1 }
        if Double(successes) > Double(trials) * p {
            return max(0, 1 - sum(successes + 1, trials))
        }
        return min(1, sum(0, successes))
    }

    private func sum(_ from: Int, _ to: Int) -> Double {
        guard p > 0, p < 1 else { return (from...to).reduce(0) { $0 + probability($1) } }
        // From the largest term outwards by the ratio of neighbours.
        let odds = p / (1 - p)
        let peak = min(max(Int(Double(trials + 1) * p), from), to)
        let top = probability(peak)
        var total = top
        var term = top
        var k = peak
        while k < to, term > top * 1e-18 {
            term *= Double(trials - k) / Double(k + 1) * odds
            total += term
            k += 1
        }
        term = top
        k = peak
        while k > from, term > top * 1e-18 {
            term *= Double(k) / Double(trials - k + 1) / odds
            total += term
            k -= 1
        }
        return total
    }
}
