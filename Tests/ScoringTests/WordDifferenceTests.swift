import Scoring
import Testing

struct WordDifferenceTests {
    private func marked(_ answer: String, _ reference: String) -> [String] {
        WordDifference(answer, reference: reference).ranges.map { String(answer[$0]) }
    }

    @Test
    func wordsThatTheReferenceDoesNotHaveAreMarkedInRuns() {
        #expect(marked("The Team plan costs $49 per month.", "The Team plan costs €29 a seat each month.") == ["$49 per"])
        #expect(marked("The Team plan costs €29 a seat each month.", "The Team plan costs $49 per month.") == ["€29 a seat each"])
        #expect(marked("one two three", "four five") == ["one two three"])
        #expect(marked("", "four five").isEmpty)
        #expect(marked("one\ntwo", "") == ["one", "two"], "a run ends with its line")
    }

    @Test
    func theOrderCounts() {
        #expect(marked("plan the costs", "the plan costs") == ["plan"] || marked("plan the costs", "the plan costs") == ["the"])
        let difference = WordDifference("plan the costs", reference: "the plan costs")
        #expect(difference.added == 1 && difference.missing == 1 && difference.words == 3)
    }

    @Test
    func caseAndPunctuationAroundAWordDoNotCount() {
        #expect(marked("The “Team” plan, costs: €29.", "the team plan costs €29").isEmpty)
        #expect(marked("- one", "one") == ["-"])
        #expect(marked("costs [1]", "costs 1.") == ["[1]"], "a citation is no item of a list")
        #expect(marked("12.5", "125") == ["12.5"])
    }

    @Test
    func longTextsAreComparedUpToABound() {
        let long = Array(repeating: "word", count: WordDifference.most).joined(separator: " ") + " beyond"
        let difference = WordDifference(long, reference: "other")
        #expect(difference.isCut)
        #expect(difference.added == WordDifference.most && difference.words == WordDifference.most + 1)
        #expect(difference.ranges.map { long[$0].hasSuffix("beyond") } == [false])
        #expect(!WordDifference("a", reference: "b").isCut)
    }

    /// Against every subsequence of short sequences, which cannot be wrong.
    @Test
    func theSubsequenceIsCommonAndNoneIsLonger() {
        func isSubsequence(_ a: [Int], _ b: [Int]) -> Bool {
            var rest = b[...]
            return a.allSatisfy { element in
                guard let place = rest.firstIndex(of: element) else { return false }
                rest = rest[(place + 1)...]
                return true
            }
        }
        var state: UInt64 = 7
        func random(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        for _ in 0..<400 {
            let a = (0..<random(9)).map { _ in random(3) }
            let b = (0..<random(9)).map { _ in random(3) }
            var best = 0
            for mask in 0..<(1 << a.count) {
                let some: [Int] = a.enumerated().filter { mask & (1 << $0.offset) != 0 }.map(\.element)
                if some.count > best, isSubsequence(some, b) { best = some.count }
            }
            let members = CommonSubsequence.members(of: a, in: b)
            let kept = zip(a, members).filter(\.1).map(\.0)
            #expect(isSubsequence(kept, b), "\(a) \(b)")
            #expect(kept.count == best && CommonSubsequence.length(a, b) == best, "\(a) \(b): \(kept)")
        }
    }
}
