/// The kinds of faults that a check looks for.
public enum FindingKind: String, Sendable, Codable, CaseIterable {
    // Of lines that did not become an example.
    case unreadable, roleOrder, emptyText
    // Of examples beside one another.
    case duplicate, nearDuplicate, contradiction, labelConflict, labelImbalance, systemPrompt, outlierLength
    // Of one example.
    case truncated, secret, personalData, damagedEncoding, controlText
    // Of an example in the model's template.
    case templateRefuses, nothingTrained, missingEnd, tooLong
    // Of examples, cases and documents beside one another.
    case caseLeak, sharedSource, documentLeak, staleQuote

    /// As people read it: `near duplicate`.
    public var title: String {
        rawValue.reduce(into: "") { $0 += $1.isUppercase ? " \($1.lowercased())" : String($1) }
    }

    /// What the fault does to a model or to its measurement.
    public var why: String {
        switch self {
        case .unreadable: "The line holds no example, so nothing is learnt from it."
        case .roleOrder: "Chat templates take user and assistant in turn; in another order the model would learn to speak for the user."
        case .emptyText: "A model that is shown empty turns learns to say nothing."
        case .duplicate: "A repeated example counts twice in every epoch, and its copy can stand on the other side of the split."
        case .nearDuplicate: "Near copies weigh more than other examples without teaching more."
        case .contradiction: "Two answers to one question pull the weights in two directions; the model learns to guess."
        case .labelConflict: "One input under two labels teaches that the label does not depend on the input."
        case .labelImbalance: "A label with few examples is rarely said by the model, whatever the question is."
        case .systemPrompt: "The adapter is used under one system message; an example under another teaches little for it."
        case .outlierLength: "A single example of unusual length often holds a pasted log or a lost answer, and a long one costs memory."
        case .truncated: "The model learns to stop in mid-sentence."
        case .secret: "What is trained can be said by the model to anybody; a secret in the weights cannot be revoked."
        case .personalData: "A person's data in the weights cannot be deleted on request."
        case .damagedEncoding: "The model learns to write the damaged characters."
        case .controlText: "Spelled-out control tokens can end a turn for programs that parse them, and teach the model to write them."
        case .templateRefuses: "What the template does not take cannot be trained."
        case .nothingTrained: "No token of the example is trained, so its loss has no meaning; a run with it stops."
        case .missingEnd: "A model that never sees the end of a turn goes on until it is cut off."
        case .tooLong: "The model cannot see beyond its context; a run with it stops."
        case .caseLeak: "The case would measure memory instead of skill."
        case .sharedSource:
            "Document, example and case rest on the same words: an adapter passes the case from memory, and the gain over retrieval is not real."
        case .documentLeak: "Retrieval would find the test question itself instead of the answer."
        case .staleQuote: "The answer may be out of date: no document says it any more."
        }
    }

    /// Whether an example with it should not be trained on as it stands.
    public var isSevere: Bool {
        switch self {
        case .nearDuplicate, .labelImbalance, .systemPrompt, .outlierLength, .sharedSource, .documentLeak, .staleQuote: false
        default: true
        }
    }

    /// What a person can do about it here. Dropping needs an example.
    func actions(hasExample: Bool, hasLine: Bool) -> [Finding.Action] {
        (hasLine ? [.fix] : []) + (hasExample ? [.drop] : []) + [.ignore]
    }
}
