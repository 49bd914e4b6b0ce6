/// A pass rate whose cases come in clusters.
public enum ClusteredRate {
    /// How many independent cases the clustered ones are worth (Kish's design effect from the between-cluster variance of the
    /// ratio Σ passes / Σ cases), at most the number of cases.  When every case or none passed the variance says nothing: then
    /// each cluster counts once.
    public static func effectiveCases(passes: [Int], sizes: [Int]) -> Double {
        let n = Double(sizes.reduce(0, +))
        let k = Double(sizes.count)
        guard k < n else { return n }
        guard k > 1 else { return min(1, n) }
        let rate = Double(passes.reduce(0, +)) / n
        guard rate > 0, rate < 1 else { return k }
        var squares = 0.0
        for (passed, size) in zip(passes, sizes) {
            let residual = Double(passed) - rate * Double(size)
            squares += residual * residual
        }
        let clustered = k / (k - 1) * squares / (n * n)
        let independent = rate * (1 - rate) / n
        return n / max(1, clustered / independent)
    }

    /// Wilson's interval at the effective number of cases.
    public static func interval(passes: [Int], sizes: [Int], level: Double = 0.95) -> Interval {
        let n = Double(sizes.reduce(0, +))
        guard n > 0 else { return Interval(low: 0, high: 1) }
        let effective = effectiveCases(passes: passes, sizes: sizes)
        return Wilson.interval(successes: Double(passes.reduce(0, +)) / n * effective, of: effective, level: level)
    }
}
