/// Holds whole groups of examples back for validation.
///
/// Wordings of one fact must not be on both sides, else the validation loss measures memory. A group's side depends on its name and
/// the seed alone, so examples added at the end move none of those that are there, once there are `settledGroups` groups.
/// With fewer, a new group can take the place of the one that rule 4 holds back, and a third group ends rule 2.
///
/// 1. A group is a `topic`, else a `document`, else the example itself.
/// 2. With fewer than `fewestGroups` groups, holding one back would take half of the examples or all. Then examples with the same
///    normalised prompt form a group, if that makes more groups. This comes near the share, at the price of wordings on both sides.
/// 3. A group is held back when its hash, as a fraction of 2⁶⁴, is below the share.
/// 4. With two groups or more and a share above 0, at least one of the first `settledGroups` is held back (that of the lowest hash), and
///    at least one of all is not (that of the highest hash). Groups that come later do not change which: it stays held back.
public enum GroupSplit {
    /// What makes a group, by rule 1 or by rule 2.
    public enum Grouping: String, Sendable, Codable {
        case origin, prompt
    }

    public static let fewestGroups = 3
    /// From so many groups on, no side changes any more.
    public static let settledGroups = 10

    public static func split(
        _ examples: [Example], validationShare: Double, seed: UInt64
    ) -> (train: [Example], validation: [Example]) {
        guard validationShare > 0 else { return (examples, []) }
        let grouping = grouping(of: examples)
        var hashes: [String: UInt64] = [:]
        let names = examples.map { name(of: $0, by: grouping) }
        for name in names where hashes[name] == nil {
            var hash = StableHash(seed: seed)
            hash.combine(name)
            hashes[name] = hash.value
        }
        guard hashes.count >= 2 else { return (examples, []) }
        // 2⁶⁴ as a Double is exact; NaN compares false and holds nothing back.
        var held = Set(hashes.filter { Double($0.value) < validationShare * 0x1p64 }.keys)
        var early: [String] = []
        for name in names where !early.contains(name) {
            early.append(name)
            if early.count == settledGroups { break }
        }
        let order = hashes.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
        if held.isDisjoint(with: early), let lowest = order.first(where: { early.contains($0.key) }) { held.insert(lowest.key) }
        if held.count == order.count { held.remove(order[order.count - 1].key) }

        var parts: (train: [Example], validation: [Example]) = ([], [])
        for (example, name) in zip(examples, names) {
            if held.contains(name) { parts.validation.append(example) } else { parts.train.append(example) }
        }
        return parts
    }

    /// Which rule these examples are grouped by.
    public static func grouping(of examples: [Example]) -> Grouping {
        func count(_ grouping: Grouping) -> Int { Set(examples.map { name(of: $0, by: grouping) }).count }
        let groups = count(.origin)
        return groups < fewestGroups && count(.prompt) > groups ? .prompt : .origin
    }

    /// The name of the group that an example belongs to.
    public static func name(of example: Example, by grouping: Grouping) -> String {
        switch grouping {
        case .origin: example.topic ?? example.document ?? example.id
        case .prompt: ComparableText.normalised(example.prompt)
        }
    }
}
