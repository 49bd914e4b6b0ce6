import Foundation
import ModelFormats
import Testing
import Workbench

/// Adapters out of a project and into it, on the real model, with the equality of what comes out checked by running it.
@Suite(.serialized) struct AdapterExchangeTests {
    /// The width of SmolLM2-135M's layers and of its keys.
    private static let (width, keys) = (576, 192)

    /// A folder as peft writes it: a pair on the first layers' q and v, whose product is of this size.
    private func adapterFolder(_ scratch: Scratch, _ name: String, size: Float, layers: Int = 30, inputs: Int = width) throws -> String {
        var state: UInt64 = 5
        func number() -> Float {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(Int32(truncatingIfNeeded: state >> 33)) / Float(1 << 30) - 1
        }
        let modules = (0..<layers).flatMap { layer in
            [(LinearProjection.q, Self.width), (.v, Self.keys)].map { projection, outputs in
                AdapterModule(
                    layer: layer, projection: projection, inputs: inputs, outputs: outputs,
                    a: (0..<4 * inputs).map { _ in number() * 0.1 }, b: (0..<outputs * 4).map { _ in number() * size })
            }
        }
        let folder = scratch.path(name)
        try LoRAAdapter(rank: 4, alpha: 8, baseModel: "HuggingFaceTB/SmolLM2-135M-Instruct", modules: modules).write(to: folder)
        return folder
    }

    @Test func anImportedAdapterIsARunThatLeavesInEveryForm() throws {
        let small = try SmallProject()
        let session = small.session
        let folder = try adapterFolder(small.scratch, "theirs", size: 0.05)
        let imported = try session.importAdapter(from: folder, name: "theirs")
        #expect(imported.rank == 4 && imported.modules == 60 && imported.format == "peft")
        #expect(!imported.effect.isInert && imported.notes.isEmpty)
        let row = try session.run("theirs")
        #expect(row.state == .done && row.note == "imported" && row.adapter != nil)
        #expect(try session.runRecord("theirs").imported?.path == folder)
        let answer = try session.ask("What does the heron eat?", arms: [.lora], onDelta: { _, _ in true })
        #expect(try !answer[0].1.get().text.isEmpty)

        // The same adapter through PEFT and through llama.cpp's format gives the same numbers, so the same scores.
        let peft = try session.exportAdapter(of: "theirs", to: small.scratch.path("out/peft"))
        #expect(peft.parity.largestTensorDifference == 0 && peft.parity.comparison.largestDifference == 0)
        let gguf = try session.exportAdapter(of: "theirs", format: .gguf, to: small.scratch.path("out/adapter.gguf"))
        #expect(gguf.parity.largestTensorDifference == 0 && gguf.parity.comparison.largestDifference == 0)
        #expect(gguf.parity.greedyTokensAgree && gguf.parity.passes && gguf.bytes > 1000)
        let back = try session.importAdapter(from: small.scratch.path("out/adapter.gguf"), name: "back")
        #expect(back.format == "gguf" && back.effect == imported.effect)
        let (one, two) = try (LoRAAdapter(directory: folder), LoRAAdapter(directory: row.adapter!))
        #expect(one.modules == two.modules)

        // Merged, it differs by what storing the weights costs, and says so.
        let merged = try session.exportAdapter(of: "theirs", format: .merged, quantization: .q8_0, to: small.scratch.path("out/m.gguf"))
        #expect(merged.parity.passes && merged.parity.comparison.meanDivergence > 0)
        #expect(merged.parity.comparison.meanDivergence < merged.effect.comparison.meanDivergence / 10)
        #expect(merged.parity.text.contains("% of what the adapter does"))
        let file = try GGUFFile(path: small.scratch.path("out/m.gguf"))
        #expect(file.metadata["tokenizer.chat_template"] != nil)
        #expect(try file.tensor("blk.0.attn_q.weight").type == .q8_0)
        #expect(try file.tensor("blk.0.attn_k.weight").type == .q4_1)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: small.scratch.path("out")).sorted() == ["adapter.gguf", "m.gguf", "peft"])
    }

    @Test func adaptersWithoutAnEffectAreRecognised() throws {
        let small = try SmallProject()
        let zero = try small.session.importAdapter(from: adapterFolder(small.scratch, "zero", size: 0), name: "zero")
        #expect(zero.effect.isInert && zero.effect.isZero && zero.notes.contains { $0.contains("B·A is zero") })
        #expect(zero.effect.comparison.largestDifference == 0)
        let faint = try small.session.importAdapter(from: adapterFolder(small.scratch, "faint", size: 1e-6), name: "faint")
        #expect(faint.effect.isInert && !faint.effect.isZero && faint.notes.contains { $0.contains("below what rounding does") })
        #expect(try small.session.run("zero").note == "imported, inert")
        #expect(try small.session.adapterEffect(of: "faint") == faint.effect)
        // An inert adapter still leaves, with its parity.
        let export = try small.session.exportAdapter(of: "zero", format: .gguf, to: small.scratch.path("zero.gguf"))
        #expect(export.effect.isInert && export.parity.shareOfEffect == nil)
    }

    @Test func whatCannotBeImportedIsRefusedInWords() throws {
        let small = try SmallProject()
        let session = small.session
        func refusal(_ path: String, name: String? = nil) -> String {
            do {
                _ = try session.importAdapter(from: path, name: name)
                return "imported"
            } catch { return WorkbenchError.wrapping(error).description }
        }
        #expect(refusal(small.scratch.path("nowhere")).contains("nothing at"))
        #expect(refusal(try small.scratch.write("notes.txt", "x")).contains("neither a PEFT folder nor"))
        try small.scratch.write("empty/readme.md", "")
        #expect(refusal(small.scratch.path("empty")).contains("adapter_config.json"))
        _ = try adapterFolder(small.scratch, "trainer/checkpoint-10", size: 0.1)
        _ = try adapterFolder(small.scratch, "trainer/checkpoint-9", size: 0.1)
        #expect(refusal(small.scratch.path("trainer")).contains("checkpoint-10"))
        #expect(refusal(try adapterFolder(small.scratch, "wide", size: 0.1, inputs: 640)).contains("576"))
        #expect(refusal(try adapterFolder(small.scratch, "deep", size: 0.1, layers: 31)).contains("30 layers"))
        let dora = try adapterFolder(small.scratch, "biased", size: 0.1) + "/adapter_config.json"
        let text = try small.scratch.text("biased/adapter_config.json")
        try Data(text.replacingOccurrences(of: "\"bias\": \"none\"", with: "\"bias\": \"all\"").utf8).write(to: URL(fileURLWithPath: dora))
        #expect(refusal(small.scratch.path("biased")).contains("bias"))
        let pickle = try adapterFolder(small.scratch, "pickle", size: 0.1)
        try FileManager.default.moveItem(atPath: pickle + "/adapter_model.safetensors", toPath: pickle + "/adapter_model.bin")
        #expect(refusal(pickle).contains("safe_serialization"))
        #expect(try session.runs().isEmpty)
        let fine = try adapterFolder(small.scratch, "fine", size: 0.1)
        #expect(refusal(fine, name: "one") == "imported")
        #expect(refusal(fine, name: "one").contains("already"))
    }

    @Test func aMergeThatLosesTheAdapterIsAnErrorAndLeavesNothing() throws {
        let small = try SmallProject()
        // So large that nibbles cannot hold weight and change.
        _ = try small.session.importAdapter(from: adapterFolder(small.scratch, "huge", size: 2), name: "huge")
        let path = small.scratch.path("lost.gguf")
        let error = #expect(throws: WorkbenchError.self) {
            try small.session.exportAdapter(of: "huge", format: .merged, quantization: .q4_1, to: path)
        }
        #expect(error?.description.contains("q4_1 loses too much") == true && error?.description.contains("--quantization q8_0") == true)
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(throws: WorkbenchError.self) { try small.session.exportAdapter(of: "nobody", to: path) }
    }

    @Test(arguments: RecipeKind.allCases) func aRecipeHoldsTheVeryTokensAndLabels(kind: RecipeKind) throws {
        let small = try SmallProject()
        let recipe = try small.session.exportRecipe(kind, of: nil, to: small.scratch.path("recipe"))
        #expect(recipe.baseModel == "HuggingFaceTB/SmolLM2-135M-Instruct" && recipe.notes.isEmpty)
        #expect(Set(try FileManager.default.contentsOfDirectory(atPath: recipe.path)) == Set(recipe.files))
        let lines = try small.scratch.text("recipe/train.jsonl").split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        #expect(lines.count == recipe.training)
        let row = try #require(try small.session.examples().first { $0.split == "train" })
        if kind == .llamafactory {
            let messages = try #require(lines[0]["messages"] as? [[String: String]])
            #expect(messages.map { $0["role"] } == ["system", "user", "assistant"])
            #expect(messages[2]["content"] == row.completion)
            let sets = try JSONSerialization.jsonObject(with: Data(small.scratch.text("recipe/dataset_info.json").utf8))
            #expect((sets as? [String: Any])?["train"] != nil)
        } else {
            let mask = try small.session.mask(of: row.id)
            #expect(lines[0]["input_ids"] as? [Int] == mask.map(\.id))
            #expect(lines[0]["labels"] as? [Int] == mask.map { $0.trained ? $0.id : -100 })
        }
        #expect(try small.scratch.text("recipe/README.md").contains("assay train import"))
        // The hyperparameters of a default training.
        let name = [RecipeKind.trl: "train.py", .axolotl: "axolotl.yaml", .llamafactory: "llamafactory.yaml"][kind]!
        let text = try small.scratch.text("recipe/" + name)
        for number in ["16", "32", "0.001", "cosine", "down_proj", "adamw_torch"] { #expect(text.contains(number), "\(number)") }
    }
}
