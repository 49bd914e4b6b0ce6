/// The four panes, numbered from one.
public enum Pane: Int, CaseIterable, Sendable, Hashable {
    case knowledge = 1
    case dataset, decision, playground

    public var title: String {
        switch self {
        case .knowledge: "Knowledge"
        case .dataset: "Dataset"
        case .decision: "Decision"
        case .playground: "Playground"
        }
    }

    func next(_ step: Int) -> Pane {
        let all = Pane.allCases
        return all[((rawValue - 1 + step) % all.count + all.count) % all.count]
    }
}
