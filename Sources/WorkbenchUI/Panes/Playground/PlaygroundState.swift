import TerminalCells
import Workbench

/// The playground: questions asked in this session and what each arm answered.
public struct PlaygroundState: Equatable, Sendable {
    /// What is being typed.
    public internal(set) var input = TextInput()
    public internal(set) var isTyping = false
    /// The arms that the next question goes to.
    public internal(set) var arms: Set<Arm> = Set(Arm.plain)
    /// The arms that the project has.
    var available: [Arm] = Arm.plain
    public internal(set) var turns: [Turn] = []
    /// The turn on the screen.
    public internal(set) var turnIndex = 0
    public internal(set) var selectedArm = 0
    /// Index of the selected citation of the selected arm.
    public internal(set) var citation = 0

    /// The example whose answer is open in the editor.
    var editedExample: NewExample?

    /// One question and its answers.
    public struct Turn: Equatable, Sendable, Identifiable {
        public var id: Int
        public var question: String
        public var columns: [Column]

        public var isStreaming: Bool { columns.contains { $0.state == .waiting || $0.state == .streaming } }
    }

    /// One arm's answer as it comes in.
    public struct Column: Equatable, Sendable {
        public enum State: Equatable, Sendable {
            case waiting, streaming
            case finished(ArmAnswer)
            /// The reason, with what to do.
            case failed(String)
            /// Cut short; what was written stays.
            case stopped
        }

        public var arm: Arm
        public var text = ""
        public var state = State.waiting
        /// Rows above the view; nil follows the tail.
        public var offset: Int?

        public var answer: ArmAnswer? { if case .finished(let answer) = state { answer } else { nil } }
    }

    var turn: Turn? { turns.indices.contains(turnIndex) ? turns[turnIndex] : nil }

    var selectedColumn: Column? {
        guard let turn, turn.columns.indices.contains(selectedArm) else { return nil }
        return turn.columns[selectedArm]
    }

    var selectedCitation: CitationRow? {
        guard !isTyping, let citations = selectedColumn?.answer?.citations, citations.indices.contains(citation) else { return nil }
        return citations[citation]
    }

    /// The selected answer as an example, without the marks of its citations: the passages are not part of it.
    func newExample(model: String?) -> NewExample? {
        guard let turn, let answer = selectedColumn?.answer else { return nil }
        let cited = answer.citations.filter(\.verified)
        let text = answer.text.replacing(#/\s*\[\d+\](?:\[\d+\])*/#, with: "")
        return NewExample(
            prompt: turn.question, completion: text, document: cited.count == 1 ? cited[0].path : nil,
            quote: cited.count == 1 ? cited[0].quote : nil,
            origin: ExampleOrigin(arm: answer.arm.rawValue, model: model, sources: Set(answer.citations.map(\.path)).sorted()))
    }

    var isStreaming: Bool { turns.last?.isStreaming ?? false }

    var chosenArms: [Arm] { available.filter { arms.contains($0) } }

    /// Whether there are arms with the project's form.
    var hasForm: Bool { available.contains { $0.isConstrained } }
    /// Whether the next question goes to them.
    var asksWithForm: Bool { arms.contains { $0.isConstrained } }
}
