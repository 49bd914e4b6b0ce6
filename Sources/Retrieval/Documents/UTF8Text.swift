/// Questions about UTF-8 bytes that `String` does not answer with an offset.
enum UTF8Text {
    /// Offset of the first byte that is not well-formed UTF-8 (Unicode 16, table 3-7), or nil.
    static func firstInvalidOffset(in bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            var i = 0
            while i < bytes.count {
                let lead = bytes[i]
                if lead < 0x80 {
                    i += 1
                    continue
                }
                let length: Int
                var low: UInt8 = 0x80
                var high: UInt8 = 0xBF
                switch lead {
                case 0xC2...0xDF: length = 2
                case 0xE0...0xEF:
                    length = 3
                    if lead == 0xE0 { low = 0xA0 }
                    if lead == 0xED { high = 0x9F }
                case 0xF0...0xF4:
                    length = 4
                    if lead == 0xF0 { low = 0x90 }
                    if lead == 0xF4 { high = 0x8F }
                default: return i
                }
                guard i + length <= bytes.count, (low...high).contains(bytes[i + 1]) else { return i }
                for k in 2..<max(2, length) where bytes[i + k] & 0xC0 != 0x80 { return i }
                i += length
            }
            return nil
        }
    }

    /// Whether a scalar begins at `offset`.
    static func isScalarStart(_ bytes: [UInt8], _ offset: Int) -> Bool { offset >= bytes.count || bytes[offset] & 0xC0 != 0x80 }
}
