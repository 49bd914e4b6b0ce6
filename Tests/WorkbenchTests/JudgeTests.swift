import Foundation
import Scoring
import Testing
import Workbench

/// `assay eval judge` with a judge of the test's own.
@Suite struct JudgeTests {
    /// Prefers the longer answer, wherever it stands; a reply as a judge writes it.
    private static func prefersLonger(_ request: FakeServer.Request) -> FakeServer.Response {
        let material = request.material
        let (one, two) = (material["answer1"] as? String ?? "", material["answer2"] as? String ?? "")
        let better = one.count == two.count ? "tie" : one.count > two.count ? "1" : "2"
        return verdict(better, better == "1" ? 5 : 2, better == "2" ? 5 : 2)
    }

    private static func verdict(_ better: String, _ one: Int = 3, _ two: Int = 3) -> FakeServer.Response {
        func grades(_ grade: Int) -> String { #"{"correctness":\#(grade),"completeness":\#(grade),"clarity":\#(grade)}"# }
        return .saying(#"{"reason":"So \#(better).","grades1":\#(grades(one)),"grades2":\#(grades(two)),"better":"\#(better)"}"#)
    }

    private static func project(_ server: FakeServer, _ more: String = "") throws -> (SmallProject, ProjectSession) {
        let small = try SmallProject()
        return (small, try small.reopened(adding: "[judge]\nurl = \"\(server.url)\"\nmodel = \"judge-1\"\n\(more)"))
    }

    private static func vote(_ session: ProjectSession, _ question: String, _ winner: Arm?, _ answers: [(Arm, String)]) throws {
        let given = answers.map { arm, text in
            ArmAnswer(
                arm: arm, text: text, citations: [], grounding: .none, promptTokens: 1, completionTokens: 1, firstTokenMilliseconds: 1,
                milliseconds: 1, prompt: "p")
        }
        try session.vote(NewVote(question: question, answers: given, winner: winner, seed: 1))
    }

    @Test func twoArmsAreComparedInBothOrdersAndNothingIsAskedTwice() throws {
        let server = try FakeServer { _, request in Self.prefersLonger(request) }
        let (small, session) = try Self.project(server)
        _ = try session.sync()
        _ = try session.evaluate(arms: [.prompt, .fewshot, .rag], split: "test") { _ in true }
        let choice = JudgeChoice(arms: [.rag, .prompt])
        let plan = try session.judgePlan(choice)
        #expect(plan.cases == 5 && plan.votedPairs == 0 && plan.kept == 0 && plan.requests == 10 && plan.answers <= 10)
        #expect(
            plan.text.contains("To \(server.url): \(plan.answers) answers with their questions, in 10 requests") && server.requests.isEmpty)

        let report = try session.judge(choice) { _ in true }
        #expect(server.requests.count == 10 && report.a == .prompt && report.b == .rag && report.run == "eval-1")
        let result = try #require(report.result)
        #expect(result.n == 5 && result.flipped == 0 && result.aWins + result.bWins + result.ties == 5 && result.clusters == 4)
        #expect(report.rows.count == 5 && report.failures.isEmpty && report.casesWithReference == 5)
        // The judge saw both orders, the question and what a right answer says.
        let materials = server.requests.prefix(2).map(\.material)
        #expect(materials[0]["answer1"] as? String == materials[1]["answer2"] as? String)
        #expect(materials[0]["question"] as? String == report.rows[0].question && materials[0]["mustState"] as? [[String]] == [["37"]])
        #expect(report.calibration.state == .tooFewVotes)
        #expect(ReportText.judge(report).contains("Not calibrated: no judged vote to hold it against"))
        #expect(ReportText.judge(report, withReasons: true).contains("heron-test\t"))

        let page = try session.report(.md)
        #expect(page.contains("What a judge model says") && page.contains("Mean grades, 1 to 5"))

        // Again, and with the server gone: the replies are kept.
        #expect(try session.judgePlan(choice).text.contains("Nothing is sent"))
        #expect(try session.judge(choice) { _ in true } == report && server.requests.count == 10)
        #expect(try session.storedJudge() == report)
        let kept = try small.scratch.text(".assay/judge-replies.jsonl")
        #expect(kept.split(separator: "\n").count == 10)
        // One answer more to judge: only what is new is asked.
        #expect(try session.judgePlan(JudgeChoice(arms: [.rag, .fewshot], limit: 2)).requests == 4)
        #expect(throws: WorkbenchError.self) { try session.judge(JudgeChoice(arms: [.rag, .lora])) { _ in true } }
    }

    @Test func aJudgeThatLikesTheFirstPlaceComesToTies() throws {
        let server = try FakeServer { _, _ in Self.verdict("1", 5, 1) }
        let (small, session) = try Self.project(server)
        defer { withExtendedLifetime(small) {} }
        _ = try session.sync()
        _ = try session.evaluate(arms: [.prompt, .rag], split: "test", limit: 3) { _ in true }
        let report = try session.judge { _ in true }
        let result = try #require(report.result)
        #expect(result.flipped == 3 && result.firstPreferred == 3 && result.ties == 3 && result.difference == 0)
        #expect(result.criteria.allSatisfy { $0.a == 3 && $0.b == 3 })
        #expect(ReportText.judge(report).contains("3 changed with the order (3 for the answer shown first) and count as ties"))
    }

    @Test func theJudgeIsHeldAgainstVotes() throws {
        let server = try FakeServer { _, request in Self.prefersLonger(request) }
        let (small, session) = try Self.project(server)
        defer { withExtendedLifetime(small) {} }
        for number in 0..<32 {
            // People like the longer answer too, but for every eighth question.
            let (long, short) = number.isMultiple(of: 2) ? (Arm.prompt, Arm.rag) : (.rag, .prompt)
            let winner = number.isMultiple(of: 8) ? short : long
            try Self.vote(session, "Question \(number)?", winner, [(long, "A long answer to \(number)."), (short, "Short \(number).")])
        }
        try Self.vote(session, "Equal?", .rag, [(.rag, "Same."), (.prompt, "Same.")])
        let report = try session.judge { _ in true }
        #expect(report.result == nil && report.run == nil && server.requests.count == 64)
        let c = report.calibration
        #expect(c.questions == 32 && c.pairs == 32 && c.agreed == 28 && c.state == .calibrated)
        // 16 times people chose the prompt arm's answer less the four of them, and so on: 12, 4, 0 and 16.
        #expect(c.table == [[12, 0, 0], [4, 16, 0], [0, 0, 0]])
        #expect(ReportText.judge(report).contains("Calibrated on 32 voted questions: it agrees with people on 28 of 32 voted pairs: 88 %"))
    }

    @Test func aVoteAmongThreeSaysNothingOfTheLosers() throws {
        let server = try FakeServer { _, request in Self.prefersLonger(request) }
        let (small, session) = try Self.project(server)
        defer { withExtendedLifetime(small) {} }
        let answers: [(Arm, String)] = [(.prompt, "a"), (.fewshot, "bb"), (.rag, "ccc")]
        try Self.vote(session, "Three?", .rag, answers)
        try Self.vote(session, "None of three?", nil, answers)
        try Self.vote(session, "None of two?", nil, Array(answers.prefix(2)))
        let report = try session.judge { _ in true }
        #expect(report.calibration.pairs == 3 && report.calibration.questions == 2)
        #expect(report.calibration.table == [[0, 0, 0], [0, 2, 0], [0, 1, 0]])
        #expect(report.calibration.state == .tooFewVotes)
    }

    @Test func whatCannotBeReadIsLeftOutAndNamed() throws {
        let server = try FakeServer { number, request in
            number == 0
                ? .saying("I like both.")
                : number == 1 ? .init(text: #"{"choices":[{"message":{"refusal":"No."}}]}"#) : Self.prefersLonger(request)
        }
        let (small, session) = try Self.project(server)
        defer { withExtendedLifetime(small) {} }
        for number in 0..<4 { try Self.vote(session, "Question \(number)?", .rag, [(.rag, "long \(number)"), (.prompt, "\(number)")]) }
        let report = try session.judge { _ in true }
        #expect(report.calibration.pairs == 2 && report.failures.count == 2)
        #expect(report.failures[0].reason == "The reply can't be read: it holds no JSON object.")
        #expect(report.failures[1].reason.contains("would not answer: No."))
        #expect(ReportText.judge(report).contains("Not judged: 2 pairs."))
        // They are asked again, and now answered.
        #expect(try session.judge { _ in true }.failures.isEmpty && server.requests.count == 10)
    }

    @Test func aJudgeThatCannotBeAskedEndsItAtOnce() throws {
        let server = try FakeServer { number, request in number < 2 ? Self.prefersLonger(request) : .init(status: 401, text: "no") }
        let (small, session) = try Self.project(server)
        defer { withExtendedLifetime(small) {} }
        for number in 0..<4 { try Self.vote(session, "Question \(number)?", .rag, [(.rag, "long \(number)"), (.prompt, "\(number)")]) }
        #expect { try session.judge { _ in true } } throws: { error in
            let error = error as? WorkbenchError
            return error?.kind == .unavailable && error?.what.contains("401") == true
        }
        #expect(server.requests.count == 3)
        #expect(try session.judgePlan().kept == 2)
        #expect(throws: WorkbenchError.self) { try session.judge { _ in false } }
    }

    @Test func nothingLeavesThisMachineUnasked() throws {
        let server = try FakeServer { _, _ in Self.verdict("1") }
        let small = try SmallProject()
        func session(_ judge: String) throws -> ProjectSession { try small.reopened(adding: "[judge]\n\(judge)") }
        func kind(_ session: ProjectSession, _ choice: JudgeChoice = JudgeChoice()) -> (WorkbenchError.Kind?, String) {
            do {
                _ = try session.judge(choice) { _ in true }
                return (nil, "")
            } catch {
                return ((error as? WorkbenchError)?.kind, "\(error)")
            }
        }
        #expect(kind(small.session).0 == .notFound, "no judge is named")
        let original = try small.scratch.text("assay.toml")
        func judge(_ text: String) throws -> ProjectSession {
            try small.scratch.write("assay.toml", original)
            return try session(text)
        }
        let nothing = try judge("url = \"\(server.url)\"\nmodel = \"m\"")
        #expect(kind(nothing).0 == .notFound, "nothing to judge")
        try Self.vote(small.session, "One?", .rag, [(.rag, "long"), (.prompt, "x")])

        let far = try judge("url = \"https://9.9.9.9/v1\"\nmodel = \"m\"")
        let (refused, words) = kind(far)
        #expect(
            refused == .usage && words.contains("Nothing was sent. To https://9.9.9.9/v1: 2 answers") && words.contains("--send 9.9.9.9"))
        #expect(kind(far, JudgeChoice(allowedHost: "9.9.9.8")).0 == .usage)
        #expect(kind(try judge("url = \"http://9.9.9.9/v1\"\nmodel = \"m\"")).1.contains("unencrypted"))
        #expect(kind(try judge("url = \"ftp://host\"\nmodel = \"m\"")).0 == .badData)
        let locked = try judge("url = \"\(server.url)\"\nmodel = \"m\"\nkeyVariable = \"ASSAY_NO_SUCH_KEY\"")
        #expect(kind(locked).1.contains("ASSAY_NO_SUCH_KEY holds no key"))
        #expect(server.requests.isEmpty)
    }

    @Test func theSectionIsReadAndChecked() {
        func parsed(_ text: String) -> (JudgeConfiguration?, String?) {
            let (configuration, warning) = ProjectConfiguration.parse("[judge]\n\(text)\n", defaultName: "x")
            return (configuration.judge, warning)
        }
        let base = "url = \"http://127.0.0.1:1/v1\"\nmodel = \"m\"\n"
        let (usual, none) = parsed(base)
        #expect(
            none == nil && usual?.criteria == JudgeConfiguration.usualCriteria && usual?.timeoutSeconds == 60 && usual?.keyVariable == nil)
        let (own, _) = parsed(base + "criteria = [\"house style\", \" brevity \"]\ntimeoutSeconds = 5\nkeyVariable = \"JUDGE_KEY\"")
        #expect(own?.criteria == ["house style", "brevity"] && own?.timeoutSeconds == 5 && own?.keyVariable == "JUDGE_KEY")
        for bad in [
            "criteria = []", "criteria = [\"a\", \"a\"]", "timeoutSeconds = 0", "keyVariable = \"sk-live-123\"", "key = \"sk-live-123\"",
        ] {
            let (judge, warning) = parsed(base + bad)
            #expect(warning != nil && warning?.contains("sk-live") != true && judge?.keyVariable == nil, "\(bad)")
        }
        #expect(parsed("url = \"http://x\"").1 != nil && parsed("url = \"http://x\"").0 == nil)
    }
}
