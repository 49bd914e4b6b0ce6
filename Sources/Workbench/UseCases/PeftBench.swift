import Foundation
import Inference
import LoRATraining
import Processes

/// torch with peft, for a figure of the same training step in the same minutes.
public struct PeftBench: Sendable {
    /// A Python that has torch, transformers and peft.
    private let python: String

    public init(python: String) { self.python = python }

    /// The speed doesn't depend on the numbers in the weights: a model of the same sizes is made instead of loaded. The products are in
    /// bf16 where the processor has them, as people train there, and in single precision elsewhere.
    private static let script = """
        from json import dumps, loads
        from sys import argv, stdout
        from time import perf_counter

        from peft import LoraConfig, get_peft_model
        from torch import __version__ as version, autocast, bfloat16, manual_seed, nn, ops, optim, randint, set_num_threads
        from transformers import LlamaConfig, LlamaForCausalLM

        a = loads(argv[1])
        set_num_threads(a["threads"])
        manual_seed(1)
        config = LlamaConfig(
            vocab_size=a["vocabulary"], hidden_size=a["width"], intermediate_size=a["feedForward"], num_hidden_layers=a["layers"],
            num_attention_heads=a["heads"], num_key_value_heads=a["keyValueHeads"], max_position_embeddings=a["context"],
            tie_word_embeddings=True)
        model = get_peft_model(
            LlamaForCausalLM(config),
            LoraConfig(task_type="CAUSAL_LM", r=a["rank"], lora_alpha=2 * a["rank"], target_modules="all-linear", use_dora=a["usesDoRA"]))
        half = ops.mkldnn._is_mkldnn_bf16_supported()
        optimizer = optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-4)
        tokens = randint(0, a["vocabulary"], (a["sequences"], a["length"]))
        tokens[:, :a["shared"]] = tokens[0, :a["shared"]]
        labels = tokens.clone()
        labels[:, :a["unscored"]] = -100
        samples = []
        for step in range(6):
            start = perf_counter()
            with autocast("cpu", dtype=bfloat16, enabled=half):
                loss = model(input_ids=tokens, labels=labels).loss
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            samples.append(tokens.numel() / (perf_counter() - start))
        stdout.write(dumps({"samples": samples[1:], "precision": "bf16" if half else "fp32", "torch": version}) + "\\n")
        """

    private struct Arguments: Encodable {
        var threads, vocabulary, width, feedForward, layers, heads, keyValueHeads, context, rank, sequences, length, shared, unscored: Int
        var usesDoRA: Bool
    }

    struct Result: Decodable {
        /// Tokens (sequences · length) a second, one a step.
        var samples: [Double]
        var precision: String
        var torch: String
    }

    /// Five steps after a warming one.
    func run(_ model: LanguageModel, _ batch: TrainingBenchmark.Batch, rank: Int, usesDoRA: Bool) throws -> Result {
        let shape = model.configuration
        let arguments = Arguments(
            threads: ProcessInfo.processInfo.activeProcessorCount, vocabulary: shape.vocabulary, width: shape.width,
            feedForward: shape.feedForward, layers: shape.layers, heads: shape.heads, keyValueHeads: shape.keyValueHeads,
            context: shape.context, rank: rank, sequences: batch.sequences, length: batch.length, shared: batch.shared,
            unscored: batch.unscored, usesDoRA: usesDoRA)
        let (status, text) = try ChildProcess.output(
            python, ["-c", Self.script, String(decoding: try JSONEncoder().encode(arguments), as: UTF8.self)])
        guard status == 0, let line = text.split(separator: 0x0A).last,
            let result = try? JSONDecoder().decode(Result.self, from: Data(line))
        else {
            throw WorkbenchError(
                .unavailable, "\(python) ended with status \(status) and no figures.",
                next: "It needs torch, transformers and peft: \(python) -c \"import torch, transformers, peft\"")
        }
        return result
    }
}
