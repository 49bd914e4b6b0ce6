import ArgumentParser
import Workbench

/// Flags of `train start` and `train estimate` under the names that PEFT and TRL give them.
struct TrainingOptionFlags: ParsableArguments {
    @Option(name: .customLong("target-modules"), help: "Adapted weights, such as q_proj,v_proj; all-linear for all seven.")
    var targetModules = "all-linear"
    @Flag(name: .customLong("use-rslora"), help: "Scale by alpha / √rank instead of alpha / rank (rsLoRA).")
    var useRSLoRA = false
    @Flag(name: .customLong("use-dora"), help: "Train magnitudes beside directions (DoRA): half as long again.")
    var useDoRA = false
    @Flag(
        name: .customLong("single-precision"),
        help: "Single precision throughout: slower, and the reference for the usual arithmetic.")
    var singlePrecision = false
    @Option(name: .customLong("loraplus-lr-ratio"), help: "The learning rate of B over that of A (LoRA+), 1 to 1000.")
    var loraPlusRatio = 1.0
    @Option(name: .customLong("lora-dropout"), help: "Share of its input that the adapter does not see in a step.")
    var dropout = 0.0
    @Option(name: .customLong("neftune-noise-alpha"), help: "Noise on embeddings in training (NEFTune), 0 to 1000; 5 is usual.")
    var neftuneAlpha = 0.0
    @Option(name: .customLong("weight-decay"), help: "Decoupled weight decay of AdamW.")
    var weightDecay = 0.0
    @Option(name: .customLong("max-grad-norm"), help: "Gradients are clipped to this norm; 0 for no limit.")
    var clip = 1.0
    @Option(name: .customLong("lr-scheduler-type"), help: "cosine, linear or constant, after the warm-up.")
    var schedule = "cosine"
    @Option(name: .customLong("warmup-ratio"), help: "Share of the steps over which the learning rate rises.")
    var warmup = 0.03
    @Option(name: .customLong("max-steps"), help: "End after this many steps, however many epochs are asked for.")
    var maximumSteps: Int?
    @Option(name: .customLong("eval-steps"), help: "Steps between validations; default once an epoch.")
    var validationEvery: Int?
    @Option(name: .customLong("save-steps"), help: "Steps between checkpoints; default 50.")
    var checkpointEvery: Int?
    @Option(name: .customLong("early-stopping-patience"), help: "End after this many validations without a new best; default never.")
    var patience: Int?
    @Option(
        name: .customLong("tokens-per-pass"),
        help: "Tokens that go through the model at once; a step with more adds up gradients. Default 1024: less takes less memory.")
    var rowsPerPass: Int?
    @Option(help: "Validation prompts that are answered at each validation, to watch the adapter learn; 0 for none.")
    var samples = 3

    var value: TrainingOptions {
        var options = TrainingOptions()
        options.targetModules = targetModules.split(separator: ",").map(String.init)
        options.usesRankStabilization = useRSLoRA
        options.usesDoRA = useDoRA
        options.usesSinglePrecision = singlePrecision
        options.loraPlusRatio = loraPlusRatio
        options.dropout = dropout
        options.neftuneAlpha = neftuneAlpha
        options.weightDecay = weightDecay
        options.clip = clip
        options.schedule = schedule
        options.warmup = warmup
        options.maximumSteps = maximumSteps
        options.validationEvery = validationEvery
        options.checkpointEvery = checkpointEvery
        options.patience = patience
        options.rowsPerPass = rowsPerPass
        options.samples = max(0, samples)
        return options
    }
}
