/// What happened to each arm's answers when a fact in the documents changed.
public struct FreshnessReport: Codable, Equatable, Sendable {
    public var probes: [Probe]
    public var arms: [ArmCount]
    /// Seconds from the changed file to a searchable passage, the slowest of the probes.
    public var updateSeconds: Double

    public struct ArmCount: Codable, Equatable, Sendable {
        public var arm: Arm
        public var n: Int
        /// Answers that held the old fact before the change.
        public var oldBefore: Int
        /// Answers that hold the new fact after it.
        public var followed: Int
        /// Answers that still hold the old fact after it.
        public var stale: Int
    }

    public struct Probe: Codable, Equatable, Sendable {
        public var id: String
        public var question: String
        public var old: String
        public var new: String
        public var answers: [Answer]
    }

    public struct Answer: Codable, Equatable, Sendable {
        public var arm: Arm
        public var before: String
        public var after: String
        public var oldBefore: Bool
        public var followed: Bool
        public var stale: Bool
    }
}
