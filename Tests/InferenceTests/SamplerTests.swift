import Foundation
import Inference
import Testing

@Suite struct SamplerTests {
    let scores: [Float] = [1, 3, 2, 0, 2.5, -40]

    private func draws(_ parameters: GenerationParameters, count: Int = 4000) -> [Int] {
        var sampler = Sampler(parameters)
        return scores.withUnsafeBufferPointer { logits in (0..<count).map { _ in sampler.pick(logits, best: 1) } }
    }

    @Test func temperatureZeroIsGreedy() {
        #expect(draws(.init(temperature: 0), count: 5) == [1, 1, 1, 1, 1])
    }

    @Test(arguments: [Float(0.5), 1, 2]) func drawsFollowTheTemperature(temperature: Float) {
        let weights = scores.map { exp(Double($0) / Double(temperature)) }
        let sum = weights.reduce(0, +)
        let drawn = draws(.init(temperature: temperature, seed: 3))
        for (id, weight) in weights.enumerated() {
            let share = Double(drawn.filter { $0 == id }.count) / Double(drawn.count)
            // Five standard deviations.
            #expect(abs(share - weight / sum) < 5 * (weight / sum / 4000).squareRoot() + 1e-9)
        }
    }

    @Test func topKKeepsTheLikeliest() {
        #expect(Set(draws(.init(temperature: 2, topK: 2))) == [1, 4])
        #expect(Set(draws(.init(temperature: 2, topK: 1))) == [1])
    }

    @Test func topPKeepsTheFewestThatReachIt() {
        // Probabilities at temperature 1: 0.45, 0.27, 0.17, 0.06, 0.02.
        #expect(Set(draws(.init(temperature: 1, topP: 0.4))) == [1])
        #expect(Set(draws(.init(temperature: 1, topP: 0.6))) == [1, 4])
        #expect(Set(draws(.init(temperature: 1, topP: 0.85))) == [1, 4, 2])
    }

    @Test func minPIsRelativeToTheLikeliest() {
        #expect(Set(draws(.init(temperature: 1, minP: 0.5))) == [1, 4])
        #expect(Set(draws(.init(temperature: 1, minP: 1))) == [1])
    }

    @Test func theRandomNumbersAreTheSameEverywhere() {
        // The first outputs of splitmix64 for the seed 1234567, as its author publishes them.
        var random = CounterRandom(seed: 1_234_567)
        #expect(random.next() == 6_457_827_717_110_365_317)
        #expect(random.next() == 3_203_168_211_198_807_973)
        #expect(random.next() == 9_817_491_932_198_370_423)
    }
}

@Suite struct StopTextsTests {
    private func run(_ stops: [String], _ pieces: [String]) -> (text: [String], rest: String, found: Bool) {
        var texts = StopTexts(stops)
        var result: [String] = []
        for piece in pieces {
            let (text, found) = texts.append(piece)
            result.append(text)
            if found { return (result, "", true) }
        }
        return (result, texts.finish(), false)
    }

    @Test func textThatMayBeginAStopTextIsHeldBack() {
        let (text, rest, found) = run(["END"], ["ab", "cE", "N", "x", "E"])
        #expect(text == ["ab", "c", "", "ENx", ""] && rest == "E" && !found)
    }

    @Test func aStopTextAcrossPiecesIsFound() {
        let (text, _, found) = run(["\n\n", "END"], ["one", "\n", "\ntwo"])
        #expect(text == ["one", "", ""] && found)
    }

    @Test func theEarliestStopTextCounts() {
        #expect(run(["cd", "b"], ["abcd"]).text == ["a"])
    }

    @Test func severalBeginningsAreTried() {
        let (text, _, found) = run(["aab"], ["aaa", "b"])
        #expect(text == ["a", ""] && found)
    }

    @Test func aCharacterIsNeverCut() {
        // Both begin with the byte c3.
        let (text, rest, _) = run(["é!"], ["caf", "é", "è"])
        #expect(text == ["caf", "", "éè"] && rest.isEmpty)
    }
}
