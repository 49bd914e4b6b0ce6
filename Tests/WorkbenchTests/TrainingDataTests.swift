import Datasets
import Testing
import Tokenization
import Workbench

/// What `rag+lora` is trained on.
@Suite struct TrainingDataTests {
    @Test func aVersionHoldsTheOracleAndCitesItOrRefuses() throws {
        let small = try SmallProject()
        _ = try small.session.sync()
        let quote = "The Heron plan costs 37 euros a month."
        let example = Example(
            id: "heron", messages: [.user("What does the Heron plan cost?"), .assistant("It costs 37 euros.\nTopic: Plans")],
            document: "knowledge/prices.md", quote: quote, line: 1)
        let versions = try small.session.trainingConversations(example, withContext: true, versions: 40)
        #expect(versions.count == 40)
        var answered = 0
        for conversation in versions {
            let (prompt, completion) = (conversation[conversation.count - 2].content, try #require(conversation.last).content)
            #expect(conversation.map(\.role) == [.system, .user, .assistant] && prompt.contains("What does the Heron plan cost?"))
            if prompt.contains(quote) {
                answered += 1
                #expect(completion == "It costs 37 euros. [1]\nTopic: Plans")
            } else {
                #expect(completion == "I could not find that in the documents.\nTopic: Plans")
            }
        }
        #expect((33..<40).contains(answered), "about one in sixteen goes without its oracle: \(40 - answered) of 40")
        #expect(try small.session.trainingConversations(example, withContext: true, versions: 2) == Array(versions.prefix(2)))
        func last(_ completion: String) throws -> String? {
            let json = Example(
                id: "json", messages: [.user("What does the Heron plan cost?"), .assistant(completion)], document: "knowledge/prices.md",
                quote: quote, line: 1)
            return try small.session.trainingConversations(json, withContext: true).first?.last?.content
        }
        #expect(try last(#"{"euros": 37}"#) == #"{"euros": 37}"#, "what a program reads holds no marker")
        #expect(try small.session.trainingConversations(example, withContext: false).map { $0.last?.content } == [example.completion])
    }

    @Test func aRefusalKeepsOnlyWhatTheDatasetsOwnRefusalsKeep() {
        func shape(_ completions: String...) -> RefusalShape {
            RefusalShape(completions.map { Example(id: "", messages: [.user("?"), .assistant($0)], line: 1) })
        }
        let refusal = "I could not find that in the documents."
        let answer = "Brackley Mug\nIt holds 0.35 litres.\nTopic: Mugs"
        #expect(shape("It costs 37 euros.\nTopic: Plans").refusal(of: answer) == "\(refusal)\nTopic: Mugs")
        #expect(shape("\(refusal)\nTopic: Plans").refusal(of: answer) == "\(refusal)\nTopic: Mugs")
        #expect(shape(refusal, "It costs 37 euros.\nTopic: Plans").refusal(of: answer) == refusal)
        #expect(shape().refusal(of: "One line.") == refusal)
    }
}
