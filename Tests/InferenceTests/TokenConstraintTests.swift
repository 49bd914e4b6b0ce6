import Foundation
import Inference
import Testing

@Suite struct TokenConstraintTests {
    private func constraint(_ regex: String) throws -> TokenConstraint {
        try TokenConstraint(Automaton(regex: regex), vocabulary: TestVocabulary.shared)
    }

    private func pick(
        _ constraint: TokenConstraint, _ favourites: [String: Float], in state: TokenConstraint.State? = nil, remaining: Int = 100,
        end: Float = -1
    ) throws -> [UInt8]? {
        let scores = TestVocabulary.tokens.enumerated().map { id, bytes in
            id == TestVocabulary.end ? end : favourites[String(decoding: bytes, as: UTF8.self)] ?? 0
        }
        let best = scores.indices.max { scores[$0] < scores[$1] }!
        return try scores.withUnsafeBufferPointer {
            try constraint.pick(scores: $0, best: best, in: state ?? constraint.start, remaining: remaining)
        }.map { TestVocabulary.tokens[$0] }
    }

    @Test func theAllowedTokensAreThoseThatCanBeCompleted() throws {
        for regex in ["(ab|aa)*", #"\{"name": "[^"]*", "age": \d+\}"#, "[ü日😀]{2,}", "(a|b)*a(a|b){3}"] {
            let automaton = try Automaton(regex: regex)
            let constraint = try self.constraint(regex)
            var (state, text) = (constraint.start, [UInt8]())
            for seed in 0..<8 as Range<UInt64> {
                let allowed = try constraint.allowed(state)
                var ids: [Int] = []
                allowed.forEach { ids.append($0) }
                for (id, bytes) in TestVocabulary.tokens.enumerated() {
                    guard id != TestVocabulary.end, !bytes.isEmpty else { continue }
                    let next = try constraint.next(state, token: id)
                    #expect(allowed.contains(id) == (next != nil))
                    // No state is dead, and no completion is longer than told.
                    guard let next else { continue }
                    let rest = try constraint.shortestCompletion(next)
                    #expect(rest.count == constraint.bytesToEnd(next) && automaton.matches(text + bytes + rest))
                }
                #expect(allowed.contains(TestVocabulary.end) == automaton.matches(text))
                #expect(constraint.isAccepting(state) == automaton.matches(text))
                #expect(!allowed.contains(TestVocabulary.special) && !allowed.contains(-1) && !allowed.contains(100_000))
                #expect(ids == ids.sorted() && ids.count == allowed.count && ids.allSatisfy(allowed.contains))
                var random = TestRandom(seed)
                guard let id = ids.filter({ $0 != TestVocabulary.end }).randomElement(using: &random) else { break }
                text += TestVocabulary.tokens[id]
                state = try #require(try constraint.next(state, token: id))
            }
        }
    }

    @Test(arguments: ConstraintPatternTests.patterns) func everyAnswerMatchesThePattern(pattern: String) throws {
        let automaton = try Automaton(regex: pattern)
        let constraint = try constraint(pattern)
        for seed in 0..<10 as Range<UInt64> {
            let budget = constraint.minimumLength + [0, 1, 3, 10, 60][Int(seed % 5)]
            let walk = try ConstraintWalk(constraint, seed: seed, budget: budget)
            #expect(walk.hasEnded && walk.tokens.count <= budget && automaton.matches(walk.bytes) && walk.text != nil)
        }
    }

    @Test func aBudgetBelowTheShortestAnswerIsUsedForLongTokens() throws {
        let constraint = try constraint("tru|name!|2024: false")
        #expect(constraint.minimumLength == 3)
        // The shortest is “tru”; nothing else of it is in the vocabulary but its bytes.
        #expect(try ConstraintWalk(constraint, seed: 1, budget: 2).bytes == Array("tr".utf8))
        let name = try self.constraint("name: true")
        // name, :, space, true.
        let walk = try ConstraintWalk(name, seed: 1, budget: 4)
        #expect(walk.hasEnded && walk.bytes == Array("name: true".utf8))
        #expect(try !ConstraintWalk(name, seed: 1, budget: 3).hasEnded)
    }

    @Test func theBestTokenIsTakenWhenItIsAllowed() throws {
        let constraint = try constraint("(the|a+)b*")
        #expect(try pick(constraint, ["aa": 5, "a": 4]) == Array("aa".utf8))
        #expect(try pick(constraint, ["x": 9, "a": 4, "aa": 3]) == Array("a".utf8))
        // Among equals the lowest id.
        let (a, t) = (TestVocabulary.tokens.firstIndex(of: Array("a".utf8))!, TestVocabulary.tokens.firstIndex(of: Array("t".utf8))!)
        #expect(try pick(constraint, ["x": 9, "a": 4, "t": 4]) == TestVocabulary.tokens[min(a, t)])
    }

    @Test func theEndIsTakenWhenItIsBestOrAllThereIs() throws {
        let constraint = try constraint("a{1,2}")
        let one = try #require(try constraint.next(constraint.start, text: "a"))
        let two = try #require(try constraint.next(one, text: "a"))
        #expect(try pick(constraint, [:], end: 9) == Array("a".utf8))
        #expect(try pick(constraint, [:], in: one, end: 9)?.isEmpty == true)
        #expect(try pick(constraint, [:], in: one, end: -9) == Array("a".utf8))
        #expect(try pick(constraint, [:], in: one, remaining: 0, end: -9)?.isEmpty == true)
        #expect(try pick(constraint, ["a": 5], in: two, end: -9)?.isEmpty == true)
        #expect(try constraint.next(one, token: TestVocabulary.end) == nil)
        #expect(try pick(constraint, [:], remaining: 0) == nil)
    }

    @Test func aChoiceThatCannotBeCompletedInTimeIsNotMade() throws {
        let constraint = try constraint("no|yes, of course")
        #expect(try pick(constraint, ["y": 5], remaining: 14) == Array("y".utf8))
        #expect(try pick(constraint, ["y": 5], remaining: 13) == Array("n".utf8))
    }

    @Test func theShortestCompletionIsTheSmallest() throws {
        for (regex, completion) in [("c|b|ddd", "b"), ("zz|yzz|za", "za"), ("x*", ""), ("[é-ü]{2}", "éé"), ("a{5,}", "aaaaa")] {
            let constraint = try constraint(regex)
            #expect(try constraint.shortestCompletion(constraint.start) == Array(completion.utf8))
            #expect(constraint.minimumLength == completion.utf8.count)
        }
    }

    @Test func aCharacterMayBeSplitOverTokens() throws {
        let constraint = try constraint("日😀")
        var state = constraint.start
        for (i, byte) in Array("日😀".utf8).enumerated() {
            #expect(constraint.bytesToEnd(state) == 7 - i)
            let allowed = try constraint.allowed(state)
            let id = TestVocabulary.tokens.firstIndex(of: [byte])!
            let single = TestVocabulary.tokens.indices.filter { allowed.contains($0) && TestVocabulary.tokens[$0].count == 1 }
            #expect(single == [id])
            state = try #require(try constraint.next(state, token: id))
        }
        #expect(constraint.isAccepting(state))
    }

    @Test func whatWasComputedBeforeChangesNothing() throws {
        let schema = try #require(ConstraintSchemaTests.forms.last).schema
        let used = try TokenConstraint(Automaton(jsonSchema: schema), vocabulary: TestVocabulary.shared)
        let walks = try (0..<6).map { try ConstraintWalk(used, seed: $0, budget: 90) }
        for seed in (0..<6).reversed() as ReversedCollection<Range<Int>> {
            let fresh = try TokenConstraint(Automaton(jsonSchema: schema), vocabulary: TestVocabulary.shared)
            #expect(try ConstraintWalk(fresh, seed: UInt64(seed), budget: 90) == walks[seed])
            #expect(try ConstraintWalk(used, seed: UInt64(seed), budget: 90) == walks[seed])
        }
    }

    @Test func severalAnswersMayBeWrittenAtOnce() async throws {
        let constraint = try constraint(#"(\w+ )*(name|true)"#)
        let alone = try (0..<4).map { try ConstraintWalk(constraint, seed: $0, budget: 40) }
        let shared = try self.constraint(#"(\w+ )*(name|true)"#)
        try await withThrowingTaskGroup(of: (Int, ConstraintWalk).self) { group in
            for i in 0..<4 { group.addTask { (i, try ConstraintWalk(shared, seed: UInt64(i), budget: 40)) } }
            for try await (i, walk) in group { #expect(walk == alone[i]) }
        }
    }

    @Test func aVocabularyWithoutANeededByteIsAnError() throws {
        let vocabulary = TokenVocabulary(tokens: [[], [0x61], [0x61, 0x62], [0x63]], endTokens: [0])
        #expect(throws: ConstraintError.missingByteToken(0x62)) { try TokenConstraint(Automaton(regex: "ab"), vocabulary: vocabulary) }
        let constraint = try TokenConstraint(Automaton(regex: "a+c"), vocabulary: vocabulary)
        #expect(try constraint.allowed(constraint.start).count == 1)
    }

    @Test func answersDoWithoutBytesThatAreNoTokens() throws {
        let vocabulary = TokenVocabulary(tokens: [[], [0x61], [0x61, 0x62], [0x63]], endTokens: [0])
        let constraint = try TokenConstraint(Automaton(regex: "[abc]+c|b"), vocabulary: vocabulary)
        var ids: [Int] = []
        try constraint.allowed(constraint.start).forEach { ids.append($0) }
        #expect(ids == [1, 3])
        #expect(constraint.minimumLength == 2)
    }

    @Test func endTokensAreNoTextAndMayBeMissing() throws {
        let vocabulary = TokenVocabulary(tokens: [[0x61], [0x61]], endTokens: [1])
        let constraint = try TokenConstraint(Automaton(regex: "a*"), vocabulary: vocabulary)
        #expect(try constraint.next(constraint.start, token: 1) == nil && constraint.allowed(constraint.start).count == 2)
        let endless = try TokenConstraint(Automaton(regex: "a"), vocabulary: TokenVocabulary(tokens: [[0x61]], endTokens: []))
        let complete = try #require(try endless.next(endless.start, token: 0))
        let scores: [Float] = [1, 5]
        // There may be more scores than tokens.
        let picks = try scores.withUnsafeBufferPointer { scores in
            try [endless.start, complete].map { try endless.pick(scores: scores, best: 1, in: $0, remaining: 3) }
        }
        #expect(picks == [0, nil])
    }
}
