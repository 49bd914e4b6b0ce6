import Foundation
import ModelFormats
import Testing

@Suite struct GGUFWriterTests {
    /// The rows of a head of four, halves ↔ neighbours: row i of the Hugging Face order stands at place order[i].
    private static let pairs: RowOrder = { $0 == .q || $0 == .k ? [0, 2, 1, 3, 4, 6, 5, 7] : nil }

    private func module(_ projection: LinearProjection, inputs: Int, outputs: Int, rank: Int, seed: UInt64) -> AdapterModule {
        var random = SeededGenerator(seed: seed)
        func numbers(_ count: Int) -> [Float] { (0..<count).map { _ in Float.random(in: -1...1, using: &random) } }
        return AdapterModule(
            layer: 0, projection: projection, inputs: inputs, outputs: outputs, a: numbers(rank * inputs), b: numbers(outputs * rank))
    }

    private var adapter: LoRAAdapter {
        LoRAAdapter(
            rank: 2, alpha: 6, baseModel: "tiny",
            modules: [
                module(.q, inputs: 32, outputs: 8, rank: 2, seed: 1), module(.v, inputs: 32, outputs: 8, rank: 2, seed: 2),
            ])
    }

    /// A model of two weights that an adapter changes and one that it does not.
    private func base(in folder: String, type: TensorType = .f32) throws -> GGUFFile {
        var random = SeededGenerator(seed: 9)
        func tensor(_ name: String, rows: Int) -> GGUFWriter.Tensor {
            let values = (0..<rows * 32).map { _ in Float.random(in: -1...1, using: &random) }
            return GGUFWriter.Tensor(name: name, shape: [rows, 32], values: values)
        }
        let entries: [GGUFWriter.Entry] = [
            .init("general.architecture", .string("llama")), .init("general.file_type", .uint32(0)),
            .init("general.alignment", .uint32(64)), .init("test.flag", .bool(true)), .init("test.words", .strings(["eins", "zwölf", ""])),
            .init("test.codes", .int32s([-1, 7])), .init("test.ratio", .float32(0.5)),
        ]
        let path = folder + "/base.gguf"
        try GGUFWriter.write(
            entries,
            [tensor("token_embd.weight", rows: 3), tensor("blk.0.attn_q.weight", rows: 8), tensor("blk.0.attn_v.weight", rows: 8)],
            to: path)
        return try GGUFFile(path: path)
    }

    @Test func whatIsWrittenIsRead() throws {
        try withTemporaryFolder { folder in
            let file = try base(in: folder)
            #expect(file.metadata["test.words"] == .strings(["eins", "zwölf", ""]))
            #expect(file.metadata["test.codes"] == .integers([-1, 7]))
            #expect(file.metadata["test.ratio"] == .float(0.5))
            #expect(file.metadata["test.flag"] == .bool(true))
            #expect(file.tensorsInOrder.map(\.name) == ["token_embd.weight", "blk.0.attn_q.weight", "blk.0.attn_v.weight"])
            #expect(try file.tensor("token_embd.weight").shape == [3, 32])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["base.gguf"])
        }
    }

    @Test func aCopyOfARealModelIsTheModel() throws {
        try withTemporaryFolder { folder in
            let base = try GGUFFile(path: modelFile("SmolLM2-135M-Instruct.Q4_1.gguf"))
            let path = folder + "/copy.gguf"
            try GGUFWriter.write(base.storedEntries(), base.tensorsInOrder.map { .init(copying: $0) }, to: path)
            let copy = try GGUFFile(path: path)
            #expect(copy.metadata == base.metadata)
            #expect(copy.tensors.count == base.tensors.count)
            for (name, tensor) in base.tensors {
                let other = try copy.tensor(name, shape: tensor.shape)
                #expect(other.type == tensor.type && other.bytes.elementsEqual(tensor.bytes))
            }
        }
    }

    @Test func anAdapterComesBackFromLlamasFormatBitForBit() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/adapter.gguf"
            try adapter.writeGGUF(to: path, architecture: "llama", order: Self.pairs)
            #expect(try LoRAAdapter(gguf: path, architecture: "llama", order: Self.pairs) == adapter)
            let file = try GGUFFile(path: path)
            #expect(file.metadata["general.type"] == .string("adapter"))
            #expect(file.metadata["adapter.type"] == .string("lora"))
            #expect(file.metadata["adapter.lora.alpha"] == .float(6))
            // The second row of a head of four is the third in the file.
            let b = try file.tensor("blk.0.attn_q.weight.lora_b", shape: [8, 2]).dequantized()
            #expect(Array(b[4..<6]) == Array(adapter.modules[0].b[2..<4]))
            #expect(try file.tensor("blk.0.attn_v.weight.lora_b").dequantized() == adapter.modules[1].b)
        }
    }

    @Test func rankStabilisationIsWrittenAsTheAlphaThatGivesTheSame() throws {
        try withTemporaryFolder { folder in
            var stabilised = adapter
            stabilised.usesRankStabilization = true
            try stabilised.writeGGUF(to: folder + "/a.gguf", architecture: "llama", order: Self.pairs)
            let back = try LoRAAdapter(gguf: folder + "/a.gguf", architecture: "llama", order: Self.pairs)
            #expect(abs(back.scaling - stabilised.scaling) < 1e-6)
        }
    }

    @Test func adaptersThatCannotBeAppliedAreRefusedByName() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/a.gguf"
            func refusal(_ entries: [GGUFWriter.Entry], _ tensors: [GGUFWriter.Tensor]) -> String {
                do {
                    try GGUFWriter.write(entries, tensors, to: path)
                    _ = try LoRAAdapter(gguf: path, architecture: "llama", order: Self.pairs)
                    return "accepted"
                } catch { return "\(error)" }
            }
            func entries(_ changes: [String: String] = [:]) -> [GGUFWriter.Entry] {
                ["general.type": "adapter", "general.architecture": "llama", "adapter.type": "lora"].merging(changes) { $1 }
                    .sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) }
            }
            func pair(_ name: String, rank: Int = 2, outputs: Int = 8) -> [GGUFWriter.Tensor] {
                [
                    .init(name: name + ".lora_a", shape: [rank, 32], values: [Float](repeating: 1, count: rank * 32)),
                    .init(name: name + ".lora_b", shape: [outputs, rank], values: [Float](repeating: 1, count: outputs * rank)),
                ]
            }
            let q = "blk.0.attn_q.weight"
            #expect(refusal(entries(), pair(q)) == "accepted")
            #expect(refusal(entries(["general.type": "model"]), pair(q)).contains("general.type"))
            #expect(refusal(entries(["adapter.type": "control"]), pair(q)).contains("control"))
            #expect(refusal(entries(["general.architecture": "gemma3"]), pair(q)).contains("gemma3"))
            #expect(refusal(entries(), pair("token_embd.weight")).contains("token_embd"))
            #expect(refusal(entries(), Array(pair(q).dropLast())).contains("lora_a alone"))
            #expect(refusal(entries(), pair(q) + pair("blk.0.attn_v.weight", rank: 4)).contains("ranks differ"))
            #expect(refusal(entries(), pair(q, outputs: 6)).contains("shape"))
            #expect(refusal(entries(), []).contains("no lora_a"))
        }
    }

    @Test func mergingAddsTheLowRankProductAndKeepsTheRest() throws {
        try withTemporaryFolder { folder in
            let base = try base(in: folder)
            let path = folder + "/merged.gguf"
            let summary = try MergedModel.write(base: base, adapter: adapter, type: .f32, order: Self.pairs, to: path)
            #expect(summary.merged == 2 && summary.kept == 1)
            let merged = try GGUFFile(path: path)
            #expect(merged.metadata == base.metadata)
            #expect(try merged.tensor("token_embd.weight").bytes.elementsEqual(base.tensor("token_embd.weight").bytes))
            for module in adapter.modules {
                let name = "blk.0.\(module.projection.tensorName)"
                let (before, after) = (try base.tensor(name).dequantized(), try merged.tensor(name).dequantized())
                let order = Self.pairs(module.projection) ?? Array(0..<8)
                for row in 0..<8 {
                    for input in 0..<32 {
                        let product = (0..<2).reduce(0 as Double) {
                            $0 + Double(module.b[row * 2 + $1]) * Double(module.a[$1 * 32 + input])
                        }
                        let place = Int(order[row]) * 32 + input
                        #expect(abs(Double(after[place]) - Double(before[place]) - 3 * product) < 1e-6)
                    }
                }
            }
        }
    }

    @Test func aMergedFileSaysHowItIsStored() throws {
        try withTemporaryFolder { folder in
            let base = try base(in: folder)
            let path = folder + "/merged.gguf"
            try MergedModel.write(base: base, adapter: adapter, type: .q8_0, order: Self.pairs, to: path)
            let merged = try GGUFFile(path: path)
            #expect(merged.metadata["general.file_type"] == .integer(7))
            #expect(merged.metadata["general.quantization_version"] == .integer(2))
            #expect(try merged.tensor("blk.0.attn_q.weight").type == .q8_0)
            #expect(try merged.tensor("token_embd.weight").type == .f32)
        }
    }

    /// On a base of nibbles a change of a tenth of a step is there on average, though it rounds away number by number.
    @Test func smallChangesSurviveOnNibblesOnAverage() throws {
        try withTemporaryFolder { folder in
            // Whole numbers, with 0 and 15 in every block: the codes themselves.
            let values = (0..<256 * 32).map { index -> Float in
                let place = index % 32
                if place < 2 { return place == 0 ? 0 : 15 }
                return Float(index % 13 + 1)
            }
            let entries: [GGUFWriter.Entry] = [.init("general.architecture", .string("llama"))]
            try GGUFWriter.write(
                entries,
                [
                    GGUFWriter.Tensor(name: "blk.0.attn_v.weight", type: .q4_1, shape: [256, 32]) { sink throws(ModelFormatError) in
                        var bytes = [UInt8](repeating: 0, count: 256 * 20)
                        values.withUnsafeBufferPointer { source in
                            bytes.withUnsafeMutableBytes { TensorType.q4_1.quantize(source, into: $0.baseAddress!) }
                        }
                        try bytes.withUnsafeBytes { stored in Result { () throws(ModelFormatError) in try sink(stored) } }.get()
                    }
                ], to: folder + "/base.gguf")
            let base = try GGUFFile(path: folder + "/base.gguf")
            #expect(try base.tensor("blk.0.attn_v.weight").dequantized() == values)
            let adapter = LoRAAdapter(
                rank: 1, alpha: 1,
                modules: [
                    AdapterModule(
                        layer: 0, projection: .v, inputs: 32, outputs: 256, a: (0..<32).map { $0 < 2 ? 0 : 0.1 },
                        b: [Float](repeating: 1, count: 256))
                ])
            func change(_ name: String) throws -> [Float] {
                try MergedModel.write(base: base, adapter: adapter, type: .q4_1, order: { _ in nil }, to: folder + name)
                return try zip(GGUFFile(path: folder + name).tensor("blk.0.attn_v.weight").dequantized(), values).map { $0 - $1 }
            }
            let once = try change("/one.gguf")
            let mean = once.reduce(0, +) / Float(256 * 30)
            #expect(abs(mean - 0.1) < 0.01)
            #expect(once.allSatisfy { $0 == 0 || $0 == 1 })
            #expect(try change("/two.gguf") == once)
        }
    }

    @Test func anAdapterForAnotherModelLeavesNoFile() throws {
        try withTemporaryFolder { folder in
            let base = try base(in: folder)
            var other = adapter
            other.modules[0] = module(.q, inputs: 32, outputs: 4, rank: 2, seed: 1)
            #expect(throws: ModelFormatError.self) {
                try MergedModel.write(base: base, adapter: other, type: .f16, order: Self.pairs, to: folder + "/merged.gguf")
            }
            #expect(!FileManager.default.fileExists(atPath: folder + "/merged.gguf"))
        }
    }

    @Test func anAdapterOfZerosIsKnown() {
        var zero = adapter
        #expect(!zero.isZero)
        for index in zero.modules.indices { zero.modules[index].b = zero.modules[index].b.map { _ in 0 } }
        #expect(zero.isZero)
    }
}
