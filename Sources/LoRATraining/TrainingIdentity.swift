import ModelFormats

/// What a checkpoint belongs to: it may only be resumed with the same model, parameters and data.
struct TrainingIdentity: Codable, Equatable {
    var model: String
    var parameters: TrainingParameters
    /// A digest of all sequences.
    var data: String

    init(model: FrozenModel, parameters: TrainingParameters, training: [TrainingSequence], validation: [TrainingSequence]) {
        self.model = model.fingerprint
        self.parameters = parameters
        var hash = SHA256()
        for set in [training, validation] {
            Self.add([set.count], to: &hash)
            for sequence in set {
                Self.add([sequence.tokens.count], to: &hash)
                Self.add(sequence.tokens, to: &hash)
                Self.add(sequence.labels, to: &hash)
            }
        }
        data = hash.hexDigest()
    }

    private static func add(_ numbers: [Int], to hash: inout SHA256) {
        numbers.map { Int64($0).littleEndian }.withUnsafeBytes { hash.update($0) }
    }

    /// What differs from `other`, in words; nil when nothing does.
    func difference(from other: TrainingIdentity) -> String? {
        if model != other.model { return "it belongs to another model" }
        if data != other.data { return "it belongs to other training or validation examples" }
        if parameters != other.parameters { return "it belongs to other training parameters" }
        return nil
    }
}
