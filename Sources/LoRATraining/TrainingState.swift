import Compute
import ModelFormats

/// Everything that changes while a training runs. Random numbers are functions of the seed and the step, so that they need no place.
final class TrainingState {
    /// Steps taken.
    var step = 0
    /// Tokens trained on.
    var tokens = 0
    let parameters: AdapterParameters
    let optimizer: AdamW

    /// The last step after which the validation loss was measured.
    var validatedStep: Int?
    var initialValidationLoss: Double?
    var bestStep: Int?
    var bestValidationLoss: Double?
    /// Validations in a row without a new best.
    var validationsSinceBest = 0
    /// The parameters after `bestStep`.
    let best: AdapterParameters

    init(layout: AdapterLayout, optimizer: AdamW.Hyperparameters) {
        parameters = AdapterParameters(layout: layout)
        best = AdapterParameters(layout: layout)
        self.optimizer = AdamW(count: layout.count, optimizer)
    }

    /// The start: A uniform in ±1/√inputs (Kaiming's bound with a = √5, as `peft` has it), B zero. Magnitudes come
    /// from the model (`MagnitudeFactors`).
    func initialize(seed: UInt64) {
        for (index, entry) in parameters.layout.pairs.enumerated() {
            let random = CounterRandom(seed: seed, stream: .initialization(tensor: index))
            let bound = 1 / Double(entry.inputs).squareRoot()
            for offset in 0..<parameters.layout.rank * entry.inputs {
                parameters.values.pointer[entry.pair.a + offset] = Float((2 * random.unit(at: offset) - 1) * bound)
            }
        }
    }

    /// All floats of the state, in the order of a checkpoint.
    var buffers: [FloatBuffer] { [parameters.values, optimizer.first, optimizer.second, best.values] }

    /// Records a validation loss; whether it is the best so far. The loss before the first step is not a candidate.
    func record(validationLoss loss: Double) -> Bool {
        validatedStep = step
        if step == 0 {
            initialValidationLoss = loss
            return false
        }
        guard loss < bestValidationLoss ?? .infinity else {
            validationsSinceBest += 1
            return false
        }
        bestStep = step
        bestValidationLoss = loss
        validationsSinceBest = 0
        best.values.pointer.update(from: parameters.values.pointer, count: parameters.layout.count)
        return true
    }
}
