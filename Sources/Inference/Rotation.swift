#if canImport(Glibc)
    import Glibc
#endif

/// How positions turn the queries and keys of a layer: pair i of a head by the angle position · frequency i (Su et al., RoFormer, 2021).
public struct Rotation: Sendable, Equatable {
    /// Pair i of a head of width w has the frequency base^(−2i / w).
    public var base: Float
    /// Frequencies are divided by this: the context is stretched.
    public var scale: Float = 1
    /// Where only some are divided (YaRN, Peng et al. 2023): up to which pair none, from which pair on wholly; in between in parts.
    public var ramp: Ramp?
    /// What cosines and sines are multiplied by: the scores of attention grow with its square.
    public var magnitude: Float = 1

    public struct Ramp: Sendable, Equatable {
        public var first: Float
        public var last: Float
    }

    /// width / 2 frequencies, in single precision like the reference implementation; divided by `factors` besides, where a file has them.
    func frequencies(width: Int, factors: [Float]?) -> [Float] {
        (0..<width / 2).map { i in
            let frequency = Float(pow(Double(base), -Double(2 * i) / Double(width)))
            guard let ramp else { return frequency / scale / (factors?[i] ?? 1) }
            let kept = frequency / (factors?[i] ?? 1)
            let share = min(1, max(0, (Float(i) - ramp.first) / max(0.001, ramp.last - ramp.first)))
            return kept / scale * share + kept * (1 - share)
        }
    }
}

/// A rotation's numbers for the heads of one model.
struct RotationTable: Sendable {
    let frequencies: [Float]
    let magnitude: Float

    init(_ rotation: Rotation, width: Int, factors: [Float]?) {
        frequencies = rotation.frequencies(width: width, factors: factors)
        magnitude = rotation.magnitude
    }
}
