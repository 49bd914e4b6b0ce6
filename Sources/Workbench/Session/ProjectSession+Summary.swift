import Foundation

extension ProjectSession {
    /// What the header shows. Cheap enough for the first frame: no model is loaded for it.
    func summary() -> ProjectSummary {
        let statistics = try? knowledge().statistics()
        let model = (try? languageModelPath()).map { (($0 as NSString).lastPathComponent as NSString).deletingPathExtension }
        var summary = ProjectSummary(
            name: configuration.name, path: project.root, model: model, documents: statistics?.documents ?? 0,
            passages: statistics?.passages ?? 0, examples: (try? loadDataset().examples.count) ?? 0, cases: (try? cases().count) ?? 0,
            arms: arms, adapter: adapterRun(for: .lora), warning: project.warning)
        summary.choices = armChoices()
        return summary
    }
}
