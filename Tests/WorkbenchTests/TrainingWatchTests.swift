import Foundation
import Inference
import ModelFormats
import Testing
import Workbench

/// What can be seen of a training before, while and after it runs.
@Suite(.serialized) struct TrainingWatchTests {
    private func choice(_ name: String, samples: Int = 3) -> TrainingChoice {
        var choice = TrainingChoice(name: name, rank: 2, epochs: 3, batchSize: 4, learningRate: 4e-3)
        choice.options.samples = samples
        return choice
    }

    private func adapter(_ small: SmallProject, _ name: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: small.scratch.path(".assay/runs/\(name)/adapter/adapter_model.safetensors")))
    }

    @Test func samplesAreWrittenAtEachValidationAndChangeNothing() throws {
        let small = try SmallProject()
        let session = small.session
        var events: [TrainingEvent] = []
        let row = try session.train(choice("with")) {
            events.append($0.event)
            return true
        }
        #expect(row.state == .done)
        _ = try session.train(choice("without", samples: 0)) { _ in true }
        #expect(try adapter(small, "with") == adapter(small, "without"), "the samples changed the training")
        #expect(try session.samples(of: "without").isEmpty)

        let validations = try session.curve(of: "with").filter { $0.validationLoss != nil }.map(\.step)
        #expect(validations.count == 4)
        let examples = try session.examples().filter { $0.split == "validation" }.prefix(3)
        let samples = try session.samples(of: "with")
        #expect(samples.map(\.step) == validations.flatMap { step in examples.map { _ in step } })
        #expect(samples.map(\.example) == validations.flatMap { _ in examples.map(\.id) })
        #expect(events.compactMap(\.sample) == samples, "what is told is what is kept")
        for (sample, example) in zip(samples.newest, examples) {
            #expect(sample.prompt == example.prompt && sample.reference == example.completion)
        }

        // What stands there is what the adapter says by itself: the last validation saw the last adapter.
        let model = try LanguageModel(path: ModelStore().languageModelPath(nil))
        let last = try LoRAAdapter(directory: small.scratch.path(".assay/runs/with/checkpoints/last"))
        for (sample, example) in zip(samples.newest, examples) {
            let prompt = try model.template.encode(
                [.init(role: .system, content: "Answer in one short sentence."), .init(role: .user, content: example.prompt)],
                addGenerationPrompt: true, with: model.tokenizer)
            let answer = try Session(model, adapter: model.prepare(adapter: last)).generate(prompt, parameters: .init(maxTokens: 48))
            #expect(answer.text == sample.text && sample.isWhole == (answer.stop == .end))
        }
        #expect(samples.newest.map(\.text) != samples.prefix(samples.newest.count).map(\.text), "it has learned to write otherwise")

        // Memory is in every point, and only grows.
        let memory = try session.curve(of: "with").map { try #require($0.memoryBytes) }
        #expect(memory == memory.sorted() && memory[0] > 50_000_000)

        // The two runs differ in nothing that trains.
        let comparison = try session.compareRuns(["with", "without"])
        #expect(comparison.sameData && comparison.sameBase && comparison.differences.isEmpty)
        #expect(comparison.runs[0].bestValidationLoss == comparison.runs[1].bestValidationLoss)
        #expect(comparison.text.contains("All saw the same data."))
        #expect(throws: WorkbenchError.self) { try session.compareRuns(["with", "with"]) }
        #expect(throws: WorkbenchError.self) { try session.compareRuns(["with", "nobody"]) }
    }

    @Test func aStopAmongSamplesIsObeyedAndResumesToTheSameAdapter() throws {
        let small = try SmallProject()
        _ = try small.session.train(choice("whole")) { _ in true }
        var seen = 0
        let stopped = try small.session.train(choice("cut")) { update in
            if update.event.event == "sample" { seen += 1 }
            return seen < 4
        }
        #expect(stopped.state == .stopped && stopped.step < stopped.steps)
        #expect(try small.session.resumeTraining("cut") { _ in true }.state == .done)
        #expect(try adapter(small, "cut") == adapter(small, "whole"))

        // Asked from elsewhere while it writes: nothing of that sample is kept, and the step is still the last one.
        var asked = false
        var isWriting = false
        let other = try small.session.train(
            choice("other"),
            progress: { update in
                isWriting = update.event.event == "validation" && update.event.step > 0
                return true
            },
            isStopped: {
                if isWriting { asked = true }
                return asked
            })
        #expect(other.state == .stopped)
        #expect(Set(try small.session.samples(of: "other").map(\.step)) == [0])
        #expect(try small.session.resumeTraining("other") { _ in true }.state == .done)
        #expect(try adapter(small, "other") == adapter(small, "whole"))
    }

    @Test func runsThatDifferSayInWhat() throws {
        let small = try SmallProject()
        _ = try small.session.train(choice("first", samples: 0)) { _ in true }
        try small.scratch.write(
            "training/examples.jsonl",
            try small.scratch.text("training/examples.jsonl").replacing("eats fish", with: "eats worms"))
        var second = choice("second", samples: 0)
        second.learningRate = 1e-3
        second.options.usesRankStabilization = true
        _ = try ProjectSession(project: Project(at: small.scratch.root)).train(second) { _ in true }
        let comparison = try small.session.compareRuns(["first", "second"])
        #expect(!comparison.sameData && comparison.sameBase)
        #expect(comparison.differences.map(\.parameter) == ["learningRate", "usesRankStabilization"])
        #expect(comparison.differences.map(\.values) == [["0.004", "0.001"], ["no", "yes"]])
        #expect(comparison.text.contains("different data"))
    }

    // MARK: Memory

    private func system(_ scratch: Scratch, _ files: [String: String]) throws -> SystemMemory {
        for (path, text) in files { try scratch.write("system" + path, text) }
        return SystemMemory(root: scratch.path("system"))
    }

    @Test func whatIsAvailableIsTheLeastOfSystemAndControlGroups() throws {
        let scratch = try Scratch()
        let meminfo = "MemTotal:       16000000 kB\nMemFree:          100000 kB\nMemAvailable:    8000000 kB\n"
        #expect(try system(scratch, ["/proc/meminfo": meminfo]).available == 8_192_000_000)
        let group = try system(
            scratch,
            [
                "/proc/self/cgroup": "0::/team/job\n", "/sys/fs/cgroup/team/job/memory.max": "max\n",
                "/sys/fs/cgroup/team/job/memory.current": "100\n", "/sys/fs/cgroup/team/memory.max": "2000000000\n",
                "/sys/fs/cgroup/team/memory.current": "1500000000\n",
                "/sys/fs/cgroup/team/memory.stat": "anon 1\nfile 700000000\ninactive_file 300000000\n",
            ])
        #expect(group.available == 800_000_000)
        let old = try system(
            scratch,
            [
                "/proc/self/cgroup": "4:cpu,memory:/a\n", "/sys/fs/cgroup/memory/a/memory.limit_in_bytes": "900000000\n",
                "/sys/fs/cgroup/memory/a/memory.usage_in_bytes": "400000000\n",
            ])
        #expect(old.available == 500_000_000)
        #expect(SystemMemory(root: scratch.path("nothing")).available == nil)
        let real = SystemMemory()
        #expect(try #require(real.available) > 0)
        #expect(try #require(real.peak) >= #require(real.resident) && #require(real.resident) > 1_000_000)
    }

    @Test func whatCannotFitIsRefusedWithWhatWould() throws {
        let small = try SmallProject()
        let needed = try small.session.estimateTraining(choice("run"))
        let wanted = needed.memoryBytes - needed.heldBytes
        func session(_ bytes: Int) throws -> ProjectSession {
            let memory = try system(small.scratch, ["/proc/meminfo": "MemAvailable:    \(bytes / 1024) kB\n"])
            return ProjectSession(project: try Project(at: small.scratch.root), memory: memory)
        }
        let error = #expect(throws: WorkbenchError.self) { try session(wanted / 10).train(choice("run")) { _ in true } }
        #expect(error?.kind == .unavailable)
        #expect(error?.description.contains("GB of memory beside the loaded model") == true, "\(error?.description ?? "")")
        #expect(error?.description.contains("shorten the longest examples") == true, "\(error?.description ?? "")")
        #expect(try small.session.runs().isEmpty, "nothing of it stays")

        // A little less than is wanted: fewer tokens in a pass would do, and do.
        var wide = choice("wide")
        wide.batchSize = 9
        let most = try small.session.estimateTraining(wide)
        let tight = try session(most.memoryBytes - most.heldBytes - 2_000_000)
        let advice = #expect(throws: WorkbenchError.self) { try tight.train(wide) { _ in true } }
        let tokens = try #require(advice?.next.firstMatch(of: /--tokens-per-pass (\d+)/)?.1)
        wide.options.rowsPerPass = Int(tokens)
        #expect(try tight.train(wide) { _ in true }.state == .done)
    }

    // MARK: Options as words

    @Test func optionsAsWordsAreThoseOfTheFlags() throws {
        #expect(try TrainingOptions(words: " ") == TrainingOptions())
        #expect(TrainingOptions().flags.isEmpty)
        let text =
            "--target-modules q_proj,v_proj --use-rslora --use-dora --single-precision --loraplus-lr-ratio 4.0 --lora-dropout 0.05 --neftune-noise-alpha 5.0"
            + " --weight-decay 0.01 --max-grad-norm 0.5 --warmup-ratio 0.1 --lr-scheduler-type linear --max-steps 5 --eval-steps 3"
            + " --save-steps 2 --early-stopping-patience 9 --tokens-per-pass 64 --samples 0"
        let options = try TrainingOptions(words: text)
        #expect(options.flags.joined(separator: " ") == text)
        #expect(options.usesDoRA && options.dropout == 0.05 && options.patience == 9 && options.samples == 0)
        #expect(try TrainingOptions(words: "use-dora lora-dropout=0.05").flags == ["--use-dora", "--lora-dropout", "0.05"])
    }

    @Test(arguments: [
        ("use-dola", "use-dola"), ("lora-dropout", "needs a value"), ("lora-dropout much", "much"), ("max-steps 0", "max-steps"),
        ("lr-scheduler-type sawtooth", "sawtooth"), ("target-modules lm_head", "lm_head"),
    ])
    func wordsThatAreNoOptionsAreNamed(words: String, part: String) {
        let error = #expect(throws: WorkbenchError.self) { try TrainingOptions(words: words) }
        #expect(error?.kind == .usage && error?.description.contains(part) == true)
    }
}
