/// Random numbers as a function of (seed, stream, counter): the same anywhere, and any stream can be resumed.
///
/// The mixing function is SplitMix64's (Steele, Lea and Flood 2014).
public struct CounterRandom: RandomNumberGenerator, Sendable {
    private let key: UInt64
    private var counter: UInt64 = 0

    public init(seed: UInt64, stream: UInt64 = 0) {
        key = Self.mix(Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15) ^ (stream &* 0xD1B5_4A32_D192_ED03 &+ 0x8CB9_2BA7_2F3D_8DD7))
    }

    public mutating func next() -> UInt64 {
        counter &+= 1
        return Self.mix(key &+ counter &* 0x9E37_79B9_7F4A_7C15)
    }

    /// A number below `bound`, at least 1; the bias of the multiplication is below 2⁻³² for bounds up to 2³².
    public mutating func below(_ bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }

    /// A number in 0..<1.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A seed of its own for each of many repetitions of what started with `seed`.
    package static func mixed(_ seed: UInt64, _ repetition: UInt64) -> UInt64 { mix(mix(seed) &+ repetition) }

    static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
