/// Random numbers that are a function of (seed, stream, counter): nothing to save, nothing to replay.
///
/// SplitMix64's output function (Steele, Lea & Flood 2014) over a counter.
package struct CounterRandom: Sendable {
    /// What the numbers are for; each purpose and index has its own sequence.
    package enum Stream: Sendable {
        case initialization(tensor: Int)
        case order(epoch: Int)
        case dropout(step: Int, pass: Int)
        case embeddingNoise(step: Int, pass: Int)

        var number: UInt64 {
            switch self {
            case .initialization(let tensor): 1 << 32 | UInt64(tensor)
            case .order(let epoch): 2 << 32 | UInt64(epoch)
            case .dropout(let step, let pass): 3 << 56 | UInt64(step) << 20 | UInt64(pass)
            case .embeddingNoise(let step, let pass): 4 << 56 | UInt64(step) << 20 | UInt64(pass)
            }
        }
    }

    private static let golden: UInt64 = 0x9E37_79B9_7F4A_7C15
    private let key: UInt64

    package init(seed: UInt64, stream: Stream) {
        key = Self.mix(Self.mix(seed &+ Self.golden) ^ (stream.number &* Self.golden))
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    package func bits(at counter: Int) -> UInt64 { Self.mix(key &+ UInt64(bitPattern: Int64(counter)) &* Self.golden) }

    /// In 0 ..< 1, a multiple of 2⁻⁵³.
    package func unit(at counter: Int) -> Double { Double(bits(at: counter) >> 11) * 0x1p-53 }

    /// 0 ..< count in random order (Fisher–Yates).
    package func permutation(_ count: Int) -> [Int] {
        var order = Array(0..<count)
        for last in stride(from: count - 1, to: 0, by: -1) {
            let (high, _) = bits(at: last).multipliedFullWidth(by: UInt64(last + 1))
            order.swapAt(last, Int(high))
        }
        return order
    }
}
