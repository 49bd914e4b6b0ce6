/// Room for numbers whose blocks are unpacked but not multiplied out: number i is scale(i / 16) · codes[i] + minimum(i / 16), and these
/// two are whole numbers times a unit in half precision.
///
/// The products are exact in single precision (a half, times at most 8 bits of scale, times at most 6 bits of code), so that the number
/// is rounded once at most, however it is computed. Where a type has no minimums they are −0, which changes no number.
public struct NumberParts {
    /// Numbers that share a scale.
    public static let length = 16

    public let codes: UnsafeMutablePointer<Int8>
    public let scales: UnsafeMutablePointer<Int8>
    public let minimums: UnsafeMutablePointer<Int8>
    /// The bits of half-precision numbers.
    public let scaleUnits: UnsafeMutablePointer<UInt16>
    public let minimumUnits: UnsafeMutablePointer<UInt16>

    /// Room for `count` numbers, a multiple of 16, while `body` runs.
    public static func withRoom<Result>(for count: Int, _ body: (NumberParts) -> Result) -> Result {
        let parts = count / length
        return withUnsafeTemporaryAllocation(of: Int8.self, capacity: count + 2 * parts) { small in
            withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 2 * parts) { units in
                let (codes, scaleUnits) = (small.baseAddress!, units.baseAddress!)
                return body(
                    NumberParts(
                        codes: codes, scales: codes + count, minimums: codes + count + parts, scaleUnits: scaleUnits,
                        minimumUnits: scaleUnits + parts))
            }
        }
    }

    /// The room from number `count` on, a multiple of 16.
    public func advanced(by count: Int) -> NumberParts {
        let parts = count / Self.length
        return NumberParts(
            codes: codes + count, scales: scales + parts, minimums: minimums + parts, scaleUnits: scaleUnits + parts,
            minimumUnits: minimumUnits + parts)
    }

    func scale(_ part: Int) -> Float { floatFromHalf(scaleUnits[part]) * Float(scales[part]) }
    func minimum(_ part: Int) -> Float { floatFromHalf(minimumUnits[part]) * Float(minimums[part]) }

    /// The units of `parts` parts; nil where there are no minimums.
    func setUnits(_ parts: Int, scale: UInt16, minimum: UInt16?) {
        for part in 0..<parts {
            scaleUnits[part] = scale
            minimumUnits[part] = minimum ?? Self.negativeZero
            if minimum == nil { minimums[part] = 1 }
        }
    }

    private static let negativeZero: UInt16 = 0x8000
}
