import TerminalCells
import Workbench

/// How an arm is named and told apart on the screen.
extension Arm {
    var label: String { isConstrained ? approach.title + "+form" : approach.title }

    var summary: String { isConstrained ? plainSummary + ", the form imposed" : plainSummary }

    private var plainSummary: String {
        switch approach {
        case .prompt: "instructions only"
        case .fewshot: "instructions with worked examples"
        case .rag: "instructions with retrieved passages"
        case .lora: "a trained adapter, closed book"
        case .ragLora: "a trained adapter with retrieved passages"
        }
    }

    /// Its colour in charts, lists and columns.
    var role: Role { Role(approach == .ragLora ? "arm.raglora" : "arm.\(approach.rawValue)") }

    /// The key that puts its approach in or leaves it out of a question.
    var toggleKey: Key {
        switch approach {
        case .prompt: "P"
        case .fewshot: "F"
        case .rag: "R"
        case .lora: "L"
        case .ragLora: "B"
        }
    }
}
