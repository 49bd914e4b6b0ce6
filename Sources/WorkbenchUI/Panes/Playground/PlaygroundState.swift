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
    /// The next question hides which arm gave which answer until one is voted for.
    public internal(set) var isBlind = false
    /// What columns are shuffled with, together with the turn's number.
    let seed: UInt64
    /// The tally of votes was asked for.
    var awaitsTally = false

    /// What arms do otherwise than the project says, from the next question on.
    public internal(set) var settings: [Arm: ArmSettings] = [:]
    /// The next question goes on with the conversation on the screen.
    public internal(set) var goesOn = false
    /// Words that the reference answer does not have are marked.
    public internal(set) var showsDifferences = false
    /// The arm that was made the reference last.
    var reference: Arm?
    /// Of the turn on the screen; see `compareAnswers`.
    var comparison: AnswerComparison?

    /// The example whose answer is open in the editor.
    var editedExample: NewExample?

    /// One question and its answers.
    public struct Turn: Equatable, Sendable, Identifiable {
        public var id: Int
        public var question: String
        /// The turn whose conversation this one goes on with.
        public var follows: Int?
        public var columns: [Column]
        /// Of a question that was asked blind.
        public var ballot: Ballot?
        /// The column that the others are compared with, when it was chosen here.
        var reference: Int?

        public var isStreaming: Bool { columns.contains { $0.state == .waiting || $0.state == .streaming } }
    }

    /// Answers whose arms were hidden when they were asked for.
    public struct Ballot: Equatable, Sendable {
        /// What the columns were shuffled with.
        public var seed: UInt64
        public var choice: Choice?

        public enum Choice: Equatable, Sendable {
            /// nil: none is the best.
            case voted(Arm?)
            /// The names are known, and no vote stands.
            case withdrawn
        }
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
        /// What was otherwise than the project says.
        public var settings: ArmSettings?
        public var text = ""
        public var state = State.waiting
        /// Rows above the view; nil follows the tail.
        public var offset: Int?

        public var answer: ArmAnswer? { if case .finished(let answer) = state { answer } else { nil } }
        /// An answer that was neither stopped nor cut off: what can be voted for, or be an example.
        public var whole: ArmAnswer? { answer.flatMap { $0.ending == nil ? $0 : nil } }
    }

    init(seed: UInt64 = 1) { self.seed = seed }

    var turn: Turn? { turns.indices.contains(turnIndex) ? turns[turnIndex] : nil }

    var selectedColumn: Column? {
        guard let turn, turn.columns.indices.contains(selectedArm) else { return nil }
        return turn.columns[selectedArm]
    }

    var selectedCitation: CitationRow? {
        guard !isTyping, turn?.isHidden == false, let citations = selectedColumn?.answer?.citations, citations.indices.contains(citation)
        else { return nil }
        return citations[citation]
    }

    /// The selected answer as an example.
    func newExample(model: String?) -> NewExample? {
        guard let turn, let answer = selectedColumn?.whole else { return nil }
        return NewExample(
            question: turn.question, answer: answer.text, citations: answer.citations,
            origin: ExampleOrigin(arm: answer.arm.rawValue, model: model))
    }

    var isStreaming: Bool { turns.last?.isStreaming ?? false }

    var chosenArms: [Arm] { available.filter { arms.contains($0) } }

    /// Whether there are arms with the project's form.
    var hasForm: Bool { available.contains { $0.isConstrained } }
    /// Whether the next question goes to them.
    var asksWithForm: Bool { arms.contains { $0.isConstrained } }
}

extension PlaygroundState.Turn {
    /// Nobody may see yet which arm gave which answer.
    ///
    /// With fewer than two answers there is nothing to vote on, and nothing to hide.
    var isHidden: Bool {
        guard let ballot, ballot.choice == nil else { return false }
        return isStreaming || canVote
    }

    var canVote: Bool { ballot != nil && ballot?.choice == nil && !isStreaming && columns.count { $0.whole != nil } > 1 }

    /// A letter while the arm is hidden, letter and name after that, the name alone in a turn that was not blind.
    func label(_ index: Int) -> String {
        let name = columns[index].arm.label
        guard ballot != nil else { return name }
        let letter = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(index % 26)))
        return isHidden ? letter : "\(letter) · \(name)"
    }

    /// What may be shown of an answer: speed and citations would give its arm away.
    func text(_ index: Int) -> String {
        guard isHidden else { return columns[index].text }
        return isStreaming ? "" : CitationRow.unmarked(columns[index].text)
    }
}
