import Datasets
import Foundation
import Testing
import Tokenization

/// Every kind of fault planted in one dataset, each to be found at its own line, and nothing else to be found.
@Suite("Planted faults")
struct PlantedFaultTests {
    private static let parts = ["chain", "brake", "saddle", "pedal", "spoke", "fork", "bell", "lamp", "rack", "tube", "grip", "stand"]
    private static let verbs = ["replace", "order", "adjust", "clean", "return"]
    private static let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]

    /// Sixty clean examples that end with one of three labels.
    private static let clean: [[String: any Sendable]] = parts.enumerated().flatMap { p, part in
        verbs.enumerated().map { v, verb in
            turns(
                "How do customers \(verb) the \(part) of a rented bicycle?",
                "Write to the \(part) desk, which handles every \(verb) request on \(days[(p + v) % 5]).\nTopic: \(["Repairs", "Sales", "Rental"][(p + v) % 3])"
            )
        }
    }

    private static func turns(
        _ prompt: String, _ completion: String, system: String? = nil, quote: String? = nil
    ) -> [String: any Sendable] {
        var messages = [["role": "user", "content": prompt], ["role": "assistant", "content": completion]]
        if let system { messages.insert(["role": "system", "content": system], at: 0) }
        guard let quote else { return ["messages": messages] }
        return ["messages": messages, "quote": quote, "document": "k.md"]
    }

    private struct Planted: Sendable {
        let kind: FindingKind
        let line: [String: any Sendable]
    }

    private static let answer = "The front desk answers that on the same day.\nTopic: Repairs"

    private static let planted: [Planted] = [
        Planted(kind: .unreadable, line: ["text": "no shape"]),
        Planted(
            kind: .roleOrder,
            line: [
                "messages": [
                    ["role": "assistant", "content": "Hello."], ["role": "user", "content": "Hi"], ["role": "assistant", "content": "?"],
                ]
            ]),
        Planted(kind: .emptyText, line: turns("Where are the spare keys kept?", "  ")),
        Planted(
            kind: .duplicate,
            line: turns(
                "How do customers replace the chain of a rented bicycle?",
                "Write to the chain desk, which handles every replace request on Monday.\nTopic: Repairs")),
        Planted(
            kind: .nearDuplicate,
            line: turns(
                "Hello! How do customers order the brake of a rented bicycle?",
                "Write to the brake desk, which handles every order request on Wednesday.\nTopic: Rental")),
        Planted(
            kind: .contradiction,
            line: turns("How do customers clean the saddle of a rented bicycle?", "Nobody may clean that.\nTopic: Rental")),
        Planted(
            kind: .contradiction,
            line: turns("Please, how do customers clean the fork of a rented bicycle?", "Soap is forbidden at all times.\nTopic: Rental")),
        Planted(
            kind: .labelConflict,
            line: turns(
                "How do customers return the bell of a rented bicycle?",
                "Write to the bell desk, which handles every return request on Monday.\nTopic: Rental")),
        Planted(
            kind: .labelImbalance, line: turns("Do you insure racing bicycles?", "The insurer of the shop does that.\nTopic: Insurance")),
        Planted(kind: .systemPrompt, line: turns("Which colours are there?", answer, system: "You are a pirate.")),
        Planted(
            kind: .outlierLength,
            line: turns("What does this log say? " + (0..<400).map { "entry \($0 * 7919 % 10007) ok" }.joined(separator: " "), answer)),
        Planted(
            kind: .truncated,
            line: turns("Who repairs tandems?", "Tandems are repaired by the workshop and the\nTopic: Repairs")),
        Planted(kind: .truncated, line: turns("Who paints frames?", "Frames are painted in the booth by\nTopic: Repairs")),
        Planted(kind: .truncated, line: turns("Show the setting as code.", "```\nlight = on\nTopic: Setup")),
        Planted(kind: .truncated, line: turns("Give the order as JSON.", #"{"part": "bell", "count": [1, 2"#)),
        Planted(kind: .truncated, line: turns("Who sells helmets?", "The shop next door sells them.")),
        Planted(
            kind: .secret, line: turns("Which key does the shop's storage use?", "It uses AKIAQ3EGTZ7MPLK2WXYZ for that.\nTopic: Repairs")),
        Planted(
            kind: .secret, line: turns("How is the database reached?", "postgres://shop:vR7-kettle@db.shop.internal/main\nTopic: Repairs")),
        Planted(
            kind: .secret, line: turns("Where is the deploy key?", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r\nTopic: Repairs")),
        Planted(
            kind: .secret,
            line: turns("What does the robot use?", "It signs in with ghp_9aK3mQ7xT2vB8nL4cR6yW1zE5hJ0dF3gS2pU.\nTopic: Repairs")),
        Planted(kind: .secret, line: turns("And the chat robot?", "It has xoxb-" + "2417-9913-Qw8Er7Ty6Ui5.\nTopic: Repairs")),
        Planted(
            kind: .secret,
            line: turns(
                "What is the token?", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI4MTIzIn0.dBjftJeZ4CVPmB92K27uhbUJU1p1r\nTopic: Repairs")),
        Planted(
            kind: .personalData, line: turns("Who runs the shop?", "Write to Mara at mara.lindqvist@gmail.com for that.\nTopic: Repairs")),
        Planted(kind: .personalData, line: turns("Can I call the mechanic?", "Yes, at +46 70 812 44 19 after noon.\nTopic: Repairs")),
        Planted(kind: .personalData, line: turns("Where do I pay?", "To GB82 WEST 1234 5698 7654 32, within a week.\nTopic: Repairs")),
        Planted(kind: .personalData, line: turns("My card is 4539 1488 0343 6467, was it charged?", answer)),
        Planted(kind: .damagedEncoding, line: turns("Is the cafÃ© open today?", answer)),
        Planted(kind: .damagedEncoding, line: turns("Is the work\u{fffd}shop open today?", answer)),
        Planted(kind: .damagedEncoding, line: turns("Is the yard \u{1b}[1m open today?", answer)),
        Planted(kind: .controlText, line: turns("Do you rent trailers?", "We do.<|im_end|> Ask the desk.\nTopic: Rental")),
        Planted(kind: .templateRefuses, line: turns("REFUSED by the template?", answer)),
        Planted(kind: .nothingTrained, line: turns("MASKED, so what is left of it?", "Nothing of this may ever be seen.\nTopic: Repairs")),
        Planted(kind: .missingEnd, line: turns("ENDLESS talk, how does one stop it?", "Ring the small bell twice.\nTopic: Repairs")),
        Planted(kind: .tooLong, line: turns("LONGER texts than that?", "They are cut in half.\nTopic: Repairs")),
        Planted(kind: .caseLeak, line: turns("On which day is the yearly inspection of cargo bicycles?", answer)),
        Planted(
            kind: .sharedSource,
            line: turns("How warm is the booth?", answer, quote: "The paint booth is heated to 35 degrees.")),
        Planted(
            kind: .staleQuote,
            line: turns("What can the lift carry?", answer, quote: "The lift carries 90 kilograms.")),
    ]

    private static let cases = [
        CaseText(id: "inspection", question: "On which day is the yearly inspection of cargo bicycles?"),
        CaseText(id: "paint", question: "At what temperature is paint dried?", quote: "The paint booth is heated to 35 degrees."),
        CaseText(id: "waste", question: "Who collects the old tyres each quarter of the year?"),
    ]
    private static let passages = [
        KnowledgeText(document: "k.md", text: "The paint booth is heated to 35 degrees. The lift carries 80 kilograms."),
        KnowledgeText(document: "faq.md", text: "Who collects the old tyres each quarter of the year?"),
    ]

    private struct Refused: Error {}

    private func check(_ lines: [[String: any Sendable]], decisions: DatasetDecisions = DatasetDecisions()) throws -> DatasetReport {
        let text = try lines.map { String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self) }
        let file = DatasetReader.read(text.joined(separator: "\n"))
        return DatasetCheck.run(
            file.examples, problems: file.problems, cases: Self.cases, passages: Self.passages, decisions: decisions, context: 2048
        ) { example in
            if example.prompt.hasPrefix("REFUSED") { throw Refused() }
            let words = example.messages.reduce(0) { $0 + $1.content.split(separator: " ").count }
            return ExampleTokens(
                count: example.prompt.hasPrefix("LONGER") ? 2049 : words, trained: example.prompt.hasPrefix("MASKED") ? 0 : 10,
                endsTurn: !example.prompt.hasPrefix("ENDLESS"))
        }
    }

    @Test func everyPlantedFaultIsFoundAtItsLineAndNothingElse() throws {
        let report = try check(Self.clean + Self.planted.map(\.line))
        for (offset, fault) in Self.planted.enumerated() {
            let line = Self.clean.count + offset + 1
            let found = report.findings.filter { $0.line == line }.map(\.kind)
            // The rare label concerns the dataset, not a line of it.
            #expect(found == (fault.kind == .labelImbalance ? [] : [fault.kind]), "line \(line): \(fault.line)")
        }
        let whole = report.findings.filter { $0.line == nil }
        #expect(whole.map(\.kind) == [.labelImbalance, .labelImbalance, .documentLeak])
        #expect(report.findings.filter { ($0.line ?? .max) <= Self.clean.count }.map(\.text) == [])
        #expect(Set(report.findings.map(\.kind)) == Set(FindingKind.allCases), "a kind without a planted fault is not tested")
        #expect(Set(report.findings.map(\.id)).count == report.findings.count)
    }

    @Test func cleanExamplesHaveNoFindings() throws {
        #expect(try check(Self.clean).findings.filter { $0.kind != .documentLeak }.isEmpty)
    }

    @Test func everyFindingSaysWhyItMattersAndWhatCanBeDone() throws {
        for finding in try check(Self.clean + Self.planted.map(\.line)).findings {
            #expect(finding.why.hasSuffix("."))
            #expect(!finding.advice.isEmpty && !finding.message.isEmpty)
            #expect(finding.actions.contains(.ignore))
            #expect(finding.actions.contains(.drop) == (finding.example != nil))
            #expect(finding.actions.contains(.fix) == (finding.line != nil))
        }
    }

    @Test func noFindingRepeatsASecretOrAnAddress() throws {
        let text = try check(Self.clean + Self.planted.map(\.line)).findings.map(\.text).joined(separator: "\n")
        for secret in ["AKIAQ3EGTZ7MPLK2WXYZ", "vR7-kettle", "mara.lindqvist", "812 44", "4539 1488", "ghp_9aK3mQ7xT2vB8"] {
            #expect(!text.contains(secret))
        }
    }

    @Test(arguments: [
        "Write to help@lumbry.example or to ann@example.com.", "Call 555-0123 or +1 202 555 0123.", "The desk has +49 30 23125 417.",
        "Order 2024-05-17-0033 has 12 parts and costs 1,299.00.", "Set password: <your password> and api_key = YOUR_API_KEY_HERE1.",
        "It runs from 2019-01-01 to 2024-12-31.", "The part number is 4539 1488 0343 6468.", "GB82 WEST 1234 5698 7654 33 is wrong.",
        "Öffnen Sie das Menü „Ä…“ im CAFÉ» um 8 °C – très bien, naïve façade, São Paulo.", "See https://docs.shop.internal:8443/path@home.",
        "The password is at least 12 characters long.", "In Rust, `Vec<|x|>` is no type.",
    ])
    func whatIsReservedInventedOrInnocentIsNoAlarm(text: String) {
        let report = DatasetCheck.run([Example(messages: [.user(text), .assistant("Yes.")], line: 1)]) { _ in 1 }
        #expect(report.findings.map(\.text) == [])
    }

    @Test func idsFollowTheContentNotTheLine() throws {
        let before = try check(Self.clean + Self.planted.map(\.line)).findings
        let after = try check([Self.turns("A new first line?", Self.answer)] + Self.clean + Self.planted.map(\.line)).findings
        let ids = Set(after.map(\.id))
        #expect(before.filter { $0.example != nil }.allSatisfy { ids.contains($0.id) })
    }

    @Test func decisionsAreKeptAsTextAndTakenBack() throws {
        let lines = Self.clean + Self.planted.map(\.line)
        let report = try check(lines)
        let near = try #require(report.findings.first { $0.kind == .nearDuplicate })
        let leak = try #require(report.findings.first { $0.kind == .caseLeak })
        let file = DatasetReader.read(
            try lines.map { String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self) }.joined(separator: "\n"))
        let leaked = try #require(file.examples.first { $0.id == leak.example })

        var decisions = DatasetDecisions()
        decisions.ignore(near)
        decisions.drop(leaked)
        decisions.drop(leaked)
        #expect(try DatasetDecisions(decisions.text) == decisions)
        let decided = try check(lines, decisions: decisions)
        #expect(decided.findings.first { $0.id == near.id }?.isIgnored == true)
        #expect(decided.nearDuplicates == report.nearDuplicates - 1)
        #expect(!decided.problems.contains(near.text))
        #expect(decided.leaks.isEmpty && decided.dropped == [leaked.id])
        #expect(decided.examples == report.examples && decided.usable == report.usable)
        // One copy, one leak, and the three that a run stops at.
        #expect(report.setAside?.count == 5)
        #expect(decisions.restore(leaked.id) && decisions.restore(near.id) && !decisions.restore(near.id))
        #expect(decisions == DatasetDecisions() && decisions.text.isEmpty)
        #expect(throws: DatasetDecisions.Unreadable(line: 2)) { try DatasetDecisions("\n{\"drop\":7}\n") }
    }

    @Test func aTemplateWithoutEndsIsOneFindingForAll() {
        let examples = (1...30).map { Example(messages: [.user("q\($0)"), .assistant("a\($0)")], line: $0) }
        let report = DatasetCheck.run(examples) { _ in ExampleTokens(count: 9, trained: 3, endsTurn: false) }
        #expect(report.findings.map(\.kind) == [.missingEnd])
        #expect(report.findings.first?.line == nil)
    }

    @Test func theEffectiveNumberCountsWhatTeachesTheSameOnce() {
        let long = "The full ticket prints on an A6 sheet that is cut by the printer of the branch office."
        let examples = [
            Example(messages: [.user("What does the big ticket print on?"), .assistant(long)], line: 1),
            Example(messages: [.user("what does the big ticket print on"), .assistant(long)], line: 2),
            Example(messages: [.user("One?"), .assistant("1.")], document: "d", quote: "It is one.", line: 3),
            Example(messages: [.user("How many?"), .assistant("A single one.")], document: "d", quote: "it is one", line: 4),
            Example(messages: [.user("Two?"), .assistant("2.")], document: "e", quote: "It is one.", line: 5),
        ]
        #expect(DatasetCheck.run(examples) { _ in 1 }.effectiveExamples == 3)
    }
}
