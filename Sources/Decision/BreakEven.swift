/// After how many queries a dearer start is paid back by cheaper answers.
public enum BreakEven {
    /// `invested` (training time or money) against `perQuery` costs in the same unit; nil when it never pays.
    public static func queries(invested: Double, perQuery: Double, against: Double) -> Int? {
        guard perQuery < against, invested >= 0 else { return nil }
        let needed = (invested / (against - perQuery)).rounded(.up)
        return needed <= 1e15 ? Int(needed) : nil
    }
}
