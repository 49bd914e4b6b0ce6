/// GPT-2's printable alphabet for bytes: vocabularies spell each byte as one character
/// (`bytes_to_unicode` in https://github.com/openai/gpt-2/blob/master/src/encoder.py).
enum ByteAlphabet {
    /// The byte for each scalar below 0x144, -1 where there is none.
    private static let bytes: [Int16] = {
        var table = [Int16](repeating: -1, count: 0x144)
        var next = 0x100
        for byte in 0..<256 {
            switch byte {
            case 0x21...0x7e, 0xa1...0xac, 0xae...0xff:
                table[byte] = Int16(byte)
            default:
                table[next] = Int16(byte)
                next += 1
            }
        }
        return table
    }()

    /// Appends the bytes that `text` spells; false (and nothing appended) when some character is outside of the alphabet.
    static func append(_ text: Substring.UnicodeScalarView, to result: inout [UInt8]) -> Bool {
        let start = result.count
        for scalar in text {
            guard scalar.value < 0x144, bytes[Int(scalar.value)] >= 0 else {
                result.removeSubrange(start...)
                return false
            }
            result.append(UInt8(bytes[Int(scalar.value)]))
        }
        return true
    }
}
