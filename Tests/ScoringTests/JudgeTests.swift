import Foundation
import Scoring
import Testing

/// A judge model's replies, what they come to, and how far they agree with people.
@Suite struct JudgeTests {
    private static let criteria = ["correctness", "clarity"]

    private func reply(_ better: Preference, _ a: Int = 3, _ b: Int = 3) -> JudgeReply {
        JudgeReply(gradesA: [a, a], gradesB: [b, b], better: better, reason: "why")
    }

    private func pair(_ number: Int, _ aFirst: Preference, _ bFirst: Preference, cluster: String? = nil) -> JudgedPair {
        JudgedPair(id: "\(number)", cluster: cluster ?? "\(number)", aFirst: reply(aFirst, 4, 2), bFirst: reply(bFirst, 3, 2))
    }

    // MARK: Replies

    @Test func aReplyIsReadAlsoWithinWords() throws {
        let json =
            #"{"reason":"1 says the price.","grades1":{"correctness":5,"clarity":4},"grades2":{"clarity":3,"correctness":1},"better":"1"}"#
        let expected = JudgeReply(gradesA: [5, 4], gradesB: [1, 3], better: .a, reason: "1 says the price.")
        for text in [json, "```json\n\(json)\n```", "Here it is: \(json) Done."] {
            #expect(try JudgeReply(parsing: text, criteria: Self.criteria) == expected)
        }
        #expect(expected.swapped == JudgeReply(gradesA: [1, 3], gradesB: [5, 4], better: .b, reason: "1 says the price."))
        let tie = try JudgeReply(parsing: json.replacingOccurrences(of: #""1"}"#, with: #""tie"}"#), criteria: Self.criteria)
        #expect(tie.better == .tie && tie.swapped.better == .tie)
    }

    @Test(arguments: [
        ("Answer 1 is better.", "no JSON object"), ("[1]", "no JSON object"), (#"{"better":"1","reason":"x"}"#, "grades1"),
        (#"{"grades1":{"correctness":5},"grades2":{},"better":"1","reason":"x"}"#, "clarity"),
        (#"{"grades1":{"correctness":5,"clarity":6},"grades2":{},"better":"1","reason":"x"}"#, "clarity"),
        (#"{"grades1":{"correctness":5,"clarity":2.5},"grades2":{},"better":"1","reason":"x"}"#, "clarity"),
        (#"{"grades1":{"correctness":5,"clarity":1e300},"grades2":{},"better":"1","reason":"x"}"#, "clarity"),
        (#"{"grades1":{"correctness":5,"clarity":5},"grades2":{"correctness":5,"clarity":5},"better":"both","reason":"x"}"#, "better"),
        (#"{"grades1":{"correctness":5,"clarity":5},"grades2":{"correctness":5,"clarity":5},"better":"2","reason":" "}"#, "no reason"),
    ])
    func aReplyThatDoesNotJudgeSaysWhy(text: String, part: String) {
        #expect { try JudgeReply(parsing: text, criteria: Self.criteria) } throws: { "\($0)".contains(part) }
    }

    // MARK: Two arms

    @Test func aVerdictThatFlipsWithTheOrderIsATie() throws {
        #expect(pair(0, .a, .a).verdict == .a && !pair(0, .a, .a).isFlipped)
        for (first, second) in [(Preference.a, Preference.b), (.b, .a), (.a, .tie), (.tie, .b)] {
            #expect(pair(0, first, second).verdict == .tie && pair(0, first, second).isFlipped)
        }
        let pairs =
            (0..<12).map { pair($0, .a, .a) } + (12..<15).map { pair($0, .b, .b) } + (15..<19).map { pair($0, .a, .b) } + [pair(19, .b, .a)]
        let judged = try #require(JudgedArms(pairs, equal: ["x", "y"], criteria: Self.criteria))
        #expect(judged.n == 22 && judged.clusters == 22 && judged.aWins == 12 && judged.bWins == 3 && judged.ties == 7)
        #expect(judged.flipped == 5 && judged.firstPreferred == 4)
        #expect(abs(judged.difference - 9.0 / 22) < 1e-12 && judged.low > 0 && judged.high < 1)
        // binomtest(12, 15).pvalue of SciPy 1.17.1.
        #expect(abs(judged.p - 0.03515625) < 1e-12)
        #expect(judged.criteria.map(\.name) == Self.criteria)
        let first = judged.criteria[0]
        #expect(first.a == 3.5 && first.b == 2 && first.difference == 1.5 && first.low == 1.5 && first.high == 1.5)
        #expect(JudgedArms([], criteria: Self.criteria) == nil)
        let equal = try #require(JudgedArms([], equal: ["x"], criteria: Self.criteria))
        #expect(equal.n == 1 && equal.ties == 1 && equal.criteria.isEmpty)
    }

    @Test func pairsOfOneClusterAreOnePieceOfEvidence() throws {
        let alone = try #require(JudgedArms((0..<12).map { pair($0, .a, .a) }, criteria: []))
        let grouped = try #require(JudgedArms((0..<12).map { pair($0, .a, .a, cluster: "\($0 % 3)") }, criteria: []))
        #expect(grouped.clusters == 3 && grouped.p == 0.25 && alone.p < 0.001 && grouped.low <= alone.low)
    }

    // MARK: People

    private struct Kappa: Decodable {
        var table: [[Double]]
        var kappa: Double
    }

    @Test func kappaIsThatOfScikitLearnAndStatsmodels() throws {
        let references = try Fixture.decode([Kappa].self, "kappa")
        #expect(references.count == 12)
        for reference in references {
            let kappa = try #require(CohenKappa.value(reference.table))
            #expect(abs(kappa - reference.kappa) < 1e-12)
        }
        #expect(CohenKappa.value([[9, 0], [0, 0]]) == nil && CohenKappa.value([[0, 0], [0, 0]]) == nil)
    }

    /// - Parameters: how often people and the judge said what, one question a pair.
    private func calibration(_ counts: [(Preference, Preference, Int)], perQuestion: Int = 1) -> JudgeCalibration {
        var votes: [JudgeCalibration.Vote] = []
        for (human, judge, count) in counts {
            for _ in 0..<count {
                let cluster = "\(votes.count / perQuestion)"
                votes.append(.init(pair: pair(votes.count, judge, judge, cluster: cluster), human: human))
            }
        }
        return JudgeCalibration(votes)
    }

    @Test func aJudgeIsCalibratedByEnoughVotesThatItAgreesWith() throws {
        let good = calibration([(.a, .a, 20), (.a, .b, 5), (.b, .a, 10), (.b, .b, 15)])
        #expect(good.questions == 50 && good.agreed == 35 && good.table == [[20, 5, 0], [10, 15, 0], [0, 0, 0]])
        let kappa = try #require(good.kappa)
        #expect(good.agreement == 0.7 && abs(kappa - 0.4) < 1e-12)
        // SciPy: binomtest(35, 50).proportion_ci(0.95, "wilson").
        #expect(abs(good.agreementLow - 0.5624965) < 1e-6 && abs(good.agreementHigh - 0.8089645) < 1e-6)
        // statsmodels' asymptotic interval is 0.1511 to 0.6489; drawn from 50 questions it is a little wider.
        let (low, high) = (try #require(good.kappaLow), try #require(good.kappaHigh))
        #expect(abs(low - 0.1511) < 0.05 && abs(high - 0.6489) < 0.05 && good.state == .calibrated)
        let few = calibration([(.a, .a, 15), (.b, .b, 14)])
        #expect(few.state == .tooFewVotes && few.kappa == 1 && few.agreement == 1)
        #expect(calibration([(.a, .a, 15), (.b, .b, 15)]).state == .calibrated)
        #expect(calibration([(.a, .a, 20), (.a, .b, 20), (.b, .a, 20), (.b, .b, 20)]).state == .disagrees)
        // Whoever always names the arm that people like is right often, and shows no judgement.
        let constant = calibration([(.a, .a, 36), (.b, .a, 4)])
        #expect(constant.agreement == 0.9 && constant.kappa == 0 && constant.state == .disagrees)
        // Three pairs a question: 20 questions are too few, however many pairs.
        #expect(calibration([(.a, .a, 30), (.b, .b, 30)], perQuestion: 3).state == .tooFewVotes)
    }

    @Test func withoutVotesNothingIsSaid() {
        let none = JudgeCalibration([])
        #expect(none.state == .tooFewVotes && none.pairs == 0 && none.kappa == nil && none.kappaLow == nil)
        #expect(none.agreementLow == 0 && none.agreementHigh == 1)
        let unanimous = calibration([(.a, .a, 40)])
        #expect(unanimous.kappa == nil && unanimous.state == .disagrees)
    }
}
