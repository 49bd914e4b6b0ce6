/// The 2×2 cells of two arms on the same cases.
public struct PairedCells: Codable, Equatable, Sendable {
    public var both: Int
    public var aOnly: Int
    public var bOnly: Int
    public var neither: Int

    public init(both: Int, aOnly: Int, bOnly: Int, neither: Int) {
        self.both = both
        self.aOnly = aOnly
        self.bOnly = bOnly
        self.neither = neither
    }

    /// Counts two records of the same cases.
    public init(_ a: [Bool], _ b: [Bool]) {
        self.init(both: 0, aOnly: 0, bOnly: 0, neither: 0)
        for (left, right) in zip(a, b) {
            switch (left, right) {
            case (true, true): both += 1
            case (true, false): aOnly += 1
            case (false, true): bOnly += 1
            case (false, false): neither += 1
            }
        }
    }

    public var n: Int { both + aOnly + bOnly + neither }
    public var discordant: Int { aOnly + bOnly }
    /// rate(a) − rate(b).
    public var difference: Double { n == 0 ? 0 : Double(aOnly - bOnly) / Double(n) }
}
