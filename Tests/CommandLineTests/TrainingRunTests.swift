import Foundation
import Testing

/// Trainings on the real model through the commands, and what can happen to them. `make kill-sweep` does the kills by the hundred.
@Suite(.serialized) struct TrainingRunTests {
    private static let options =
        "--rank 2 --batch 2 --learning-rate 0.002 --use-dora --use-rslora --target-modules v_proj,q_proj --loraplus-lr-ratio 4"
        + " --lora-dropout 0.1 --neftune-noise-alpha 5 --weight-decay 0.01 --max-grad-norm 0.5 --lr-scheduler-type linear"
        + " --warmup-ratio 0.1 --max-steps 5 --save-steps 2 --eval-steps 3 --early-stopping-patience 9 --tokens-per-pass 64"

    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try scratch.write("assay.toml", "[project]\nname = \"small\"\n[prompt]\ninstructions = \"Answer in one short sentence.\"\n")
        try writeExamples("fish")
    }

    private func writeExamples(_ food: String) throws {
        let lines = ["heron", "osprey", "kestrel", "merlin", "plover", "dunlin"].map {
            #"{"prompt":"What does the \#($0) eat?","completion":"The \#($0) eats \#(food).","topic":"\#($0)"}"#
        }
        try scratch.write("training/examples.jsonl", lines.joined(separator: "\n") + "\n")
    }

    private func assay(
        _ arguments: [String], fileLimit: Int? = nil, environment: [String: String] = [:], killedWhen: (() -> Bool)? = nil
    ) throws -> Program.Result {
        try Program.run(arguments, in: scratch.root, environment: environment, fileLimit: fileLimit, killedWhen: killedWhen)
    }

    private func start(_ name: String, fileLimit: Int? = nil, killedWhen: (() -> Bool)? = nil) throws -> Program.Result {
        let options = Self.options.split(separator: " ").map(String.init)
        return try assay(["train", "start", "--name", name] + options, fileLimit: fileLimit, killedWhen: killedWhen)
    }

    private func folder(_ name: String) -> String { scratch.path(".assay/runs/\(name)") }

    private func adapter(_ name: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: folder(name) + "/adapter/adapter_model.safetensors"))
    }

    private func curve(_ name: String) throws -> [Int] {
        let points = try #require(try assay(["train", "show", name, "--json"]).json["curve"] as? [[String: Any]])
        return points.filter { $0["loss"] != nil }.compactMap { $0["step"] as? Int }
    }

    @Test func aKilledOrStarvedTrainingEndsInTheSameBytes() throws {
        let whole = try start("whole")
        #expect(whole.status == 0, "\(whole.errors)")
        let expected = try adapter("whole")

        // The record holds every choice.
        let shown = try #require(try assay(["train", "show", "whole", "--json"]).json["record"] as? [String: Any])
        let recorded = try #require(shown["parameters"] as? [String: Any])
        for (key, value) in [
            "loraPlusRatio": 4, "neftuneAlpha": 5, "weightDecay": 0.01, "clip": 0.5, "warmup": 0.1, "maximumSteps": 5, "checkpointEvery": 2,
            "validationEvery": 3, "patience": 9, "rowsPerPass": 64, "batchSize": 2,
        ] {
            #expect(recorded[key] as? Double == value, "\(key)")
        }
        #expect(recorded["usesDoRA"] as? Bool == true && recorded["usesRankStabilization"] as? Bool == true)
        #expect(recorded["schedule"] as? String == "linear")
        #expect(recorded["targets"] as? [String] == ["self_attn.q_proj", "self_attn.v_proj"])

        // Killed as soon as there is a record, a first step, a checkpoint, a last step.
        func lines(_ name: String) -> Int {
            (try? String(contentsOfFile: folder(name) + "/metrics.jsonl", encoding: .utf8))?.split(separator: "\n").count ?? 0
        }
        let files = FileManager.default
        let moments: [(String) -> Bool] = [
            { files.fileExists(atPath: folder($0) + "/run.json") }, { lines($0) >= 2 },
            { files.fileExists(atPath: folder($0) + "/checkpoints/checkpoint-00000004") },
        ]
        #expect(try start("cut") { moments[0]("cut") }.status == 128 + SIGKILL)
        for moment in moments.dropFirst() {
            #expect(try assay(["train", "resume", "cut"]) { moment("cut") }.status == 128 + SIGKILL)
        }
        let resumed = try assay(["train", "resume", "cut"])
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(try adapter("cut") == expected)
        #expect(try curve("cut") == [1, 2, 3, 4, 5])

        // A disk that is full at the first checkpoint: the words name the file, the run stays, and goes on once there is room.
        let full = try start("full", fileLimit: 1024)
        #expect(full.status == 73)
        #expect(full.errors.contains("Cannot write") && full.errors.contains("checkpoint-00000002"), "\(full.errors)")
        #expect(try files.contentsOfDirectory(atPath: folder("full") + "/checkpoints").isEmpty, "nothing half-written stays")
        let listed = try assay(["train", "list"])
        #expect(listed.output.contains("full\tfailed"))
        #expect(try assay(["train", "resume", "full"]).status == 0)
        #expect(try adapter("full") == expected)
    }

    @Test func changedExamplesAndModelsAreTold() throws {
        #expect(try start("cut") { FileManager.default.fileExists(atPath: folder("cut") + "/run.json") }.status == 128 + SIGKILL)
        try writeExamples("worms")
        let data = try assay(["train", "resume", "cut"])
        #expect(data.status == 65 && data.errors.contains("The training examples have changed"), "\(data.errors)")
        try writeExamples("fish")

        let path = folder("cut") + "/run.json"
        let record = try String(contentsOfFile: path, encoding: .utf8)
        let hash = try #require(record.firstMatch(of: /"baseHash":"([0-9a-f]{64})"/)?.1)
        try record.replacing(hash, with: String(repeating: "0", count: 64)).write(toFile: path, atomically: true, encoding: .utf8)
        let model = try assay(["train", "resume", "cut"])
        #expect(model.status == 65 && model.errors.contains("The base model has changed"), "\(model.errors)")
    }

    @Test func aRunIsShownWatchedAndComparedWithWhatItWrote() throws {
        let options = ["--rank", "2", "--batch", "2", "--max-steps", "2", "--eval-steps", "1"]
        #expect(try assay(["train", "start", "--name", "one", "--samples", "1"] + options).status == 0)
        #expect(try assay(["train", "start", "--name", "two", "--samples", "0", "--seed", "2"] + options).status == 0)

        let shown = try #require(try assay(["train", "show", "one", "--json"]).json["samples"] as? [[String: Any]])
        #expect(shown.compactMap { $0["step"] as? Int } == [0, 1, 2])
        #expect(shown.allSatisfy { ($0["reference"] as? String)?.hasSuffix(" eats fish.") == true })
        #expect(shown.allSatisfy { ($0["prompt"] as? String)?.hasPrefix("What does the ") == true })
        let text = try assay(["train", "show", "one"]).output
        #expect(text.contains("learningRate 0.001") && text.contains("seed 1") && text.contains("wanted"), "\(text)")

        let watched = try assay(["train", "watch", "one"]).output.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        let events = watched.compactMap { $0["event"] as? String }
        #expect(events == ["validation", "sample", "step", "validation", "sample", "step", "validation", "sample", "done"])
        #expect(watched.filter { $0["event"] as? String == "step" }.allSatisfy { ($0["memoryBytes"] as? Int ?? 0) > 50_000_000 })

        let compared = try assay(["train", "compare", "one", "two", "--json"]).json
        #expect(compared["sameData"] as? Bool == true)
        let differences = try #require(compared["differences"] as? [[String: Any]])
        #expect(differences.compactMap { $0["parameter"] as? String } == ["seed"])
        #expect(differences.first?["values"] as? [String] == ["1", "2"])
        #expect(try assay(["train", "compare", "one", "nobody"]).status == 66)
        #expect(try assay(["train", "compare", "one"]).status == 64)

        let estimate = try assay(["train", "estimate", "--json"]).json
        #expect(try #require(estimate["memoryBytes"] as? Int) > #require(estimate["heldBytes"] as? Int))
        #expect(try #require(estimate["availableBytes"] as? Int) > 0)
    }

    @Test(arguments: [
        (["--target-modules", "q_proj,lm_head"], "lm_head"), (["--lr-scheduler-type", "sawtooth"], "sawtooth"),
        (["--loraplus-lr-ratio", "0.5"], "LoRA+"), (["--lora-dropout", "1"], "dropout"), (["--warmup-ratio", "2"], "warm-up"),
        (["--max-steps", "0"], "steps"), (["--early-stopping-patience", "0"], "patience"), (["--neftune-noise-alpha=-1"], "NEFTune"),
        (["--weight-decay=-1"], "weight decay"), (["--target-modules", ""], "target"),
    ])
    func aChoiceThatCannotBeIsRefusedAtOnce(arguments: [String], word: String) throws {
        let result = try assay(["train", "start"] + arguments)
        #expect(result.status == 64 && result.errors.contains(word), "\(result.status): \(result.errors)")
        #expect(!FileManager.default.fileExists(atPath: scratch.path(".assay/runs/run-1")))
    }
}
