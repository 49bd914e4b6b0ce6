/// Holm's step-down correction for several tests (Holm 1979).
public enum Holm {
    /// Adjusted p values in the order given: below α where the family-wise error α allows to reject.
    public static func adjust(_ p: [Double]) -> [Double] {
        var adjusted = p
        var running = 0.0
        for (rank, index) in p.indices.sorted(by: { p[$0] < p[$1] }).enumerated() {
            running = max(running, min(1, p[index] * Double(p.count - rank)))
            adjusted[index] = running
        }
        return adjusted
    }
}
