// LoRATraining: low-rank adapters trained over a frozen llama: forward and backward by hand, AdamW, schedule, checkpoints.
//
// It may import Inference, Tokenization, ModelFormats, Compute and CKernels. It does not know queues, screens, stores or clocks:
// a training run is one throwing function that reports `TrainingProgress` values to a sink, and the sink may answer `.stop`.
//
// From the bottom up: `LlamaShape` and `FrozenModel` (weights as rows of floats), `AdapterLayout` and `AdapterParameters` (where each
// pair lies in one flat buffer), `PackedBatch` (sequences laid end to end), `MagnitudeFactors` (DoRA), `PassNoise` (dropout and noise on
// embeddings), `LlamaPass` (forward that keeps what the backward needs, loss, backward), `AdapterGradients` (one batch), `AdamW`,
// `LearningRateSchedule`, `Checkpoint`, and `LoRATrainer` (the loop).
//
// Every sum has one fixed order: results don't depend on the number of threads, and a run that was interrupted and resumed ends in
// the same bytes as one that was not.
