import Foundation
import ModelFormats
import Testing

/// An adapter of rank 2 on q and down of two layers, every number different.
let smallAdapter = LoRAAdapter(
    rank: 2, alpha: 3, baseModel: "some \"model\"",
    modules: (0..<2).flatMap { layer in
        [(LinearProjection.q, 4, 4), (.down, 6, 4)].map { projection, inputs, outputs in
            let seed = Float(layer * 100 + inputs)
            return AdapterModule(
                layer: layer, projection: projection, inputs: inputs, outputs: outputs, a: (0..<2 * inputs).map { seed + Float($0) / 8 },
                b: (0..<2 * outputs).map { -seed - Float($0) / 16 })
        }
    })

@Suite struct LoRAAdapterTests {
    @Test func whatIsWrittenIsReadBack() throws {
        try withTemporaryFolder { folder in
            var adapter = smallAdapter
            for stabilized in [false, true] {
                adapter.usesRankStabilization = stabilized
                adapter.dropout = stabilized ? 0.05 : 0
                try adapter.write(to: folder + "/deep/adapter")
                #expect(try LoRAAdapter(directory: folder + "/deep/adapter") == adapter)
            }
        }
    }

    @Test func aDoRAAdapterIsWrittenUnderPEFTsNamesAndReadBack() throws {
        try withTemporaryFolder { folder in
            var adapter = smallAdapter
            for index in adapter.modules.indices { adapter.modules[index].magnitude = [1, 0.5, Float(index), -2] }
            #expect(adapter.usesDoRA && adapter.parameters == smallAdapter.parameters + 16)
            try adapter.write(to: folder)
            #expect(try LoRAAdapter(directory: folder) == adapter)
            let names = try SafetensorsFile(path: folder + "/adapter_model.safetensors").tensors.keys
            #expect(names.contains("base_model.model.model.layers.1.mlp.down_proj.lora_magnitude_vector"))
            #expect(try String(contentsOfFile: folder + "/adapter_config.json", encoding: .utf8).contains("\"use_dora\": true"))
        }
    }

    /// Written by peft 0.21.2; see Fixtures/README.md.
    @Test func aDoRAFolderWrittenByPEFTIsRead() throws {
        let folder = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures/peft-dora").path
        let adapter = try LoRAAdapter(directory: folder)
        #expect(adapter.rank == 2 && adapter.alpha == 3 && adapter.usesRankStabilization && adapter.usesDoRA)
        #expect(abs(adapter.scaling - 3 / Float(2).squareRoot()) < 1e-6)
        #expect(adapter.modules.map(\.magnitude?.count) == [192])
    }

    @Test func scalingFollowsTheRank() {
        var adapter = LoRAAdapter(rank: 16, alpha: 32, modules: [])
        #expect(adapter.scaling == 2)
        adapter.usesRankStabilization = true
        #expect(adapter.scaling == 8)
    }

    @Test func namesAreThoseOfPEFT() {
        let module = AdapterModule(layer: 12, projection: .gate, inputs: 1, outputs: 1, a: [0], b: [0])
        #expect(module.tensorNameA == "base_model.model.model.layers.12.mlp.gate_proj.lora_A.weight")
        #expect(module.tensorNameB == "base_model.model.model.layers.12.mlp.gate_proj.lora_B.weight")
        #expect(
            LinearProjection.allCases.map(\.shortName) == ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"])
    }

    @Test func configurationNamesWhatTheAdapterSitsOn() throws {
        func configuration(_ adapter: LoRAAdapter) throws -> [String: Any] {
            try withTemporaryFolder { folder in
                try adapter.write(to: folder)
                let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/adapter_config.json"))
                return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            }
        }
        let even = try configuration(smallAdapter)
        #expect(even["target_modules"] as? [String] == ["q_proj", "down_proj"])
        #expect(even["peft_type"] as? String == "LORA")
        #expect(even["task_type"] as? String == "CAUSAL_LM")
        #expect(even["base_model_name_or_path"] as? String == "some \"model\"")
        #expect(even["r"] as? Int == 2)
        #expect(even["lora_alpha"] as? Int == 3)
        // Layers that differ are named one by one, so that no other gets an adapter.
        var uneven = smallAdapter
        uneven.modules.removeLast()
        uneven.alpha = 0.5
        let named = try configuration(uneven)
        #expect(
            named["target_modules"] as? [String] == [
                "model.layers.0.self_attn.q_proj", "model.layers.0.mlp.down_proj", "model.layers.1.self_attn.q_proj",
            ])
        #expect(named["lora_alpha"] as? Double == 0.5)
    }

    @Test(arguments: ["", "base_model.model."], [".weight", ".default.weight"])
    func bareTensorsAreReadUnderAllTheirNames(prefix: String, suffix: String) throws {
        try withTemporaryFolder { folder in
            let tensors = smallAdapter.modules.flatMap { module -> [SafetensorsWriter.Tensor] in
                let name = prefix + module.targetName
                return [
                    (name + ".lora_A" + suffix, [2, module.inputs], module.a), (name + ".lora_B" + suffix, [module.outputs, 2], module.b),
                ]
            }
            try SafetensorsWriter.write(tensors.reversed(), to: folder + "/bare.safetensors")
            let adapter = try LoRAAdapter(safetensors: folder + "/bare.safetensors", alpha: 3)
            #expect(adapter.modules == smallAdapter.modules)
            #expect(adapter.rank == 2 && adapter.alpha == 3 && adapter.baseModel == nil)
            #expect(throws: ModelFormatError.self) { try LoRAAdapter(safetensors: folder + "/bare.safetensors", alpha: .nan) }
        }
    }

    /// Written by peft 0.21.2; see Fixtures/README.md.
    @Test func aFolderWrittenByPEFTIsRead() throws {
        let folder = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures/peft").path
        let adapter = try LoRAAdapter(directory: folder)
        #expect(adapter.rank == 8 && adapter.alpha == 16 && !adapter.usesRankStabilization)
        #expect(adapter.baseModel == "SmolLM2-135M-Instruct")
        #expect(adapter.modules.map(\.projection) == [.k])
        let module = try #require(adapter.modules.first)
        #expect(module.inputs == 576 && module.outputs == 192)
    }
}
