import Datasets
import Testing

@Suite("Checking drafts")
struct DraftCheckTests {
    private static let passage = "The trial lasts 30 days in all plans. A card is not needed for it. Support answers within 4 hours."

    @Test(arguments: [
        ("How long is the trial in all plans?", "The trial lasts 30 days.", "The trial lasts 30 days in all plans.", nil),
        ("How long is the trial?", "The trial lasts 30 days.", "The trial lasts 14 days in all plans.", DraftCheck.Fault.quoteNotInPassage),
        ("How long is the trial?", "The trial lasts 30 days.", " ", .quoteNotInPassage),
        ("The trial of all plans.", "The trial lasts 30 days.", "The trial lasts 30 days in all plans.", .noQuestion),
        ("Who painted the famous ceiling?", "The trial lasts 30 days.", "The trial lasts 30 days in all plans.", .unrelatedQuestion),
        ("How long is the trial in all plans?", "The trial lasts 31 days.", "The trial lasts 30 days in all plans.", .newNumber),
        ("How long is the trial in all plans?", "Support answers in all plans.", "A card is not needed for it.", .answerBesideQuote),
        (
            "Which card does the trial need?", "A diamond membership card must be presented downtown.", "A card is not needed for it.",
            .unsupportedAnswer
        ),
        ("Is a card needed for the trial?", "A card is needed for the trial.", "A card is not needed for it.", .echoedQuestion),
    ])
    func onlyWhatThePassageSupportsPasses(question: String, answer: String, quote: String, fault: DraftCheck.Fault?) {
        #expect(DraftCheck.fault(question: question, answer: answer, quote: quote, passage: Self.passage) == fault)
    }
}
