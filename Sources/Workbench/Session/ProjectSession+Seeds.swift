import LoRATraining
import Scoring

extension ProjectSession {
    /// Of many evaluations only the newest are looked through for other seeds: each is a file to read.
    private static let evaluationsLookedThrough = 20

    /// How an adapter was trained, its seed apart.
    private struct Recipe: Equatable {
        var parameters: TrainingParameters
        var withContext: Bool
    }

    func trainingSeed(_ run: String) -> UInt64? { try? runStore.record(run).parameters.seed }

    private func recipe(_ run: String) -> Recipe? {
        guard let record = try? runStore.record(run) else { return nil }
        var parameters = record.parameters
        parameters.seed = 0
        return Recipe(parameters: parameters, withContext: record.withContext)
    }

    /// The newest evaluation of each other training seed: the same model, arms and cases, and every adapter trained in the same way but
    /// for its seed.
    func evaluationsOfOtherSeeds(_ stored: StoredEvaluation) throws -> [StoredEvaluation] {
        guard !stored.adapters.isEmpty else { return [] }
        func seeds(_ evaluation: StoredEvaluation) -> [String: UInt64] { evaluation.adapters.compactMapValues(trainingSeed) }
        func asked(_ evaluation: StoredEvaluation) -> [String] { evaluation.results.map { "\($0.arm.rawValue) \($0.case)" } }
        let recipes = stored.adapters.compactMapValues(recipe)
        var taken = [seeds(stored)]
        guard recipes.count == stored.adapters.count else { return [] }
        var others: [StoredEvaluation] = []
        for name in try evaluations().suffix(Self.evaluationsLookedThrough).reversed() where name != stored.run {
            guard let other = try storedEvaluation(name), other.modelHash == stored.modelHash, asked(other) == asked(stored),
                other.adapters.compactMapValues(recipe) == recipes
            else { continue }
            let own = seeds(other)
            guard taken.allSatisfy({ known in own.allSatisfy { known[$0.key] != $0.value } }) else { continue }
            taken.append(own)
            others.append(other)
        }
        return others
    }
}
