import CKernels
import Compute
import Foundation

/// AdamW with decoupled weight decay and bias correction, as torch.optim.AdamW computes it (Loshchilov & Hutter 2019).
package struct AdamW: Sendable {
    package struct Hyperparameters: Sendable, Equatable {
        package var beta1 = 0.9
        package var beta2 = 0.999
        package var epsilon = 1e-8
        package var weightDecay = 0.0

        package init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0) {
            self.beta1 = beta1
            self.beta2 = beta2
            self.epsilon = epsilon
            self.weightDecay = weightDecay
        }
    }

    let hyperparameters: Hyperparameters
    /// First and second moments, in the order of the parameters.
    let first, second: FloatBuffer

    package init(count: Int, _ hyperparameters: Hyperparameters) {
        self.hyperparameters = hyperparameters
        first = FloatBuffer(count: count)
        second = FloatBuffer(count: count)
    }

    /// Numbers that one thread updates at a time.
    private static let chunk = 1 << 16

    /// √Σ g², in double precision and a fixed order.
    package static func norm(_ gradients: FloatBuffer) -> Double {
        let chunks = (gradients.count + chunk - 1) / chunk
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: max(chunks, 1)) { sums in
            let sums = UnsafeMutableBufferPointer(rebasing: sums[0..<chunks])
            ThreadPool.shared.run(count: gradients.count, by: chunk) { range in
                sums[range.lowerBound / chunk] = ck_train_sum_of_squares(gradients.pointer + range.lowerBound, Int64(range.count))
            }
            return sums.reduce(0, +).squareRoot()
        }
    }

    /// What gradients are multiplied by so that their norm is `limit` at most (torch.nn.utils.clip_grad_norm_).
    package static func clippingScale(norm: Double, limit: Double?) -> Float {
        guard let limit else { return 1 }
        return Float(min(1, limit / (norm + 1e-6)))
    }

    /// Takes step number `step`, counted from 1, for the numbers in `range` (all of them by default).
    package func update(
        _ parameters: FloatBuffer, gradients: FloatBuffer, step: Int, learningRate: Double, gradientScale: Float, range: Range<Int>? = nil
    ) {
        let all = range ?? 0..<parameters.count
        let constants = ck_train_adamw_step(
            rate: learningRate, beta1: hyperparameters.beta1, beta2: hyperparameters.beta2, epsilon: hyperparameters.epsilon,
            decay: hyperparameters.weightDecay, correction1: 1 - pow(hyperparameters.beta1, Double(step)),
            correction2: 1 - pow(hyperparameters.beta2, Double(step)), scale: gradientScale)
        ThreadPool.shared.run(count: all.count, by: Self.chunk) { range in
            let from = all.lowerBound + range.lowerBound
            ck_train_adamw(
                parameters.pointer + from, first.pointer + from, second.pointer + from, gradients.pointer + from, constants,
                Int64(range.count))
        }
    }

    /// Takes step number `step` with an adapter's numbers: B and magnitudes move at `loraPlusRatio` times the rate of A (LoRA+, Hayou et
    /// al. 2024; so in `peft`).
    package func update(
        _ parameters: AdapterParameters, gradients: AdapterParameters, step: Int, learningRate: Double, loraPlusRatio: Double,
        gradientScale: Float
    ) {
        let parts = loraPlusRatio == 1 ? [(0..<parameters.layout.count, true)] : parameters.layout.parts
        for (range, isA) in parts {
            update(
                parameters.values, gradients: gradients.values, step: step,
                learningRate: isA ? learningRate : learningRate * loraPlusRatio, gradientScale: gradientScale, range: range)
        }
    }
}
