import Datasets
import LoRATraining
import ModelFormats

/// The trainers that a recipe is written for.
public enum RecipeKind: String, CaseIterable, Codable, Sendable {
    /// Hugging Face TRL, with peft: a Python script.
    case trl
    case axolotl
    case llamafactory

    /// What people call it.
    var title: String {
        switch self {
        case .trl: "TRL"
        case .axolotl: "Axolotl"
        case .llamafactory: "LLaMA-Factory"
        }
    }
}

/// A training as another program is told it: the data, the adapter's form, and the optimiser's numbers.
struct TrainingRecipe: Sendable {
    /// An example as it is trained, and its tokens and labels.
    struct Item: Sendable {
        var example: Example
        var sequence: TrainingSequence
    }

    var name: String
    /// As the Hugging Face hub names it, or a folder.
    var baseModel: String
    var chatTemplate: String
    var parameters: TrainingParameters
    var training: [Item]
    var validation: [Item]

    /// A file of the recipe's folder.
    typealias File = (name: String, text: String)

    var steps: Int { parameters.steps(examples: training.count) }
    /// Steps over which the rate rises, as Assay counts them.
    var warmupSteps: Int { Int((parameters.warmup * Double(steps)).rounded(.up)) }
    var longest: Int { (training + validation).map(\.sequence.tokens.count).max() ?? 0 }
    var targets: [String] { parameters.targets.map(\.shortName) }
    var alpha: String { Self.number(Double(parameters.alpha)) }
    /// 0 switches clipping off in all three.
    var clip: String { Self.number(parameters.clip ?? 0) }

    /// The schedule's name in transformers.
    var schedule: String {
        switch parameters.schedule {
        case .cosine: "cosine"
        case .linear: "linear"
        case .constant: "constant_with_warmup"
        }
    }

    /// The lines of a YAML configuration that Axolotl and LLaMA-Factory name alike: those of AdamW.
    var optimizerLines: String {
        """
        warmup_steps: \(warmupSteps)
        adam_beta1: \(Self.number(parameters.beta1))
        adam_beta2: \(Self.number(parameters.beta2))
        adam_epsilon: \(Self.number(parameters.epsilon))
        weight_decay: \(Self.number(parameters.weightDecay))
        max_grad_norm: \(clip)
        """
    }

    /// The same for options that stand there only where they are used.
    var extraLines: String {
        var lines: [String] = []
        if parameters.loraPlusRatio != 1 { lines.append("loraplus_lr_ratio: \(Self.number(parameters.loraPlusRatio))") }
        if parameters.neftuneAlpha != 0 { lines.append("neftune_noise_alpha: \(Self.number(Double(parameters.neftuneAlpha)))") }
        if let limit = parameters.maximumSteps { lines.append("max_steps: \(min(limit, steps))") }
        return lines.joined(separator: "\n")
    }

    /// Whole numbers without a point, small ones in a form that YAML and Python both read as a number.
    static func number(_ value: Double) -> String {
        if value == value.rounded(), abs(value) < 1e9 { return "\(Int(value))" }
        let text = "\(value)"
        // YAML 1.1 takes 1e-08 for a text; with a point it is a number.
        return text.contains("e") && !text.contains(".") ? text.replacingOccurrences(of: "e", with: ".0e") : text
    }

    static func quoted(_ text: String) -> String { JSONText.string(text) }

    /// One line an example: the tokens, and the labels with −100 where nothing is learnt.
    func tokenLines(_ items: [Item], withAttentionMask: Bool) -> String {
        items.map { item in
            let tokens = item.sequence.tokens
            let mask = withAttentionMask ? "\"attention_mask\":\([Int](repeating: 1, count: tokens.count))," : ""
            return "{\"input_ids\":\(tokens),\(mask)\"labels\":\(item.sequence.labels)}\n".replacing(", ", with: ",")
        }.joined()
    }

    /// One line an example: `{"messages":[{"role","content"}…]}`.
    func messageLines(_ items: [Item]) -> String { DatasetWriter.write(items.map(\.example), format: .openai) }

    func files(for kind: RecipeKind) -> [File] {
        var files: [File] =
            switch kind {
            case .trl: trlFiles
            case .axolotl: axolotlFiles
            case .llamafactory: llamaFactoryFiles
            }
        files.append(("chat_template.jinja", chatTemplate))
        files.append(("README.md", readme(kind)))
        return files
    }

    private func readme(_ kind: RecipeKind) -> String {
        let (install, run, adapter) =
            switch kind {
            case .trl: ("pip install trl peft datasets", "python train.py", "adapter")
            case .axolotl: ("pip install axolotl", "axolotl train axolotl.yaml", "adapter")
            case .llamafactory: ("pip install llamafactory", "llamafactory-cli train llamafactory.yaml", "adapter")
            }
        let mask =
            kind == .llamafactory
            ? """
            `train.jsonl` and `validation.jsonl` hold the conversations; \(kind.title) lays them out with the template of the model's own
            tokenizer and trains on every assistant turn. Beside the tokens that Assay trains on it may train what the template writes
            behind the end of a turn (a line feed, with ChatML). `chat_template.jinja` is the template that Assay uses: compare it with the
            tokenizer's if the two could differ.
            """
            : """
            `train.jsonl` and `validation.jsonl` hold the very tokens and labels that Assay trains on (−100: not learnt), so that template and
            mask are the same. They fit the base model's tokenizer only. `chat_template.jinja` is the template they were laid out with.
            """
        return """
            # \(name): a recipe for \(kind.title)

            \(training.count) training and \(validation.count) validation examples; base model \(baseModel); \(steps) steps on one device.

                \(install)
                \(run)

            The adapter is written to `\(adapter)/`. Bring it back with

                assay train import \(adapter) --name \(name)-\(kind.rawValue)

            \(mask)

            On several devices divide the batch size (\(parameters.batchSize)) by their number: it counts per device. The base model there is not
            quantised; after the import the adapter sits on the quantised one, and `assay eval run` tells what it is worth.

            """
    }
}
