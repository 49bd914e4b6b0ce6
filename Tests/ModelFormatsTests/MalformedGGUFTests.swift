import ModelFormats
import Testing

/// A well-formed file with one thing wrong, and a word that the error must say.
struct MalformedGGUF: Sendable, CustomTestStringConvertible {
    var name: String
    var says: String
    var change: @Sendable (inout GGUFBytes) -> Void

    init(_ name: String, says: String, _ change: @escaping @Sendable (inout GGUFBytes) -> Void) {
        self.name = name
        self.says = says
        self.change = change
    }

    var testDescription: String { name }

    private static func entry(_ name: String, says: String, _ type: UInt32, _ value: [UInt8]) -> MalformedGGUF {
        MalformedGGUF(name, says: says) { $0.entries.append(.init("test.bad", type, value)) }
    }

    private static func dimensions(_ name: String, says: String, _ dimensions: [UInt64], type: UInt32 = 0) -> MalformedGGUF {
        MalformedGGUF(name, says: says) {
            $0.tensors[0].dimensions = dimensions
            $0.tensors[0].type = type
        }
    }

    private static func alignment(_ value: UInt32) -> MalformedGGUF {
        MalformedGGUF("alignment \(value)", says: "general.alignment is \(value)") { $0.entries[1].value = little(value) }
    }

    static let all: [MalformedGGUF] =
        preamble + values + alignments + tensors + layout

    private static let preamble = [
        MalformedGGUF("other magic", says: "not a GGUF model") { $0.magic = Array("GGML".utf8) },
        MalformedGGUF("magic of zeros", says: "not a GGUF model") { $0.magic = [0, 0, 0, 0] },
        MalformedGGUF("version 0", says: "version 0") { $0.version = 0 },
        MalformedGGUF("version 1", says: "version 1") { $0.version = 1 },
        MalformedGGUF("version 4", says: "version 4") { $0.version = 4 },
        MalformedGGUF("version of all ones", says: "version 4294967295") { $0.version = .max },
        MalformedGGUF("big-endian", says: "big-endian") { $0.version = UInt32(3).byteSwapped },
        MalformedGGUF("tensor count -1", says: "18446744073709551615 tensors") { $0.tensorCount = .max },
        MalformedGGUF("tensor count 2^63", says: "9223372036854775808 tensors") { $0.tensorCount = 1 << 63 },
        MalformedGGUF("tensor count near the largest size", says: "tensors") { $0.tensorCount = UInt64.max / 24 },
        MalformedGGUF("more tensors than there are", says: "tensor 3") { $0.tensorCount = 4 },
        MalformedGGUF("metadata count -1", says: "metadata entries") { $0.entryCount = .max },
        MalformedGGUF("metadata count 2^63", says: "metadata entries") { $0.entryCount = 1 << 63 },
        MalformedGGUF("more metadata than there is", says: "damaged") { $0.entryCount = 7 },
        MalformedGGUF("less metadata than there is", says: "dimensions") { $0.entryCount = 5 },
        MalformedGGUF("duplicate key", says: "there twice") { $0.entries.append($0.entries[2]) },
        MalformedGGUF("empty key", says: "0 bytes long") { $0.entries[2].key = [] },
        MalformedGGUF("key that is not UTF-8", says: "not UTF-8") { $0.entries[2].key = [0x61, 0xff, 0x62] },
        MalformedGGUF("key with an overlong encoding", says: "not UTF-8") { $0.entries[2].key = [0xc0, 0xaf] },
        MalformedGGUF("key with a surrogate", says: "not UTF-8") { $0.entries[2].key = [0xed, 0xa0, 0x80] },
        MalformedGGUF("key cut within a character", says: "not UTF-8") { $0.entries[2].key = [0x61, 0xf0, 0x9f, 0x98] },
        MalformedGGUF("key with an escape sequence", says: "\\u{1b}") { $0.entries[2].key = Array("a\u{1b}[2J".utf8) },
        MalformedGGUF("key of 70,000 bytes", says: "70000 bytes long") { $0.entries[2].key = [UInt8](repeating: 97, count: 70_000) },
    ]

    private static let values = [
        entry("unknown value type", says: "13", 13, [0, 0, 0, 0]),
        entry("value type of all ones", says: "4294967295", .max, []),
        entry("bool of 2", says: "is 2", GGUFBytes.bool, [2]),
        entry("text length -1", says: "18446744073709551615", GGUFBytes.string, little(UInt64.max)),
        entry("text length 2^63", says: "9223372036854775808", GGUFBytes.string, little(UInt64(1) << 63)),
        entry("text length one beyond the file", says: "cut off", GGUFBytes.string, little(UInt64(100_000)) + [97]),
        MalformedGGUF("text of 33 MiB", says: "more than 33554432 bytes") {
            $0.entries.append(.init("test.bad", GGUFBytes.string, little(UInt64(33 << 20))))
            $0.data = [UInt8](repeating: 0, count: 33 << 20)
        },
        entry("text that is not UTF-8", says: "not UTF-8", GGUFBytes.string, little(UInt64(2)) + [0xc3, 0x28]),
        entry("list count -1", says: "18446744073709551615 elements", GGUFBytes.array, GGUFBytes.list(4, .max, [])),
        entry("list count 2^63", says: "elements", GGUFBytes.array, GGUFBytes.list(4, 1 << 63, [])),
        entry("list count 2^62 of four bytes", says: "elements", GGUFBytes.array, GGUFBytes.list(4, 1 << 62, [])),
        entry("list count that times eight is small", says: "elements", GGUFBytes.array, GGUFBytes.list(10, (1 << 61) + 1, [0, 0])),
        entry("list longer than the file", says: "cut off", GGUFBytes.array, GGUFBytes.list(12, 1_000_000, [])),
        entry("list of texts longer than the file", says: "cut off", GGUFBytes.array, GGUFBytes.list(8, 4_000_000, [])),
        entry("list of lists", says: "list of lists", GGUFBytes.array, GGUFBytes.list(9, 1, GGUFBytes.list(4, 1, [0, 0, 0, 0]))),
        entry("list of an unknown type", says: "99", GGUFBytes.array, GGUFBytes.list(99, 1, [0])),
        entry("list of bools with a 7", says: "is 7", GGUFBytes.array, GGUFBytes.list(7, 2, [1, 7])),
        entry("list with a text beyond the file", says: "cut off", GGUFBytes.array, GGUFBytes.list(8, 1, little(UInt64(1) << 40))),
        entry("list with a text not UTF-8", says: "not UTF-8", GGUFBytes.array, GGUFBytes.list(8, 1, little(UInt64(1)) + [0x80])),
        entry("list with a number beyond Int", says: "18446744073709551615", GGUFBytes.array, GGUFBytes.list(10, 1, little(UInt64.max))),
    ]

    private static let alignments =
        [0, 1, 3, 4, 24, 48, 1 << 31, .max].map { alignment($0) } + [
            MalformedGGUF("alignment 2^63 as 64 bits", says: "32-bit") {
                $0.entries[1] = .init("general.alignment", 10, little(UInt64(1) << 63))
            },
            MalformedGGUF("alignment as text", says: "32-bit") { $0.entries[1] = .init("general.alignment", 8, GGUFBytes.text("32")) },
            MalformedGGUF("alignment as a signed number", says: "32-bit") {
                $0.entries[1] = .init("general.alignment", 5, little(Int32(32)))
            },
        ]

    private static let tensors = [
        dimensions("no dimensions", says: "0 dimensions", []),
        dimensions("five dimensions", says: "5 dimensions", [1, 1, 1, 1, 1]),
        dimensions("a dimension of 0", says: "dimension of 0", [4, 0]),
        dimensions("a dimension of -1", says: "dimension of 18446744073709551615", [.max, 1]),
        dimensions("a dimension of 2^63", says: "dimension of 9223372036854775808", [1 << 63]),
        dimensions("a product that overflows", says: "dimension", [1 << 32, 1 << 32]),
        dimensions("a product that wraps to something small", says: "dimension", [1 << 33, 1 << 31, 2]),
        dimensions("bytes that overflow", says: "more bytes than any file", [1 << 62]),
        dimensions("rows that blocks don't divide", says: "blocks of 32", [33, 2], type: 8),
        dimensions("rows that large blocks don't divide", says: "blocks of 256", [128], type: 12),
        MalformedGGUF("2^32 - 1 dimensions", says: "4294967295 dimensions") {
            // The only tensor is written by hand: its name, the count, nothing after.
            $0.tensors = []
            $0.alignment = 1
            $0.tensorCount = 1
            $0.data = little(UInt64(1)) + [97] + little(UInt32.max)
        },
        MalformedGGUF("removed tensor type", says: "type number 4") { $0.tensors[0].type = 4 },
        MalformedGGUF("unknown tensor type", says: "type number 4000") { $0.tensors[0].type = 4_000 },
        MalformedGGUF("two tensors of one name", says: "there twice") { $0.tensors[1].name = $0.tensors[0].name },
        MalformedGGUF("empty tensor name", says: "0 bytes long") { $0.tensors[0].name = [] },
        MalformedGGUF("tensor name not UTF-8", says: "not UTF-8") { $0.tensors[0].name = [0xfe] },
        MalformedGGUF("tensor name with an escape sequence", says: "\\u{1b}") { $0.tensors[0].name = Array("\u{1b}]52;c;x\u{7}".utf8) },
        MalformedGGUF("tensor name of 300 bytes", says: "300 bytes long") { $0.tensors[0].name = [UInt8](repeating: 97, count: 300) },
    ]

    private static let layout = [
        MalformedGGUF("unaligned offset", says: "not aligned") { $0.tensors[1].offset = 33 },
        MalformedGGUF("offset in another tensor", says: "lies over") { $0.tensors[1].offset = 0 },
        MalformedGGUF("a long tensor over the next", says: "lies over") { $0.tensors[0].dimensions = [16, 2] },
        MalformedGGUF("offset past the end", says: "cut off") { $0.tensors[2].offset = 160 },
        MalformedGGUF("offset 2^63", says: "cut off") { $0.tensors[2].offset = 1 << 63 },
        MalformedGGUF("offset that wraps round", says: "cut off") { $0.tensors[2].offset = .max - 31 },
        MalformedGGUF("last tensor one byte short", says: "cut off") { $0.data.removeLast() },
        MalformedGGUF("no data at all", says: "cut off") { $0.data = [] },
        MalformedGGUF("a tensor larger than the file", says: "cut off") { $0.tensors[2].dimensions = [1 << 40] },
    ]
}

@Suite struct MalformedGGUFTests {
    @Test(arguments: MalformedGGUF.all)
    func malformedFileIsATypedErrorThatSaysWhatIsWrong(_ wrong: MalformedGGUF) throws {
        var file = GGUFBytes.tiny
        wrong.change(&file)
        let error = try #require(throws: ModelFormatError.self) { try file.open() }
        #expect(error.description.contains(wrong.says), "\(error)")
        #expect(!error.description.unicodeScalars.contains { $0.value < 0x20 })
    }

    @Test func casesHaveDifferentNames() {
        #expect(Set(MalformedGGUF.all.map(\.name)).count == MalformedGGUF.all.count)
        #expect(MalformedGGUF.all.count >= 75)
    }

    @Test func truncationAtEveryByteIsATypedError() {
        let whole = GGUFBytes.tiny.bytes
        for length in 0..<whole.count {
            #expect(throws: ModelFormatError.self, "cut to \(length) bytes") {
                try GGUFFile(MappedFile(contents: whole[..<length], named: "cut.gguf"))
            }
        }
    }

    @Test func flippedBytesNeverTrap() {
        let whole = GGUFBytes.tiny.bytes
        var random = SeededGenerator(seed: 2)
        var opened = 0
        for _ in 0..<3_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            do {
                let file = try GGUFFile(MappedFile(contents: bytes, named: "flipped.gguf"))
                opened += 1
                for tensor in file.tensors.values { #expect(tensor.dequantized().count == tensor.count) }
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
        #expect(opened > 0)
    }

    @Test func everySingleByteMayTakeExtremeValues() {
        let whole = GGUFBytes.tiny.bytes
        for position in whole.indices {
            for value: UInt8 in [0, 1, 0x7f, 0x80, 0xff] where whole[position] != value {
                var bytes = whole
                bytes[position] = value
                do {
                    for tensor in try GGUFFile(MappedFile(contents: bytes, named: "x.gguf")).tensors.values { _ = tensor.dequantized() }
                } catch {
                    #expect(!error.description.isEmpty)
                }
            }
        }
    }
}
