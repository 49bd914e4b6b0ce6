/// A value of a GGUF file's metadata. The widths in which numbers are stored are not kept.
public enum GGUFValue: Sendable, Equatable {
    case integer(Int)
    /// Only for unsigned numbers beyond `Int.max`.
    case unsigned(UInt64)
    case float(Double)
    case bool(Bool)
    case string(String)
    case integers([Int])
    case floats([Double])
    case bools([Bool])
    case strings([String])

    /// The kind in words, for messages.
    var kind: String {
        switch self {
        case .integer, .unsigned: "a whole number"
        case .float: "a number"
        case .bool: "true or false"
        case .string: "text"
        case .integers: "a list of whole numbers"
        case .floats: "a list of numbers"
        case .bools: "a list of true or false"
        case .strings: "a list of texts"
        }
    }
}

/// The value types of the format, with their numbers in the file.
enum GGUFValueType: UInt32 {
    case uint8 = 0, int8, uint16, int16, uint32, int32, float32, bool, string, array, uint64, int64, float64

    /// Bytes of one value; for a string the fewest it can take. Arrays don't nest here.
    var minimumSize: Int {
        switch self {
        case .uint8, .int8, .bool: 1
        case .uint16, .int16: 2
        case .uint32, .int32, .float32: 4
        case .string, .uint64, .int64, .float64: 8
        case .array: 12
        }
    }
}
