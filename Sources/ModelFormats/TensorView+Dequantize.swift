extension TensorView {
    /// All numbers as 32-bit floats, row after row.
    public func dequantized() -> [Float] {
        [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            if let base = buffer.baseAddress { dequantize(rows: 0..<rows, into: base) }
            initialized = count
        }
    }

    /// Writes `rows` (of `rowLength` numbers each) as 32-bit floats to `destination`.
    ///
    /// This is the plain reference; fast kernels are held against it.
    public func dequantize(rows range: Range<Int>, into destination: UnsafeMutablePointer<Float>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows beyond the tensor")
        let numbers = range.count * rowLength
        guard numbers > 0 else { return }
        let blocks = numbers / type.blockSize
        let firstBlock = range.lowerBound * rowLength / type.blockSize
        let source = bytes.baseAddress! + firstBlock * type.bytesPerBlock
        switch type {
        case .f32: UnsafeMutableRawPointer(destination).copyMemory(from: source, byteCount: numbers * 4)
        case .f16: dequantizeF16(source, numbers, destination)
        case .bf16: dequantizeBF16(source, numbers, destination)
        case .q8_0: dequantizeEightBit(source, blocks, destination)
        case .q4_0: dequantizeFourBit(source, blocks, destination)
        case .q4_1: dequantizeFourBitMinimum(source, blocks, destination)
        case .q5_0: dequantizeFiveBit(source, blocks, destination)
        case .iq4_nl: dequantizeFourBitTable(source, blocks, destination)
        case .q5_1, .q2_K, .q3_K, .q4_K, .q5_K, .q6_K: dequantizeParts(type, source, blocks, destination)
        }
    }
}

/// The float that a half-precision bit pattern stands for (IEEE 754 binary16), subnormals, infinities and NaN included.
@inline(__always)
public func floatFromHalf(_ half: UInt16) -> Float {
    let sign = UInt32(half & 0x8000) << 16
    let magnitude = UInt32(half & 0x7fff) << 13
    // The exponent sits 112 too low after the shift; multiplying by 2^112 corrects it and normalises subnormals exactly.
    let finite = (Float(bitPattern: magnitude) * Float(bitPattern: 0x7780_0000)).bitPattern
    let bits = half & 0x7c00 == 0x7c00 ? magnitude | 0x7f80_0000 : finite
    return Float(bitPattern: bits | sign)
}

private func dequantizeF16(_ source: UnsafeRawPointer, _ count: Int, _ out: UnsafeMutablePointer<Float>) {
    for i in 0..<count { out[i] = floatFromHalf(source.loadUnaligned(fromByteOffset: 2 &* i, as: UInt16.self)) }
}

private func dequantizeBF16(_ source: UnsafeRawPointer, _ count: Int, _ out: UnsafeMutablePointer<Float>) {
    for i in 0..<count { out[i] = Float(bitPattern: UInt32(source.loadUnaligned(fromByteOffset: 2 &* i, as: UInt16.self)) << 16) }
}

/// Block: scale (f16), 32 signed bytes. x = scale · q.
private func dequantizeEightBit(_ source: UnsafeRawPointer, _ blocks: Int, _ out: UnsafeMutablePointer<Float>) {
    for block in 0..<blocks {
        let p = source + block &* 34
        let to = out + block &* 32
        let scale = floatFromHalf(p.loadUnaligned(as: UInt16.self))
        let quants = (p + 2).assumingMemoryBound(to: Int8.self)
        for i in 0..<32 { to[i] = Float(quants[i]) * scale }
    }
}

/// Block: scale (f16), 16 bytes; low nibbles are numbers 0–15, high nibbles 16–31. x = scale · (q − 8).
private func dequantizeFourBit(_ source: UnsafeRawPointer, _ blocks: Int, _ out: UnsafeMutablePointer<Float>) {
    for block in 0..<blocks {
        let p = source + block &* 18
        let to = out + block &* 32
        let scale = floatFromHalf(p.loadUnaligned(as: UInt16.self))
        let quants = (p + 2).assumingMemoryBound(to: UInt8.self)
        for i in 0..<16 {
            to[i] = Float(Int32(quants[i] & 15) &- 8) * scale
            to[i &+ 16] = Float(Int32(quants[i] >> 4) &- 8) * scale
        }
    }
}

/// Block: scale (f16), minimum (f16), 16 bytes of nibbles as in Q4_0. x = scale · q + minimum.
private func dequantizeFourBitMinimum(_ source: UnsafeRawPointer, _ blocks: Int, _ out: UnsafeMutablePointer<Float>) {
    for block in 0..<blocks {
        let p = source + block &* 20
        let to = out + block &* 32
        let scale = floatFromHalf(p.loadUnaligned(as: UInt16.self))
        let minimum = floatFromHalf(p.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
        let quants = (p + 4).assumingMemoryBound(to: UInt8.self)
        for i in 0..<16 {
            to[i] = Float(quants[i] & 15) * scale + minimum
            to[i &+ 16] = Float(quants[i] >> 4) * scale + minimum
        }
    }
}

/// Block: scale (f16), 32 fifth bits, 16 bytes of nibbles as in Q4_0. x = scale · (q − 16).
private func dequantizeFiveBit(_ source: UnsafeRawPointer, _ blocks: Int, _ out: UnsafeMutablePointer<Float>) {
    for block in 0..<blocks {
        let p = source + block &* 22
        let to = out + block &* 32
        let scale = floatFromHalf(p.loadUnaligned(as: UInt16.self))
        let high = p.loadUnaligned(fromByteOffset: 2, as: UInt32.self)
        let quants = (p + 6).assumingMemoryBound(to: UInt8.self)
        for i in 0..<16 {
            to[i] = Float(fiveBits(quants[i] & 15, high, i) &- 16) * scale
            to[i &+ 16] = Float(fiveBits(quants[i] >> 4, high, i &+ 16) &- 16) * scale
        }
    }
}

@inline(__always)
private func fiveBits(_ low: UInt8, _ high: UInt32, _ i: Int) -> Int32 {
    Int32(low) | Int32(truncatingIfNeeded: ((high &>> UInt32(truncatingIfNeeded: i)) & 1) &<< 4)
}

/// What the nibbles of IQ4_NL stand for: kvalues_iq4nl in ggml-common.h.
private let unevenTable: [Float] = [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113]

/// Block: scale (f16), 16 bytes of nibbles as in Q4_0. x = scale · table[q].
private func dequantizeFourBitTable(_ source: UnsafeRawPointer, _ blocks: Int, _ out: UnsafeMutablePointer<Float>) {
    let table = unevenTable
    for block in 0..<blocks {
        let p = source + block &* 18
        let to = out + block &* 32
        let scale = floatFromHalf(p.loadUnaligned(as: UInt16.self))
        let quants = (p + 2).assumingMemoryBound(to: UInt8.self)
        for i in 0..<16 {
            to[i] = table[Int(quants[i] & 15)] * scale
            to[i &+ 16] = table[Int(quants[i] >> 4)] * scale
        }
    }
}

/// Unpacks block after block, then multiplies out. x = scale · q + minimum.
private func dequantizeParts(_ type: TensorType, _ source: UnsafeRawPointer, _ blocks: Int, _ out: UnsafeMutablePointer<Float>) {
    NumberParts.withRoom(for: type.blockSize) { parts in
        for block in 0..<blocks {
            unpackBlocks(type, source + block * type.bytesPerBlock, 1, parts)
            for part in 0..<type.blockSize / NumberParts.length {
                let to = out + (block * type.blockSize + part * NumberParts.length)
                let codes = parts.codes + part * NumberParts.length
                let (scale, minimum) = (parts.scale(part), parts.minimum(part))
                for i in 0..<NumberParts.length { to[i] = Float(codes[i]) * scale + minimum }
            }
        }
    }
}
