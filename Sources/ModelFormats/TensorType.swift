/// How a tensor's numbers are stored, among the types this program can read. The cases are written as every tool writes them.
public enum TensorType: String, Sendable, CaseIterable {
    case f32 = "F32"
    case f16 = "F16"
    case bf16 = "BF16"
    /// 32 signed bytes and one half-precision scale.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case q8_0 = "Q8_0"
    /// 32 nibbles, offset by 8, and one half-precision scale.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case q4_0 = "Q4_0"
    /// 32 nibbles, one half-precision scale and one half-precision minimum.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case q4_1 = "Q4_1"
    /// 32 numbers of 5 bits, offset by 16, and one half-precision scale.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case q5_0 = "Q5_0"
    /// 32 numbers of 5 bits, one half-precision scale and one half-precision minimum.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case q5_1 = "Q5_1"
    /// 32 nibbles, each the place of a signed byte in a table that is denser around 0, and one half-precision scale.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case iq4_nl = "IQ4_NL"
    /// 256 numbers of 2 bits; every 16 have a scale and a minimum of 4 bits, in units of the block's two halves.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case q2_K = "Q2_K"
    /// 256 numbers of 3 bits, offset by 4; every 16 have a scale of 6 bits, in units of the block's half.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case q3_K = "Q3_K"
    /// 256 nibbles; every 32 have a scale and a minimum of 6 bits, in units of the block's two halves.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case q4_K = "Q4_K"
    /// 256 numbers of 5 bits; scales and minimums as in Q4_K.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case q5_K = "Q5_K"
    /// 256 numbers of 6 bits, offset by 32; every 16 have a scale of 8 bits, in units of the block's half.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case q6_K = "Q6_K"

    /// Numbers in a block; a row is a whole count of blocks.
    public var blockSize: Int { layout.block }

    /// Bytes that a block takes.
    public var bytesPerBlock: Int { layout.bytes }

    /// The number of the type in a file.
    var number: UInt32 { GGMLType.number(of: rawValue)! }

    private var layout: (block: Int, bytes: Int) {
        switch self {
        case .f32: (1, 4)
        case .f16, .bf16: (1, 2)
        case .q8_0: (32, 34)
        case .q4_0: (32, 18)
        case .q4_1: (32, 20)
        case .q5_0: (32, 22)
        case .q5_1: (32, 24)
        case .iq4_nl: (32, 18)
        case .q2_K: (256, 84)
        case .q3_K: (256, 110)
        case .q4_K: (256, 144)
        case .q5_K: (256, 176)
        case .q6_K: (256, 210)
        }
    }
}

/// The layout of every type that ggml has given a number to, so that a file's bounds can be checked even where a tensor
/// cannot be decoded. Sizes as in ggml-common.h.
struct GGMLType {
    let name: String
    let block: UInt64
    let bytes: UInt64

    static func numbered(_ number: UInt32) -> GGMLType? { all[number] }

    static func number(of name: String) -> UInt32? { all.first { $0.value.name == name }?.key }

    private static let all: [UInt32: GGMLType] = {
        let rows: [(UInt32, String, UInt64, UInt64)] = [
            (0, "F32", 1, 4), (1, "F16", 1, 2), (2, "Q4_0", 32, 18), (3, "Q4_1", 32, 20), (6, "Q5_0", 32, 22), (7, "Q5_1", 32, 24),
            (8, "Q8_0", 32, 34), (9, "Q8_1", 32, 36), (10, "Q2_K", 256, 84), (11, "Q3_K", 256, 110), (12, "Q4_K", 256, 144),
            (13, "Q5_K", 256, 176), (14, "Q6_K", 256, 210), (15, "Q8_K", 256, 292), (16, "IQ2_XXS", 256, 66), (17, "IQ2_XS", 256, 74),
            (18, "IQ3_XXS", 256, 98), (19, "IQ1_S", 256, 50), (20, "IQ4_NL", 32, 18), (21, "IQ3_S", 256, 110), (22, "IQ2_S", 256, 82),
            (23, "IQ4_XS", 256, 136), (24, "I8", 1, 1), (25, "I16", 1, 2), (26, "I32", 1, 4), (27, "I64", 1, 8), (28, "F64", 1, 8),
            (29, "IQ1_M", 256, 56), (30, "BF16", 1, 2), (34, "TQ1_0", 256, 54), (35, "TQ2_0", 256, 66), (39, "MXFP4", 32, 17),
        ]
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.0, GGMLType(name: $0.1, block: $0.2, bytes: $0.3)) })
    }()
}
