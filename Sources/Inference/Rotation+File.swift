import ModelFormats

#if canImport(Glibc)
    import Glibc
#endif

extension Rotation {
    /// What a file's metadata say of the rotation. As in llama.cpp, a factor without a type is linear.
    init(_ file: GGUFFile, _ architecture: String, width: Int, context: Int) throws {
        let prefix = "\(architecture).rope."
        base = try Self.base(file, prefix + "freq_base")
        let factor = try file.floatIfPresent(prefix + "scaling.factor") ?? file.floatIfPresent(prefix + "scale_linear") ?? 0
        magnitude = try file.floatIfPresent(prefix + "scaling.attn_factor") ?? 1
        guard factor >= 0, factor.isFinite, magnitude > 0, magnitude.isFinite else {
            throw InferenceError.inconsistentModel(
                path: file.path, problem: "rope.scaling.factor is \(factor), rope.scaling.attn_factor \(magnitude)")
        }
        let kind = try file.stringIfPresent(prefix + "scaling.type") ?? "linear"
        switch kind {
        case "none": break
        case "linear": scale = factor == 0 ? 1 : factor
        case "yarn":
            guard factor >= 1 else {
                throw InferenceError.inconsistentModel(path: file.path, problem: "rope.scaling.factor is \(factor), for YaRN")
            }
            scale = factor
            magnitude *= 1 + 0.1 * log(factor)
            let trained = try ModelConfiguration.checked(
                file.intIfPresent(prefix + "scaling.original_context_length") ?? context, "rope.scaling.original_context_length", 1 << 30,
                file.path)
            // Pairs that turn at least `fast` times within the trained context keep their frequency; under `slow` turns, they are divided.
            func pair(turns: Float) -> Float {
                Float(width) * log(Float(trained) / (turns * 2 * .pi)) / (2 * log(base))
            }
            let fast = try file.floatIfPresent(prefix + "scaling.yarn_beta_fast") ?? 32
            let slow = try file.floatIfPresent(prefix + "scaling.yarn_beta_slow") ?? 1
            guard fast > 0, slow > 0, fast.isFinite, slow.isFinite, base > 1 else {
                throw InferenceError.inconsistentModel(path: file.path, problem: "YaRN from \(slow) to \(fast) turns, rope base \(base)")
            }
            ramp = Ramp(first: max(0, pair(turns: fast).rounded(.down)), last: min(Float(width - 1), pair(turns: slow).rounded(.up)))
        default:
            throw InferenceError.unsupportedModel(
                path: file.path, problem: "it scales positions by \"\(kind.prefix(40))\"; none, linear and yarn are computed here")
        }
    }

    static func base(_ file: GGUFFile, _ key: String) throws -> Float {
        let base = try file.floatIfPresent(key) ?? 10_000
        guard base > 0, base.isFinite else { throw InferenceError.inconsistentModel(path: file.path, problem: "rope base \(base)") }
        return base
    }
}
