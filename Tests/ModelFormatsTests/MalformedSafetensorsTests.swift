import ModelFormats
import Testing

/// The bytes of a file that must not open, and a word that the error must say.
struct MalformedSafetensors: Sendable, CustomTestStringConvertible {
    var name: String
    var says: String
    var bytes: [UInt8]

    var testDescription: String { name }

    init(_ name: String, says: String, bytes: [UInt8]) {
        self.name = name
        self.says = says
        self.bytes = bytes
    }

    init(_ name: String, says: String, _ header: String, data: Int = 8) {
        let bytes = little(UInt64(header.utf8.count)) + Array(header.utf8) + [UInt8](repeating: 0, count: data)
        self.init(name, says: says, bytes: bytes)
    }

    /// A header with one tensor.
    private static func tensor(_ name: String, says: String, _ members: String, data: Int = 8) -> MalformedSafetensors {
        MalformedSafetensors(name, says: says, #"{"a":{"# + members + "}}", data: data)
    }

    static let all = lengths + json + members + layout

    private static let lengths = [
        MalformedSafetensors("no bytes", says: "cut off", bytes: []),
        MalformedSafetensors("seven bytes", says: "cut off", bytes: [2, 0, 0, 0, 0, 0, 0]),
        MalformedSafetensors("header length 0", says: "0 bytes long", bytes: little(UInt64(0)) + Array("{}".utf8)),
        MalformedSafetensors("header length 1", says: "1 bytes long", bytes: little(UInt64(1)) + Array("{".utf8)),
        MalformedSafetensors("header one byte longer than the file", says: "cut off", bytes: little(UInt64(3)) + Array("{}".utf8)),
        MalformedSafetensors("header length 100 MB", says: "cut off", bytes: little(UInt64(100_000_000)) + Array("{}".utf8)),
        MalformedSafetensors("header length 2^63", says: "cut off", bytes: little(UInt64(1) << 63) + Array("{}".utf8)),
        MalformedSafetensors("header length 2^64 - 1", says: "cut off", bytes: little(UInt64.max) + Array("{}".utf8)),
        MalformedSafetensors(
            "header of 9 MB", says: "at most 8388608", bytes: little(UInt64(9 << 20)) + [UInt8](repeating: 0x20, count: 9 << 20)),
    ]

    private static let json = [
        MalformedSafetensors("empty of spaces", says: "begin with {", "    "),
        MalformedSafetensors("space before the object", says: "begin with {", " {}"),
        MalformedSafetensors("list instead of an object", says: "begin with {", "[]"),
        MalformedSafetensors("object without end", says: "expected", "{ "),
        MalformedSafetensors("key without quotes", says: "expected", "{a:1}"),
        MalformedSafetensors("key without end", says: "no end", #"{"a"#),
        MalformedSafetensors("key that ends in an escape", says: "no end", #"{"a\"#),
        MalformedSafetensors("control character in a key", says: "control characters", "{\"a\u{1}\":{}}"),
        MalformedSafetensors("unknown escape", says: "escape", #"{"\x":{}}"#),
        MalformedSafetensors("short unicode escape", says: "escape", #"{"\u12":{}}"#),
        MalformedSafetensors("unicode escape with a sign", says: "escape", #"{"\u+123":{}}"#),
        MalformedSafetensors("half a surrogate pair", says: "surrogate", #"{"\ud83d":{}}"#),
        MalformedSafetensors(
            "key that is not UTF-8", says: "not UTF-8", bytes: little(UInt64(8)) + Array("{\"".utf8) + [0xff] + Array("\":{}}".utf8)),
        MalformedSafetensors("missing colon", says: "expected", #"{"a" {}}"#),
        MalformedSafetensors("missing comma", says: "expected", #"{"__metadata__":{} "b":{}}"#),
        MalformedSafetensors("comma at the end", says: "expected", #"{"__metadata__":{},}"#),
        MalformedSafetensors("something after the object", says: "follows", "{}x"),
        MalformedSafetensors("two objects", says: "follows", "{}{}"),
        MalformedSafetensors("zeros after the object", says: "follows", "{}\0\0"),
        MalformedSafetensors("tensor that is a number", says: "expected", #"{"a":1}"#),
        MalformedSafetensors("tensor that is null", says: "expected", #"{"a":null}"#),
        MalformedSafetensors("tensor that is a list", says: "expected", #"{"a":[]}"#),
        MalformedSafetensors("metadata with a number", says: "expected", #"{"__metadata__":{"a":1}}"#),
        MalformedSafetensors("metadata with an object", says: "expected", #"{"__metadata__":{"a":{}}}"#),
        MalformedSafetensors("metadata twice", says: "twice", #"{"__metadata__":{},"__metadata__":{}}"#),
        MalformedSafetensors("metadata member twice", says: "twice", #"{"__metadata__":{"a":"","a":""}}"#),
        MalformedSafetensors("deep lists", says: "expected", #"{"a":{"shape":"# + String(repeating: "[", count: 100_000)),
        MalformedSafetensors("deep objects", says: "unexpected member", String(repeating: #"{"a":"#, count: 100_000)),
    ]

    private static let members = [
        tensor("no members", says: "lacks", ""),
        tensor("no dtype", says: "lacks", #""shape":[2],"data_offsets":[0,8]"#),
        tensor("no shape", says: "lacks", #""dtype":"F32","data_offsets":[0,8]"#),
        tensor("no offsets", says: "lacks", #""dtype":"F32","shape":[2]"#),
        tensor("one offset", says: "lacks", #""dtype":"F32","shape":[2],"data_offsets":[8]"#),
        tensor("three offsets", says: "too long", #""dtype":"F32","shape":[2],"data_offsets":[0,8,8]"#),
        tensor("offsets in the wrong order", says: "lacks", #""dtype":"F32","shape":[2],"data_offsets":[8,0]"#),
        tensor("unknown member", says: "unexpected member", #""dtype":"F32","shape":[2],"data_offsets":[0,8],"more":[]"#),
        tensor("dtype twice", says: "unexpected member", #""dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]"#),
        tensor("dtype as a number", says: "expected", #""dtype":32,"shape":[2],"data_offsets":[0,8]"#),
        tensor("unknown dtype", says: "unknown type", #""dtype":"F33","shape":[2],"data_offsets":[0,8]"#),
        tensor("negative dimension", says: "whole number", #""dtype":"F32","shape":[-2],"data_offsets":[0,8]"#),
        tensor("fractional dimension", says: "expected", #""dtype":"F32","shape":[2.0],"data_offsets":[0,8]"#),
        tensor("dimension with an exponent", says: "expected", #""dtype":"F32","shape":[2e0],"data_offsets":[0,8]"#),
        tensor("dimension with a leading zero", says: "whole number", #""dtype":"F32","shape":[02],"data_offsets":[0,8]"#),
        tensor("dimension as text", says: "whole number", #""dtype":"F32","shape":["2"],"data_offsets":[0,8]"#),
        tensor("dimension 2^63", says: "too large", #""dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,8]"#),
        tensor(
            "dimension of 60 digits", says: "too large",
            #""dtype":"F32","shape":[\#(String(repeating: "9", count: 60))],"data_offsets":[0,8]"#),
        tensor("product that overflows", says: "does not take", #""dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]"#),
        tensor(
            "product that wraps to the size", says: "does not take", #""dtype":"F32","shape":[4611686018427387906,2],"data_offsets":[0,8]"#),
        tensor("seventeen dimensions", says: "too long", #""shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]"#),
        tensor("shape too small for its bytes", says: "does not take", #""dtype":"F32","shape":[1],"data_offsets":[0,8]"#),
        tensor("shape too large for its bytes", says: "does not take", #""dtype":"F32","shape":[3],"data_offsets":[0,8]"#),
        tensor("half a byte", says: "does not take", #""dtype":"F4","shape":[1],"data_offsets":[0,8]"#),
        MalformedSafetensors("tensor without a name", says: "named", #"{"":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#),
        MalformedSafetensors(
            "name with an escape sequence", says: "\\u{1b}", #"{"\u001b[2J":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#),
        MalformedSafetensors(
            "two tensors of one name", says: "twice",
            #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#),
        MalformedSafetensors(
            "two tensors of one name, one escaped", says: "twice",
            #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"\u0061":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#),
    ]

    private static let layout = [
        tensor("data past the end", says: "cut off", #""dtype":"F32","shape":[4],"data_offsets":[0,16]"#),
        tensor("offsets near 2^63", says: "cut off", #""dtype":"U8","shape":[7],"data_offsets":[9223372036854775800,9223372036854775807]"#),
        tensor("no data", says: "cut off", #""dtype":"F32","shape":[2],"data_offsets":[0,8]"#, data: 0),
        tensor("gap at the beginning", says: "gap of 4", #""dtype":"F32","shape":[1],"data_offsets":[4,8]"#),
        tensor("bytes after the last tensor", says: "1 bytes follow", #""dtype":"F32","shape":[2],"data_offsets":[0,8]"#, data: 9),
        MalformedSafetensors("bytes without a tensor", says: "8 bytes follow", "{}"),
        MalformedSafetensors(
            "overlap", says: "lies over",
            #"{"a":{"dtype":"U8","shape":[5],"data_offsets":[0,5]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#),
        MalformedSafetensors(
            "one within the other", says: "lies over",
            #"{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}"#),
        MalformedSafetensors(
            "gap in between", says: "gap of 2",
            #"{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[3],"data_offsets":[5,8]}}"#),
    ]
}

@Suite struct MalformedSafetensorsTests {
    @Test(arguments: MalformedSafetensors.all)
    func malformedFileIsATypedErrorThatSaysWhatIsWrong(_ wrong: MalformedSafetensors) throws {
        let error = try #require(throws: ModelFormatError.self) {
            try SafetensorsFile(MappedFile(contents: wrong.bytes, named: "bad.safetensors"))
        }
        #expect(error.description.contains(wrong.says), "\(error)")
        #expect(!error.description.unicodeScalars.contains { $0.value < 0x20 })
    }

    @Test func casesHaveDifferentNames() {
        #expect(Set(MalformedSafetensors.all.map(\.name)).count == MalformedSafetensors.all.count)
        #expect(MalformedSafetensors.all.count >= 70)
    }

    private static let whole: [UInt8] = {
        let header =
            #"{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"b":{"dtype":"F16","shape":[3],"data_offsets":[8,14]}}"#
        return little(UInt64(header.utf8.count)) + Array(header.utf8) + (0..<14).map { UInt8($0) }
    }()

    @Test func truncationAtEveryByteIsATypedError() {
        for length in 0..<Self.whole.count {
            #expect(throws: ModelFormatError.self, "cut to \(length) bytes") {
                try SafetensorsFile(MappedFile(contents: Self.whole[..<length], named: "cut.safetensors"))
            }
        }
    }

    @Test func flippedBytesNeverTrap() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<3_000 {
            var bytes = Self.whole
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            do {
                let file = try SafetensorsFile(MappedFile(contents: bytes, named: "flipped.safetensors"))
                for tensor in file.tensors.values { #expect(tensor.dequantized().count == tensor.count) }
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
    }
}
