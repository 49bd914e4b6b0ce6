/// Room for numbers whose blocks are unpacked but not multiplied out: number i is scales[i / 16] · codes[i] + minimums[i / 16].
///
/// The product is exact in single precision (a half, times at most 8 bits of scale, times at most 6 bits of code), so that the number
/// is rounded once at most, however it is computed. Where a type has no minimums they are −0, which changes no number.
public struct NumberParts {
    /// Numbers that share a scale.
    public static let length = 16

    public let codes: UnsafeMutablePointer<Int8>
    public let scales: UnsafeMutablePointer<Float>
    public let minimums: UnsafeMutablePointer<Float>

    /// Room for `count` numbers, a multiple of 16, while `body` runs.
    public static func withRoom<Result>(for count: Int, _ body: (NumberParts) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: Int8.self, capacity: count) { codes in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: count / length * 2) { floats in
                let scales = floats.baseAddress!
                return body(NumberParts(codes: codes.baseAddress!, scales: scales, minimums: scales + count / length))
            }
        }
    }

    /// The room from number `count` on, a multiple of 16.
    public func advanced(by count: Int) -> NumberParts {
        NumberParts(codes: codes + count, scales: scales + count / Self.length, minimums: minimums + count / Self.length)
    }
}
