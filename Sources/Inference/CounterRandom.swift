/// Random numbers that depend on a seed and a count alone: the nth number of a seed is the same on every machine.
///
/// Splitmix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
package struct CounterRandom: Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// From 0 up to, not including, 1.
    package mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
