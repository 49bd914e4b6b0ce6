extension TensorType {
    /// Whether floats can be stored in this type here.
    public var isWritable: Bool {
        switch self {
        case .f32, .f16, .q8_0, .q4_1: true
        default: false
        }
    }

    /// Stores `values`, whole blocks of finite numbers, at `destination`: the bytes that the Python package `gguf` (`gguf.quants.quantize`)
    /// gives for them. The type is writable.
    public func quantize(_ values: UnsafeBufferPointer<Float>, into destination: UnsafeMutableRawPointer) {
        precondition(values.count % blockSize == 0, "\(values.count) numbers are no whole blocks of \(rawValue)")
        guard let source = values.baseAddress else { return }
        let blocks = values.count / blockSize
        switch self {
        case .f32: destination.copyMemory(from: source, byteCount: 4 * values.count)
        case .f16: for i in 0..<values.count { destination.storeBytes(of: half(source[i]), toByteOffset: 2 &* i, as: UInt16.self) }
        case .q8_0: quantizeEightBit(source, blocks, destination)
        case .q4_1: quantizeFourBitMinimum(source, blocks, destination)
        default: preconditionFailure("nothing is written in \(rawValue)")
        }
    }
}

/// Rounds to the nearest half, ties to even.
@inline(__always)
private func half(_ value: Float) -> UInt16 { Float16(value).bitPattern }

/// 1 / scale; 0 for a block of zeros, and for scales so small that it would be infinite.
@inline(__always)
private func inverse(_ scale: Float) -> Float {
    let inverse = 1 / scale
    return inverse.isFinite ? inverse : 0
}

/// scale = largest magnitude / 127, q = round(x / scale), halves away from zero.
private func quantizeEightBit(_ source: UnsafePointer<Float>, _ blocks: Int, _ out: UnsafeMutableRawPointer) {
    for block in 0..<blocks {
        let x = source + block &* 32
        var largest: Float = 0
        for i in 0..<32 { largest = max(largest, abs(x[i])) }
        let scale = largest / 127
        let factor = inverse(scale)
        let to = out + block &* 34
        to.storeBytes(of: half(scale), as: UInt16.self)
        for i in 0..<32 {
            to.storeBytes(of: Int8(clamping: Int32((x[i] * factor).rounded())), toByteOffset: 2 &+ i, as: Int8.self)
        }
    }
}

/// minimum = the smallest number, scale = the span / 15, q = the whole part of (x − minimum) / scale + ½. The first 16 numbers are the low
/// nibbles.
private func quantizeFourBitMinimum(_ source: UnsafePointer<Float>, _ blocks: Int, _ out: UnsafeMutableRawPointer) {
    for block in 0..<blocks {
        let x = source + block &* 32
        let (least, scale) = spread(x)
        let factor = inverse(scale)
        let to = out + block &* 20
        @inline(__always) func nibble(_ i: Int) -> UInt8 { UInt8(min(15, (x[i] - least) * factor + 0.5)) }
        store(half(scale), half(least), nibble, at: to)
    }
}

/// The same blocks as Q4_1, but each number goes to the code below or above it by chance, the likelier the nearer it lies: no change is too
/// small to count on average. The draws depend only on `seed` and the number's place.
func quantizeFourBitsByChance(_ values: UnsafeBufferPointer<Float>, seed: UInt64, into out: UnsafeMutableRawPointer) {
    guard let source = values.baseAddress else { return }
    for block in 0..<values.count / 32 {
        let x = source + block &* 32
        let (least, scale) = spread(x)
        let (storedScale, storedLeast) = (half(scale), half(least))
        // Against what will be read, so that the mean is right.
        let (minimum, factor) = (floatFromHalf(storedLeast), inverse(floatFromHalf(storedScale)))
        func nibble(_ i: Int) -> UInt8 {
            let draw = Float(mix(seed &+ UInt64(block &* 32 &+ i)) >> 40) * 0x1p-24
            return UInt8(min(15, max(0, (x[i] - minimum) * factor + draw)))
        }
        store(storedScale, storedLeast, nibble, at: out + block &* 20)
    }
}

/// The smallest of 32 numbers, and a fifteenth of their span.
@inline(__always)
private func spread(_ x: UnsafePointer<Float>) -> (least: Float, scale: Float) {
    var (least, most) = (x[0], x[0])
    for i in 1..<32 {
        least = min(least, x[i])
        most = max(most, x[i])
    }
    return (least, (most - least) / 15)
}

@inline(__always)
private func store(_ scale: UInt16, _ minimum: UInt16, _ nibble: (Int) -> UInt8, at to: UnsafeMutableRawPointer) {
    to.storeBytes(of: scale, as: UInt16.self)
    to.storeBytes(of: minimum, toByteOffset: 2, as: UInt16.self)
    for i in 0..<16 { to.storeBytes(of: nibble(i) | nibble(i &+ 16) << 4, toByteOffset: 4 &+ i, as: UInt8.self) }
}

/// The mixing of splitmix64.
@inline(__always)
private func mix(_ number: UInt64) -> UInt64 {
    var z = number &* 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
}
