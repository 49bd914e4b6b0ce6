// LoRATraining: low-rank adapters trained over a frozen (quantised) base model.
//
// Forward and backward for every linear layer, loss at supervised positions only, AdamW, schedules, checkpoints. It is a
// plain synchronous library: progress leaves as values through a sink. It does not know queues, projects or the screen.
