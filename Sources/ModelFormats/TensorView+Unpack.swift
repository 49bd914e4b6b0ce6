// The blocks whose numbers have parts: Q5_1, and those of 256 numbers ("K-quants"), which keep one or two halves as units and small whole
// numbers of these as the scales (and minimums) of 16 or 32 numbers each. Layouts as in ggml-common.h; the products in the order of
// ggml-quants.c, so that the floats are the same.

extension TensorView {
    /// Writes the parts of one row's numbers to `parts`. The type is Q5_1 or a K-quant.
    public func unpack(row: Int, into parts: NumberParts) {
        precondition(row >= 0 && row < rows, "a row beyond the tensor")
        let blocks = rowLength / type.blockSize
        unpackBlocks(type, bytes.baseAddress! + row * blocks * type.bytesPerBlock, blocks, parts)
    }
}

func unpackBlocks(_ type: TensorType, _ source: UnsafeRawPointer, _ blocks: Int, _ parts: NumberParts) {
    for block in 0..<blocks {
        let p = source + block * type.bytesPerBlock
        let to = parts.advanced(by: block * type.blockSize)
        switch type {
        case .q5_1: unpackQ5Minimum(p, to)
        case .q2_K: unpackQ2K(p, to)
        case .q3_K: unpackQ3K(p, to)
        case .q4_K: unpackQ4K(p, to)
        case .q5_K: unpackQ5K(p, to)
        case .q6_K: unpackQ6K(p, to)
        case .f32, .f16, .bf16, .q8_0, .q4_0, .q4_1, .q5_0, .iq4_nl: preconditionFailure("\(type.rawValue) has no parts")
        }
    }
}

/// The bits of a half-precision number, and of it with the other sign.
private func half(_ p: UnsafeRawPointer, _ offset: Int) -> UInt16 { p.loadUnaligned(fromByteOffset: offset, as: UInt16.self) }

private func negativeHalf(_ p: UnsafeRawPointer, _ offset: Int) -> UInt16 { half(p, offset) ^ 0x8000 }

private func bytes(_ p: UnsafeRawPointer, _ offset: Int) -> UnsafePointer<UInt8> { (p + offset).assumingMemoryBound(to: UInt8.self) }

/// Block: scale (f16), minimum (f16), 32 fifth bits, 16 bytes of nibbles: the low ones are numbers 0–15, the high ones 16–31.
private func unpackQ5Minimum(_ p: UnsafeRawPointer, _ out: NumberParts) {
    let low = bytes(p, 8)
    out.setUnits(2, scale: half(p, 0), minimum: half(p, 2))
    for part in 0..<2 {
        out.scales[part] = 1
        out.minimums[part] = 1
        let fifths = p.loadUnaligned(fromByteOffset: 4 + part * 2, as: UInt16.self)
        let shift = UInt8(part * 4)
        for i in 0..<16 {
            let fifth = UInt8(truncatingIfNeeded: fifths &>> UInt16(truncatingIfNeeded: i)) & 1
            out.codes[part * 16 &+ i] = Int8(bitPattern: (low[i] &>> shift) & 15 | fifth &<< 4)
        }
    }
}

/// Block: 16 bytes of scale (low nibble) and minimum (high nibble), 64 bytes of codes, unit of the scales (f16), unit of the minimums
/// (f16). A run of 32 bytes of codes holds 128 numbers: the lowest two bits are the first 32, the next two the next 32.
private func unpackQ2K(_ p: UnsafeRawPointer, _ out: NumberParts) {
    out.setUnits(16, scale: half(p, 80), minimum: negativeHalf(p, 82))
    let packed = bytes(p, 0)
    for part in 0..<16 {
        out.scales[part] = Int8(bitPattern: packed[part] & 15)
        out.minimums[part] = Int8(bitPattern: packed[part] >> 4)
        let low = bytes(p, 16 + part / 8 * 32 + part % 2 * 16)
        let shift = UInt8(part & 6)
        let codes = out.codes + part * 16
        for i in 0..<16 { codes[i] = Int8(bitPattern: (low[i] &>> shift) & 3) }
    }
}

/// Block: 32 bytes of third bits (bit j belongs to the j-th 32 numbers; 0 means 4 less), 64 bytes of codes as in Q2_K, 12 bytes of
/// scales, their unit (f16). Of the scales the low 4 bits are nibbles of bytes 0–7, the high 2 bits pairs of bytes 8–11; offset by 32.
private func unpackQ3K(_ p: UnsafeRawPointer, _ out: NumberParts) {
    out.setUnits(16, scale: half(p, 108), minimum: nil)
    let packed = bytes(p, 96)
    for part in 0..<16 {
        let low4: UInt8 = part < 8 ? packed[part] & 15 : packed[part - 8] >> 4
        let high2: UInt8 = (packed[8 + part % 4] >> UInt8(part / 4 * 2)) & 3
        out.scales[part] = Int8(bitPattern: low4 | high2 << 4) &- 32
        let low = bytes(p, 32 + part / 8 * 32 + part % 2 * 16)
        let high = bytes(p, part % 2 * 16)
        let (shift, bit) = (UInt8(part & 6), UInt8(part / 2))
        let codes = out.codes + part * 16
        for i in 0..<16 {
            let q: UInt8 = (low[i] &>> shift) & 3 | ((high[i] &>> bit) & 1) &<< 2
            codes[i] = Int8(bitPattern: q) &- 4
        }
    }
}

/// Block: unit of the scales (f16), unit of the minimums (f16), 12 bytes of both, 128 bytes of codes: a run of 32 bytes holds 64 numbers,
/// the first 32 in its low nibbles. x = scale · q − minimum.
private func unpackQ4K(_ p: UnsafeRawPointer, _ out: NumberParts) {
    unpackScales(p, out)
    for part in 0..<16 {
        let low = bytes(p, 16 + part / 4 * 32 + part % 2 * 16)
        let shift = UInt8(part & 2) * 2
        let codes = out.codes + part * 16
        for i in 0..<16 { codes[i] = Int8(bitPattern: (low[i] &>> shift) & 15) }
    }
}

/// Block: as Q4_K, with 32 bytes of fifth bits before the codes; bit j belongs to the j-th 32 numbers.
private func unpackQ5K(_ p: UnsafeRawPointer, _ out: NumberParts) {
    unpackScales(p, out)
    for part in 0..<16 {
        let low = bytes(p, 48 + part / 4 * 32 + part % 2 * 16)
        let high = bytes(p, 16 + part % 2 * 16)
        let (shift, bit) = (UInt8(part & 2) * 2, UInt8(part / 2))
        let codes = out.codes + part * 16
        for i in 0..<16 {
            let q: UInt8 = (low[i] &>> shift) & 15 | ((high[i] &>> bit) & 1) &<< 4
            codes[i] = Int8(bitPattern: q)
        }
    }
}

/// Scales and minimums of Q4_K and Q5_K, six bits each, for 8 times 32 numbers. The first four stand in the low bits of bytes j and j + 4;
/// of the others, byte j + 4 has the low four bits of both, and the top two bits are those of bytes j − 4 and j (get_scale_min_k4 in
/// ggml-quants.c).
private func unpackScales(_ p: UnsafeRawPointer, _ out: NumberParts) {
    out.setUnits(16, scale: half(p, 0), minimum: negativeHalf(p, 2))
    let packed = bytes(p, 4)
    for part in 0..<16 {
        let j = part / 2
        var (scale, minimum) = (packed[j] & 63, packed[j + 4] & 63)
        if j >= 4 {
            scale = packed[j + 4] & 15 | (packed[j - 4] >> 6) << 4
            minimum = packed[j + 4] >> 4 | (packed[j] >> 6) << 4
        }
        out.scales[part] = Int8(bitPattern: scale)
        out.minimums[part] = Int8(bitPattern: minimum)
    }
}

/// Block: 128 bytes of low nibbles, 64 bytes of high bit pairs, 16 signed scales, their unit (f16). Each half of the block: 64 bytes whose
/// low nibbles are its first 64 numbers; 32 bytes whose lowest bit pairs belong to its first 32 numbers. x = scale · (q − 32).
private func unpackQ6K(_ p: UnsafeRawPointer, _ out: NumberParts) {
    out.setUnits(16, scale: half(p, 208), minimum: nil)
    let scales = (p + 192).assumingMemoryBound(to: Int8.self)
    for part in 0..<16 {
        out.scales[part] = scales[part]
        let low = bytes(p, part / 8 * 64 + part % 4 * 16)
        let high = bytes(p, 128 + part / 8 * 32 + part % 2 * 16)
        let (lowShift, highShift) = (UInt8(part & 4), UInt8(part & 6))
        let codes = out.codes + part * 16
        for i in 0..<16 {
            let q: UInt8 = (low[i] &>> lowShift) & 15 | ((high[i] &>> highShift) & 3) &<< 4
            codes[i] = Int8(bitPattern: q) &- 32
        }
    }
}
