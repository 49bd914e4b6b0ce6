import Foundation
import Testing
import Workbench

@Suite struct VoteTests {
    private static func answer(_ arm: Arm, _ text: String = "Something.") -> ArmAnswer {
        ArmAnswer(
            arm: arm, text: text, citations: [], grounding: .none, promptTokens: 9, completionTokens: 3, firstTokenMilliseconds: 1,
            milliseconds: 2, prompt: "prompt of \(arm.rawValue)")
    }

    private static func ballot(_ question: String, _ winner: Arm?, _ arms: [Arm] = [.prompt, .rag]) -> NewVote {
        NewVote(question: question, answers: arms.map { answer($0, "\($0.rawValue) to \(question)") }, winner: winner, seed: 5)
    }

    @Test func votesAreKeptTakenBackAndCounted() throws {
        let small = try SmallProject()
        let session = small.session
        try session.vote(Self.ballot("One?", .rag))
        try session.vote(Self.ballot("Two?", .prompt))
        try session.vote(Self.ballot("Three?", nil))
        let reread = try ProjectSession(project: session.project).votes()
        #expect(reread.map(\.question) == ["One?", "Two?", "Three?"])
        #expect(reread[0].candidates.map(\.arm) == [.prompt, .rag])
        #expect(reread[0].candidates[0].promptHash.count == 64)
        #expect(reread[0].model.contains("SmolLM2") && reread[0].modelHash.count == 64)
        #expect(try session.withdrawVote().question == "Three?")
        #expect(try session.withdrawVote().question == "Two?")
        try session.vote(Self.ballot("Two?", .rag))
        let tally = try session.voteTally()
        #expect(tally.votes == 2 && tally.questions == 2 && tally.ties == 0)
        #expect(tally.pairs.first?.aWins == 0 && tally.pairs.first?.bWins == 2)
        let lines = try small.scratch.text(".assay/votes.jsonl").split(separator: "\n")
        #expect(lines.count == 6, "what was taken back is taken back by a line, never removed")
    }

    @Test func aVoteNeedsTwoAnswersAndAWinnerAmongThem() throws {
        let session = try SmallProject().session
        #expect(throws: WorkbenchError.self) { try session.vote(Self.ballot("One?", .rag, [.rag])) }
        #expect(throws: WorkbenchError.self) { try session.vote(Self.ballot("One?", .lora)) }
        #expect(throws: WorkbenchError.self) { try session.withdrawVote() }
        #expect(try session.votes().isEmpty)
    }

    /// p and intervals of SciPy 1.16: binomtest(9, 11) with its Wilson interval.
    @Test func aPairIsHeldAgainstEachOther() throws {
        let session = try SmallProject().session
        for index in 0..<14 {
            let winner: Arm? = index < 9 ? .rag : index < 11 ? .prompt : index < 13 ? .fewshot : nil
            try session.vote(Self.ballot("Question \(index)?", winner, [.prompt, .fewshot, .rag]))
        }
        try session.vote(Self.ballot("Question 0?", .rag, [.rag, .prompt, .fewshot]))
        let tally = try session.voteTally()
        #expect(tally.votes == 15 && tally.questions == 14 && tally.ties == 1)
        let pair = try #require(tally.pairs.first { $0.a == .prompt && $0.b == .rag })
        #expect(pair.aWins == 2 && pair.bWins == 9 && pair.undecided == 3)
        #expect(abs(pair.p - 0.0654296875) < 1e-12)
        #expect(abs(pair.low - (1 - 0.9486323102539149)) < 1e-9 && abs(pair.high - (1 - 0.5230194380391557)) < 1e-9)
        #expect(pair.adjustedP >= pair.p)
        let rag = try #require(tally.arms.first { $0.arm == .rag })
        #expect(rag.shown == 14 && rag.won == 9)
    }

    @Test func votesOnAnswersOfAnotherModelAreLeftOut() throws {
        let session = try SmallProject().session
        try session.vote(Self.ballot("One?", .rag))
        var votes = try session.votes()
        votes[0].modelHash = "another"
        let tally = VoteTally(votes, modelHash: "this")
        #expect(tally.questions == 0 && tally.ofOtherModels == 1 && tally.pairs.isEmpty)
    }

    @Test func votedAnswersBecomeExamplesOnceAndNeverThoseOfCases() throws {
        let small = try SmallProject()
        let session = small.session
        try session.vote(Self.ballot("What does the wren eat?", .prompt))
        try session.vote(Self.ballot("What does the wren eat?", .rag))
        try session.vote(Self.ballot("What does the Heron plan cost?", .rag))
        try session.vote(Self.ballot("What does the robin eat?", nil))
        let first = try session.addVotedExamples()
        #expect(first.added.count == 1 && first.alreadyThere == 0)
        #expect(first.withheld.map(\.question) == ["What does the Heron plan cost?"], "a case must not be learnt")
        let last = try #require(try small.scratch.text("training/examples.jsonl").split(separator: "\n").last)
        #expect(last.contains("rag to What does the wren eat?"), "the last vote counts")
        let id = try #require(try session.votes().dropFirst().first?.id)
        #expect(last.contains(id) && last.contains(#""arm":"rag""#))
        let again = try session.addVotedExamples()
        #expect(again.added.isEmpty && again.alreadyThere == 1)
    }
}
