import Datasets
import Foundation
import Testing

@Suite("Checking a dataset")
struct DatasetCheckTests {
    private func example(_ line: Int, _ prompt: String, _ completion: String, system: String? = nil) -> Example {
        Example(
            id: "e\(line)", messages: (system.map { [.system($0)] } ?? []) + [.user(prompt), .assistant(completion)], line: line)
    }

    private func check(
        _ examples: [Example], problems: [DatasetProblem] = [], cases: [CaseText] = [], passages: [String] = []
    ) -> DatasetReport {
        DatasetCheck.run(examples, problems: problems, cases: cases, passages: passages) { $0.line }
    }

    private let question = "Which sheet size does the full job ticket print on?"
    private let answer = "The full ticket prints on an A6 sheet."

    @Test func copiesAreCountedWhateverTheirCaseSpacingAndPunctuation() {
        let report = check([
            example(1, question, answer), example(4, "Which back wheel?", "The left one."),
            example(7, "  which sheet size does the FULL job ticket print on", "“The full ticket prints on an A6 sheet!”"),
            example(9, question, answer),
        ])
        #expect(report.duplicates == 2)
        #expect(report.nearDuplicates == 0)
        #expect(report.examples == 4)
        #expect(report.usable == 2)
        #expect(report.setAside == ["e7", "e9"])
        #expect(
            report.problems == [
                "line 7: (e7) repeats line 1; remove one of the two", "line 9: (e9) repeats line 1; remove one of the two",
            ])
    }

    @Test func nearCopiesAreCountedAndStayUsable() {
        let report = check([example(1, question, answer), example(2, "Hello! " + question, answer)])
        #expect(report.nearDuplicates == 1)
        #expect(report.duplicates == 0)
        #expect(report.usable == 2)
        #expect(report.setAside == nil)
        #expect(report.problems.count == 1)
        #expect(report.problems[0].hasPrefix("line 2: (e2) nearly repeats line 1 ("))
    }

    @Test func severalWordingsWithOneAnswerAreFine() {
        let long = answer + " It can also be printed on two A7 sheets if the printer of the branch takes no other paper than that."
        let report = check([
            example(1, question, long), example(2, "What paper do I need for big tickets", long), example(3, "Ticket paper?", long),
        ])
        #expect(report.problems.isEmpty)
        #expect(report.nearDuplicates == 0)
        #expect(report.usable == 3)
    }

    @Test func theSameInputWithAnotherAnswerIsAProblemNamingBothLines() {
        let report = check([example(3, question, answer), example(8, question.lowercased(), "It prints on A4.")])
        #expect(report.duplicates == 0)
        #expect(report.problems == ["line 8: (e8) answers the question of line 3 differently; keep the right answer, remove the other"])
    }

    @Test func anotherSystemMessageMakesAnotherInput() {
        let report = check([example(1, question, "A6", system: "Be brief."), example(2, question, answer, system: "Be friendly.")])
        #expect(report.problems.isEmpty)
    }

    @Test func signsThatMeanSomethingAreNoPunctuation() {
        let report = check([
            example(1, "What is C?", "A language."), example(2, "What is C++?", "Another one."), example(3, "Is -5 less than 5", "Yes."),
            example(4, "Is 5 less than 5", "No."),
        ])
        #expect(report.problems.isEmpty)
        #expect(report.duplicates == 0)
    }

    @Test func nearCopiesAreThoseThatComparingAllPairsFinds() {
        var state = UInt64(11)
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        // A few texts, each changed in up to four places.
        let originals = (0..<12).map { _ in (0..<30).map { _ in "w\(next(60))" } }
        let prompts = (0..<150).map { _ in
            var words = originals[next(originals.count)]
            for _ in 0..<next(5) { words[next(words.count)] = "v\(next(1000))" }
            return words
        }
        func runs(_ words: [String]) -> Set<String> { Set((0..<words.count - 2).map { words[$0..<$0 + 3].joined(separator: " ") }) }
        var seen: [[String]] = []
        var (near, copies) = (0, 0)
        for words in prompts {
            let known = seen.map { other -> Double in
                // The answers are the same one run.
                let (a, b) = (runs(words), runs(other))
                return Double(a.intersection(b).count + 1) / Double(a.union(b).count + 1)
            }
            if seen.contains(words) {
                copies += 1
                continue
            }
            if known.contains(where: { $0 >= 0.8 }) { near += 1 }
            seen.append(words)
        }
        let report = check(prompts.enumerated().map { example($0.offset + 1, $0.element.joined(separator: " "), "yes") })
        #expect(report.duplicates == copies)
        #expect(report.nearDuplicates == near)
        #expect(near > 20)
    }

    @Test(arguments: [
        ("Which sheet size does the full job ticket print on?", "asks the question"),
        ("which sheet size does the full job ticket print on", "asks the question"),
        ("Hi there, a quick one. Which sheet size does the full job ticket print on? Thanks a lot, and greetings.", "asks the question"),
        ("Which sheet size does the full ticket print on?", "nearly asks the question"),
        ("On which sheet size does the full job ticket print?", "nearly asks the question"),
    ])
    func aPromptThatIsNearlyACaseQuestionIsALeak(prompt: String, verdict: String) {
        let item = CaseText(id: "ticket-1", question: question, answers: ["A6", "A 6"])
        let report = check([example(5, prompt, answer)], cases: [CaseText(id: "other", question: "Who pays?"), item])
        #expect(report.leaks == ["line 5 (e5) \(verdict) of case ticket-1, with its answer; remove the line or the case"])
        #expect(report.usable == 0)
        #expect(report.setAside == ["e5"])
    }

    @Test func aCaseQuoteInAnExampleIsALeak() {
        let item = CaseText(
            id: "price", question: "What does one location pay?", quote: "| Workshop | €49 per month per location | 8 users |")
        let report = check(
            [
                example(1, "Costs?", "The plan is **Workshop: €49 per month per location**, 8 users."),
                example(2, "Given: Workshop, €49 per month per location, 8 users.\nHow many may join?", "Eight."),
                example(3, "Costs of Depot?", "Depot is €129 per month per location."),
                example(4, "And now?", "Eight.", system: "Workshop €49 per month per location 8 users"),
            ], cases: [item])
        #expect(
            report.leaks == [
                "line 1 (e1) answers with the quote of case price; remove the line or the case",
                "line 2 (e2) shows the quote of case price; remove the line or the case",
                "line 4 (e4) shows the quote of case price; remove the line or the case",
            ])
        #expect(report.usable == 1)
    }

    @Test func aShortQuoteIsALeakOnlyAsTheWholeAnswer() {
        let item = CaseText(id: "c", question: "How long is the trial?", quote: "30 days")
        let report = check([example(1, "Storage?", "Photos stay 30 days."), example(2, "Length?", "30 days.")], cases: [item])
        #expect(report.leaks == ["line 2 (e2) answers with the quote of case c; remove the line or the case"])
    }

    @Test func anotherQuestionInTheSamePatternIsNoLeak() {
        let item = CaseText(id: "c", question: "How much is the Workshop plan per month?", quote: "Workshop costs €49 per month")
        let report = check([example(1, "How much is the Label Designer add-on per month?", "It is €4 per month.")], cases: [item])
        #expect(report.leaks.isEmpty)
    }

    @Test func documentsHoldTheCasesQuotesAndShouldNotHoldTheirQuestions() {
        let item = CaseText(id: "c", question: "How long is the trial of a plan?", quote: "The trial lasts 30 days in all plans.")
        let example = Example(id: "e", messages: [.user("q"), .assistant("a")], quote: "No longer anywhere.", line: 6)
        let clean = check([example], cases: [item])
        #expect(clean.notes == nil)
        let report = check(
            [example], cases: [item], passages: ["The trial lasts 30 days in all plans.", "“How long is the trial of a plan?”"])
        #expect(report.leaks.isEmpty)
        #expect(report.problems.isEmpty)
        #expect(report.usable == 1)
        #expect(report.notes?.count == 2)
        #expect(report.notes?.first?.contains("passage 2 holds the question of case c") == true)
        #expect(report.notes?.last?.contains("line 6 (e)") == true)
    }

    @Test func linesThatCouldNotBeReadCountAmongTheExamples() {
        let report = check(
            [example(2, question, answer), example(5, question, answer)],
            problems: [DatasetProblem(line: 9, message: "bad; mend it"), DatasetProblem(line: 3, message: "worse; mend it")])
        #expect(report.examples == 4)
        #expect(report.usable == 1)
        #expect(report.problems.map { $0.prefix(7) } == ["line 3:", "line 5:", "line 9:"])
    }

    @Test func lengthsAreNearestRanks() {
        let hundred = (1...100).map { example($0, "q\($0)", "a\($0)") }
        #expect(check(hundred.reversed()).lengths == DatasetReport.Lengths(p50: 50, p95: 95, max: 100))
        #expect(check([hundred[6]]).lengths == DatasetReport.Lengths(p50: 7, p95: 7, max: 7))
        #expect(check([]).lengths == DatasetReport.Lengths(p50: 0, p95: 0, max: 0))
    }

    @Test func theReportHasTheMembersThatReadersKnow() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(check([example(3, question, answer)])), as: UTF8.self)
        let expected =
            #"{"dropped":[],"duplicates":0,"effectiveExamples":1,"examples":1,"findings":[],"labels":[],"leaks":[],"#
            + #""lengths":{"max":3,"p50":3,"p95":3},"nearDuplicates":0,"problems":[],"usable":1}"#
        #expect(text == expected)
    }

    @Test(arguments: [
        ("Où est le CAFÉ ?", "où est le cafe\u{301}"), ("It’s (really) “free”…", "it's really free"), ("a\u{a0}b\u{200b}c", "A bc."),
        ("**Bold** `code` | cell", "bold code cell"), ("ÄRGER", "ärger"),
    ])
    func textsThatReadTheSameAreTheSame(one: String, other: String) {
        #expect(check([example(1, one, "x"), example(2, other, "x")]).duplicates == 1)
    }

    @Test func freeTextOnALastLineIsNoLabel() {
        let cares = ["hand wash only", "wipe with a dry cloth", "dishwasher, upper rack", "oil it each April", "Rinse."]
        let things = ["kettle", "board", "knife", "lamp", "basket", "teapot"]
        let blurbs = things.flatMap { thing in
            cares.map { care in ("Describe the \(thing), with the care that \(care.count) asks for.", "A plain \(thing).\nCare: \(care)") }
        }
        let refusals = things.map { ("What does the \($0) weigh?", "I could not find the weight of the \($0) in the documents.") }
        let report = check((blurbs + refusals).enumerated().map { example($0.offset + 1, $0.element.0, $0.element.1) })
        #expect(report.labels.isEmpty)
        #expect(report.findings.filter { $0.kind == .truncated }.isEmpty)
    }

    @Test func aRefusalThatSeveralExamplesShareNeedsNoLabel() {
        let topics = ["Repairs", "Sales"]
        let answers = (0..<24).map { ("Who sees to part \($0)?", "Desk \($0 * 7 % 24) sees to that.\nTopic: \(topics[$0 % 2])") }
        let others = ["tide", "moon", "wind"].map { ("When does the \($0) turn?", "I could not find that in the documents.") }
        let cut = [("Who sees to the mast?", "The rigger sees to that.")]
        let report = check((answers + others + cut).enumerated().map { example($0.offset + 1, $0.element.0, $0.element.1) })
        #expect(report.labels.map(\.label) == ["Repairs", "Sales"])
        #expect(report.findings.filter { $0.kind == .truncated }.map(\.line) == [28])
    }

    @Test func scriptsWithoutSpacesAreComparedToo() {
        let report = check(
            [example(1, "満月の夜にどの駅で電車を降りますか", "東京駅です")],
            cases: [CaseText(id: "c", question: "満月の夜にどの駅で電車を降りますか。")])
        #expect(report.leaks.count == 1)
    }
}
