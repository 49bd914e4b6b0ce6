import ModelFormats
import Testing

@Suite struct GGUFFileTests {
    @Test func metadataOfEveryTypeIsRead() throws {
        var file = GGUFBytes.tiny
        file.entries += [
            .init("n.u8", 0, [200]), .init("n.i8", 1, [0xff]), .init("n.u16", 2, little(UInt16(60_000))),
            .init("n.i16", 3, little(Int16(-2))), .init("n.i32", 5, little(Int32.min)), .init("n.u64", 10, little(UInt64(7))),
            .init("n.huge", 10, little(UInt64.max)), .init("n.i64", 11, little(Int64.min)),
            .init("n.f64", 12, little(Double.pi.bitPattern)), .init("n.empty", 9, GGUFBytes.list(GGUFBytes.string, 0, [])),
            .init("n.bools", 9, GGUFBytes.list(GGUFBytes.bool, 2, [0, 1])),
            .init("n.floats", 9, GGUFBytes.list(GGUFBytes.float32, 1, little(Float(-1.5).bitPattern))),
        ]
        let gguf = try file.open()
        #expect(gguf.metadata["n.u8"] == .integer(200))
        #expect(gguf.metadata["n.i8"] == .integer(-1))
        #expect(gguf.metadata["n.u16"] == .integer(60_000))
        #expect(gguf.metadata["n.i16"] == .integer(-2))
        #expect(gguf.metadata["n.i32"] == .integer(Int(Int32.min)))
        #expect(gguf.metadata["n.u64"] == .integer(7))
        #expect(gguf.metadata["n.huge"] == .unsigned(.max))
        #expect(gguf.metadata["n.i64"] == .integer(.min))
        #expect(gguf.metadata["n.f64"] == .float(.pi))
        #expect(gguf.metadata["n.empty"] == .strings([]))
        #expect(gguf.metadata["n.bools"] == .bools([false, true]))
        #expect(gguf.metadata["n.floats"] == .floats([-1.5]))
        #expect(try gguf.string("general.architecture") == "llama")
        #expect(try gguf.bool("test.flag"))
        #expect(try gguf.float("test.ratio") == 0.5)
        #expect(try gguf.float("n.u8") == 200)
        #expect(try gguf.strings("test.words") == ["one", "zwölf"])
        #expect(try gguf.ints("test.numbers") == [1, 2, Int(UInt32.max)])
    }

    @Test func absentAndMistypedMetadataAreErrorsThatNameTheKey() throws {
        let gguf = try GGUFBytes.tiny.open()
        #expect(throws: ModelFormatError.missingKey(path: "tiny.gguf", key: "llama.block_count")) { try gguf.int("llama.block_count") }
        #expect(throws: ModelFormatError.wrongType(path: "tiny.gguf", key: "test.flag", expected: "text", found: "true or false")) {
            try gguf.string("test.flag")
        }
        #expect(throws: ModelFormatError.self) { try gguf.int("test.ratio") }
        #expect(throws: ModelFormatError.self) { try gguf.strings("test.numbers") }
        #expect(throws: ModelFormatError.self) { try gguf.intsIfPresent("test.words") }
        #expect(try gguf.intIfPresent("llama.block_count") == nil)
        #expect(try gguf.stringsIfPresent("llama.block_count") == nil)
    }

    @Test func shapesAreOutermostFirst() throws {
        let gguf = try GGUFBytes.tiny.open()
        let plain = try gguf.tensor("plain")
        #expect(plain.shape == [2, 4])
        #expect(plain.rows == 2)
        #expect(plain.rowLength == 4)
        #expect(plain.bytes.count == 32)
        #expect(gguf.parameters == 8 + 64 + 32)
        #expect(gguf.quantization == "Q4_1")
        #expect(try gguf.tensor("plain", shape: [2, 4]).count == 8)
        #expect(throws: ModelFormatError.wrongShape(path: "tiny.gguf", name: "plain", expected: [4, 2], found: [2, 4])) {
            try gguf.tensor("plain", shape: [4, 2])
        }
        #expect(throws: ModelFormatError.missingTensor(path: "tiny.gguf", name: "other")) { try gguf.tensor("other") }
    }

    @Test func versionTwoIsReadLikeThree() throws {
        var file = GGUFBytes.tiny
        file.version = 2
        #expect(try file.open().version == 2)
        #expect(try file.open().tensors.count == 3)
    }

    @Test func otherAlignmentsAreHonoured() throws {
        var file = GGUFBytes.tiny
        file.entries[1].value = little(UInt32(64))
        file.alignment = 64
        file.tensors[1].offset = 64
        file.tensors[2].offset = 128
        file.data = [UInt8](repeating: 9, count: 162)
        let gguf = try file.open()
        #expect(try gguf.tensor("eighth").bytes.allSatisfy { $0 == 9 })
    }

    @Test func aTensorThatCannotBeDecodedDoesNotSpoilTheFile() throws {
        var file = GGUFBytes.tiny
        file.tensors[1] = .init("clever", [256], 23, at: 128)
        file.tensors[2].offset = 32
        file.data = [UInt8](repeating: 0, count: 128 + 136)
        let gguf = try file.open()
        #expect(gguf.undecodable["clever"]?.type == "IQ4_XS")
        let refusal = ModelFormatError.unsupportedTensor(path: "tiny.gguf", name: "clever", type: "IQ4_XS")
        #expect(throws: refusal) { try gguf.tensor("clever") }
        #expect("\(refusal)".contains("Readable are F32, ") && "\(refusal)".contains(", Q6_K; quantise"))
    }

    @Test func anEmptyModelIsWellFormed() throws {
        let gguf = try GGUFBytes(entries: [], tensors: [], data: []).open()
        #expect(gguf.metadata.isEmpty && gguf.tensors.isEmpty)
        #expect(gguf.quantization == "none")
    }

    @Test func theShippedModelOpens() throws {
        let gguf = try GGUFFile(path: modelFile("SmolLM2-135M-Instruct.Q4_1.gguf"))
        #expect(gguf.tensors.count == 272)
        #expect(gguf.parameters == 134_515_008)
        #expect(gguf.quantization == "Q4_1")
        #expect(try gguf.int("llama.block_count") == 30)
        #expect(try gguf.strings("tokenizer.ggml.tokens").count == 49_152)
        #expect(try gguf.tensor("blk.0.attn_k.weight").shape == [192, 576])
        #expect(SHA256.hexDigest(of: gguf.file) == "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53")
    }

    /// Sums and first values as the Python package gguf 0.19.0 dequantises them.
    @Test func theShippedModelDequantisesAsGGMLDoes() throws {
        let gguf = try GGUFFile(path: modelFile("SmolLM2-135M-Instruct.Q4_1.gguf"))
        let expected: [(name: String, first: [Float], sum: Double)] = [
            ("token_embd.weight", [-0.10654449462890625, 0.032978057861328125, 0.048198699951171875], -15_353.04449415207),
            ("blk.0.attn_q.weight", [-0.0963134765625, 0.1573486328125, -0.0963134765625], 59.22322082519531),
            ("blk.29.ffn_down.weight", [-0.2733154296875, 0.186279296875, 0.186279296875], 49.83570861816406),
        ]
        for (name, first, sum) in expected {
            let values = try gguf.tensor(name).dequantized()
            #expect(Array(values.prefix(3)) == first)
            #expect(values.reduce(0.0) { $0 + Double($1) } == sum)
        }
    }
}
