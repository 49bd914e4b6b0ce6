/// Two arms on the same cases; `PairedDifference` says which number means what.
@dynamicMemberLookup
public struct PairedComparison: Sendable {
    public let a: Arm
    public let b: Arm
    public let paired: PairedDifference

    init(_ table: OutcomeTable, _ a: Arm, _ b: Arm, replicates: [Double], isAnytime: Bool) {
        self.a = a
        self.b = b
        paired = PairedDifference(
            table.cells(a, b), clusterDifferences: table.clusterDifferences(a, b), clusterSizes: table.clusterSizes, replicates: replicates,
            isAnytime: isAnytime)
    }

    public func interval(level: Double = 0.95) -> Interval { paired.interval(level: level) }

    public subscript<Value>(dynamicMember member: KeyPath<PairedDifference, Value>) -> Value { paired[keyPath: member] }
}
