import Compute
import Inference
import ModelFormats

extension LoRATrainer {
    /// One training from its start or a checkpoint to its end.
    struct Run {
        let parameters: TrainingParameters
        /// The examples, in as many versions as there are.
        let versions: [[TrainingSequence]]
        let validation: [TrainingSequence]
        let state: TrainingState
        let pass: LlamaPass
        let gradients: AdapterParameters
        let folder: CheckpointFolder
        let identity: TrainingIdentity

        private var lastCheckpoint: (step: Int, path: String)?
        private var stopRequested = false
        private var endedEarly = false

        init(
            parameters: TrainingParameters, versions: [[TrainingSequence]], validation: [TrainingSequence], state: TrainingState,
            pass: LlamaPass, gradients: AdapterParameters, folder: CheckpointFolder, identity: TrainingIdentity
        ) {
            self.parameters = parameters
            self.versions = versions
            self.validation = validation
            self.state = state
            self.pass = pass
            self.gradients = gradients
            self.folder = folder
            self.identity = identity
        }

        private var examples: Int { versions[0].count }
        private var steps: Int { parameters.steps(examples: examples) }

        var summary: TrainingSummary {
            TrainingSummary(
                steps: state.step, tokens: state.tokens, initialValidationLoss: state.initialValidationLoss, bestStep: state.bestStep,
                bestValidationLoss: state.bestValidationLoss, endedEarly: endedEarly)
        }

        mutating func start(resume: Bool, _ progress: (TrainingProgress) throws -> Continuation) throws {
            if resume {
                if let skipped = try folder.resume(state, identity: identity) {
                    try report(.resumed(step: state.step, steps: steps, skipped: skipped), progress)
                    lastCheckpoint = try folder.checkpoints().first { $0.step == state.step }
                    return
                }
            } else {
                try folder.clear()
            }
            state.initialize(seed: parameters.seed)
            pass.magnitudes?.initialize(state.parameters)
        }

        /// - Parameter validated: called with the step after each validation that was told.
        mutating func loop(
            _ progress: (TrainingProgress) throws -> Continuation, validated: (Int) throws -> Continuation
        ) throws {
            while true {
                if validationIsDue, !stopRequested, try validate(progress), !stopRequested, try validated(state.step) == .stop {
                    stopRequested = true
                }
                let outOfPatience = parameters.patience.map { state.validationsSinceBest >= $0 } ?? false
                let ends = state.step >= steps || outOfPatience
                endedEarly = ends && state.step < steps
                if stopRequested || ends || (state.step > 0 && state.step % parameters.checkpointEvery == 0) {
                    try checkpoint(progress)
                }
                if ends { return }
                if stopRequested, let lastCheckpoint {
                    throw TrainingError.stopped(step: state.step, checkpoint: lastCheckpoint.path)
                }
                // A stop that the last event brought is obeyed before the next step, after its own checkpoint.
                if stopRequested { continue }
                try step(progress)
            }
        }

        private mutating func report(_ event: TrainingProgress, _ progress: (TrainingProgress) throws -> Continuation) throws {
            if try progress(event) == .stop { stopRequested = true }
        }

        private mutating func checkpoint(_ progress: (TrainingProgress) throws -> Continuation) throws {
            guard lastCheckpoint?.step != state.step else { return }
            let path = try folder.write(state, identity: identity)
            lastCheckpoint = (state.step, path)
            try report(.checkpoint(step: state.step, path: path), progress)
        }

        // MARK: Validation

        private var validationIsDue: Bool {
            guard !validation.isEmpty, state.validatedStep != state.step else { return false }
            let every = parameters.validationEvery ?? parameters.stepsPerEpoch(examples: examples)
            return state.step == 0 || state.step >= steps || state.step % every == 0
        }

        /// Whether it came to its end.
        private mutating func validate(_ progress: (TrainingProgress) throws -> Continuation) throws -> Bool {
            pass.load(state.parameters)
            guard let loss = try lossUnlessStopped(of: validation, gradients: nil) else { return false }
            guard loss.isFinite else { throw notFinite("validation loss") }
            let isBest = state.record(validationLoss: loss)
            try report(.validation(step: state.step, steps: steps, loss: loss, isBest: isBest), progress)
            return true
        }

        // MARK: A step

        private mutating func step(_ progress: (TrainingProgress) throws -> Continuation) throws {
            let batch = self.batch(step: state.step)
            gradients.values.pointer.update(repeating: 0, count: gradients.layout.count)
            pass.load(state.parameters)
            let noise = PassNoise.of(
                dropout: parameters.dropout, neftuneAlpha: parameters.neftuneAlpha, seed: parameters.seed, step: state.step)
            guard let loss = try lossUnlessStopped(of: batch, gradients: gradients, noise: noise) else { return }
            guard loss.isFinite else { throw notFinite("loss") }
            let norm = AdamW.norm(gradients.values)
            guard norm.isFinite else { throw notFinite("gradient") }

            let warmup = Int((parameters.warmup * Double(steps)).rounded(.up))
            let learningRate = parameters.learningRate * parameters.schedule.factor(step: state.step, steps: steps, warmup: warmup)
            state.optimizer.update(
                state.parameters, gradients: gradients, step: state.step + 1, learningRate: learningRate,
                loraPlusRatio: parameters.loraPlusRatio, gradientScale: AdamW.clippingScale(norm: norm, limit: parameters.clip))
            state.step += 1
            state.tokens += batch.reduce(0) { $0 + $1.tokens.count }
            try report(
                .step(step: state.step, steps: steps, loss: loss, learningRate: learningRate, gradientNorm: norm, tokens: state.tokens),
                progress)
        }

        /// The mean loss, or nil when the training was asked to stop on the way: then nothing of this work counts, and the state is that
        /// of the last whole step.
        private mutating func lossUnlessStopped(
            of sequences: [TrainingSequence], gradients: AdapterParameters?, noise: ((Int) -> PassNoise)? = nil
        ) throws -> Double? {
            do {
                return try GradientBatch.run(
                    sequences, rowsPerPass: parameters.rowsPerPass, pass: pass, gradients: gradients, noise: noise
                ).loss
            } catch .interrupted {
                stopRequested = true
                return nil
            }
        }

        /// The sequences of a step: each epoch goes through all examples in an order of its own, and takes the next version of them.
        private func batch(step: Int) -> [TrainingSequence] {
            let perEpoch = parameters.stepsPerEpoch(examples: examples)
            let epoch = step / perEpoch
            let order = CounterRandom(seed: parameters.seed, stream: .order(epoch: epoch)).permutation(examples)
            let from = step % perEpoch * parameters.batchSize
            let version = versions[epoch % versions.count]
            return order[from..<min(examples, from + parameters.batchSize)].map { version[$0] }
        }

        private func notFinite(_ what: String) -> TrainingError {
            .notFinite(what: what, step: state.step + 1, checkpoint: lastCheckpoint?.path)
        }
    }
}
