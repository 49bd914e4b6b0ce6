/// The contrasts named before looking: each arm against the cheapest, except that both together are held against the better of
/// their two parts (of equals, the cheaper), and an arm with a form against the same without it.  Holm's correction runs over these.
public enum PlannedContrasts {
    /// The dearer arm first.
    public static func pairs(_ arms: [Arm], rate: (Arm) -> Double) -> [(Arm, Arm)] {
        let arms = arms.sorted()
        guard let base = arms.first else { return [] }
        let parts = arms.filter { $0 == .rag || $0 == .lora }
        var better = parts.first
        for part in parts.dropFirst() where rate(part) > rate(better ?? part) { better = part }
        return arms.dropFirst().map { arm in
            if arm.isConstrained, arms.contains(arm.unconstrained) { return (arm, arm.unconstrained) }
            return (arm, arm == .ragLora ? better ?? base : base)
        }
    }
}
