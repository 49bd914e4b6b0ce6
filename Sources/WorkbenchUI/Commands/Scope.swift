/// Where a command's keys count.  Of the scopes that hold at a moment the innermost is asked first.
public enum Scope: String, CaseIterable, Sendable, Hashable {
    case everywhere = "Everywhere"
    case start = "Opening a project"
    case panes = "Panes"
    case navigation = "Moving"
    case knowledge = "Knowledge"
    case knowledgeList = "Knowledge: documents"
    case knowledgePassages = "Knowledge: passages"
    case knowledgeSearch = "Knowledge: search results"
    case dataset = "Dataset"
    case examples = "Dataset: examples"
    case runs = "Dataset: runs"
    case health = "Dataset: health"
    case drafts = "Dataset: drafts"
    case decision = "Decision"
    case questions = "Decision: five questions"
    case flips = "Decision: disagreements"
    case measurements = "Decision: measurements"
    case playground = "Playground"
    case questionBox = "Playground: typing"
    case filterBox = "Typing a search"
    case help = "Help and texts"
    case palette = "Palette"
    case prompt = "Prompts"
    case form = "Forms"
    case confirm = "Confirmations"
    case jobs = "Jobs"
    case chooser = "Choosing"

    /// Plain characters are text here, not commands.
    var isTyping: Bool {
        switch self {
        case .questionBox, .filterBox, .palette, .prompt, .form: true
        default: false
        }
    }

    /// The pane to go to before a command of this scope runs from the palette.
    var pane: Pane? {
        switch self {
        case .knowledge, .knowledgeList, .knowledgePassages, .knowledgeSearch: .knowledge
        case .dataset, .examples, .runs, .health, .drafts: .dataset
        case .decision, .questions, .flips, .measurements: .decision
        case .playground, .questionBox: .playground
        default: nil
        }
    }
}
