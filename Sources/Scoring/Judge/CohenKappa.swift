/// Agreement of two raters beyond what chance gives (Cohen 1960).
public enum CohenKappa {
    /// - Parameter table: how often the first rater said row and the second column; square.
    /// - Returns: nil where chance alone would agree always: both gave one and the same category only.
    public static func value(_ table: [[Double]]) -> Double? {
        let n = table.reduce(0) { $0 + $1.reduce(0, +) }
        guard n > 0 else { return nil }
        let observed = table.indices.reduce(0) { $0 + table[$1][$1] } / n
        let expected = table.indices.reduce(0) { sum, category in
            sum + table[category].reduce(0, +) / n * (table.reduce(0) { $0 + $1[category] } / n)
        }
        return expected < 1 ? (observed - expected) / (1 - expected) : nil
    }
}
