import Datasets
import Testing

@Suite("Splitting by group")
struct GroupSplitTests {
    private func examples(topics: Int, each: Int) -> [Example] {
        (0..<topics * each).map {
            Example(id: "e\($0)", messages: [.user("Question \($0)?"), .assistant("Answer.")], topic: "topic \($0 / each)", line: $0 + 1)
        }
    }

    private func ids(_ examples: [Example]) -> Set<String> { Set(examples.map(\.id)) }

    @Test(arguments: [3, 4, 7, 20, 200], [0.05, 0.1, 0.3, 0.9])
    func noGroupIsOnBothSidesAndNothingIsLost(topics: Int, share: Double) {
        let all = examples(topics: topics, each: 4)
        for seed in UInt64(0)..<20 {
            let (train, validation) = GroupSplit.split(all, validationShare: share, seed: seed)
            #expect(Set(train.map(\.topic)).isDisjoint(with: validation.map(\.topic)))
            #expect(!train.isEmpty && !validation.isEmpty)
            #expect(train.count + validation.count == all.count)
            #expect(train.map(\.line) == train.map(\.line).sorted())
        }
    }

    @Test func addingExamplesMovesNoneOfThoseThere() {
        let all = examples(topics: 60, each: 3)
        let before = GroupSplit.split(Array(all.prefix(120)), validationShare: 0.2, seed: 7)
        let after = GroupSplit.split(all.reversed(), validationShare: 0.2, seed: 7)
        #expect(ids(after.train).isSuperset(of: ids(before.train)))
        #expect(ids(after.validation).isSuperset(of: ids(before.validation)))
    }

    @Test(arguments: UInt64(0)..<40)
    func growingFromTenGroupsOnMovesNobody(seed: UInt64) {
        // New topics come first, then every old topic grows.
        let all = examples(topics: 60, each: 4)
        let order = all.filter { !$0.line.isMultiple(of: 4) } + all.filter { $0.line.isMultiple(of: 4) }
        var sides: [String: Bool] = [:]
        for count in stride(from: GroupSplit.settledGroups * 3, through: order.count, by: 3) {
            let (train, validation) = GroupSplit.split(Array(order.prefix(count)), validationShare: 0.1, seed: seed)
            var moved: [String] = []
            for (part, isTrain) in [(train, true), (validation, false)] {
                for example in part where sides.updateValue(isTrain, forKey: example.id) == !isTrain { moved.append(example.id) }
            }
            #expect(moved.isEmpty, "\(moved)")
        }
        #expect(sides.count == all.count)
    }

    @Test func theSeedDecides() {
        let all = examples(topics: 40, each: 2)
        let splits = (UInt64(0)..<10).map { ids(GroupSplit.split(all, validationShare: 0.3, seed: $0).validation) }
        #expect(Set(splits).count == 10)
        #expect(ids(GroupSplit.split(all, validationShare: 0.3, seed: 3).validation) == splits[3])
    }

    @Test func theShareIsMetOverManyGroups() {
        let all = examples(topics: 4000, each: 1)
        for share in [0.05, 0.2, 0.5] {
            let count = Double(GroupSplit.split(all, validationShare: share, seed: 1).validation.count)
            // Four standard deviations of a binomial count.
            #expect(abs(count - share * 4000) < 4 * (4000 * share * (1 - share)).squareRoot())
        }
    }

    @Test func theGroupIsTheTopicElseTheDocumentElseTheExample() {
        let turns = [Example(messages: [.user("q"), .assistant("a")], line: 1)][0].messages
        let all = [
            Example(id: "1", messages: turns, topic: "t", document: "d", line: 1),
            Example(id: "2", messages: turns, document: "d", line: 2),
            Example(id: "3", messages: turns, line: 3),
        ]
        #expect(all.map { GroupSplit.name(of: $0, by: .origin) } == ["t", "d", "3"])
    }

    @Test func fewGroupsAreSplitByPromptSoThatTheShareIsNear() {
        for topics in 1...2 {
            let all = examples(topics: topics, each: 200)
            #expect(GroupSplit.grouping(of: all) == .prompt)
            let (train, validation) = GroupSplit.split(all, validationShare: 0.1, seed: 4)
            #expect(abs(Double(validation.count) / Double(all.count) - 0.1) < 0.06)
            #expect(!train.isEmpty)
        }
        #expect(GroupSplit.grouping(of: examples(topics: 3, each: 200)) == .origin)
    }

    @Test func promptsThatReadTheSameStayTogether() {
        let all = (0..<40).flatMap { number in
            ["Question \(number)?", "  question \(number) ", "QUESTION “\(number)”!"].enumerated().map { place, text in
                Example(id: "\(number)-\(place)", messages: [.user(text), .assistant("a")], topic: "one", line: number * 3 + place)
            }
        }
        let (train, validation) = GroupSplit.split(all, validationShare: 0.3, seed: 2)
        #expect(train.count.isMultiple(of: 3) && validation.count.isMultiple(of: 3) && !validation.isEmpty)
    }

    @Test func twoGroupsOfOnePromptAreSplitAsGroups() {
        let all = (0..<6).map {
            Example(id: "\($0)", messages: [.user("Same?"), .assistant("Answer \($0).")], topic: "t\($0 % 2)", line: $0)
        }
        let (train, validation) = GroupSplit.split(all, validationShare: 0.1, seed: 0)
        #expect(Set(train.map(\.topic)).isDisjoint(with: validation.map(\.topic)))
        #expect(train.count == 3 && validation.count == 3)
    }

    @Test(arguments: [0, -1, Double.nan])
    func noShareHoldsNothingBack(share: Double) {
        let all = examples(topics: 5, each: 2)
        #expect(GroupSplit.split(all, validationShare: share, seed: 0).validation.isEmpty)
    }

    @Test func extremesKeepBothSidesUnlessThereIsOnlyOneExample() {
        for share in [1, 2, Double.infinity, 1e-300] {
            let (train, validation) = GroupSplit.split(examples(topics: 5, each: 2), validationShare: share, seed: 0)
            #expect(!train.isEmpty && !validation.isEmpty)
        }
        #expect(GroupSplit.split(examples(topics: 1, each: 1), validationShare: 0.5, seed: 0).train.count == 1)
        #expect(GroupSplit.split([], validationShare: 0.5, seed: 0).train.isEmpty)
    }
}
