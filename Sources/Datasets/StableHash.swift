/// A hash that is the same in every process and on every machine, unlike `Hasher`.
///
/// FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/) over the bytes, finished by the mixer of SplitMix64 (Steele, Lea and Flood,
/// 2014), because FNV alone leaves the high bits of short texts poorly spread.
struct StableHash {
    private var state: UInt64

    init(seed: UInt64 = 0) {
        state = 0xcbf2_9ce4_8422_2325 ^ Self.mix(seed)
    }

    mutating func combine(_ text: String) {
        for byte in text.utf8 { combine(byte) }
        // A byte that UTF-8 never holds, so that "ab" + "c" is not "a" + "bc".
        combine(0xff)
    }

    private mutating func combine(_ byte: UInt8) {
        state = (state ^ UInt64(byte)) &* 0x100_0000_01b3
    }

    var value: UInt64 { Self.mix(state) }

    static func mix(_ value: UInt64) -> UInt64 {
        var z = value &+ 0x9e37_79b9_7f4a_7c15
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
