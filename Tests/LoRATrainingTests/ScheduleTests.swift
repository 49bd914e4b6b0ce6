import Compute
import LoRATraining
import Testing

@Suite struct ScheduleTests {
    @Test func warmupRisesInAStraightLine() {
        for schedule in LearningRateSchedule.allCases {
            #expect((0..<4).map { schedule.factor(step: $0, steps: 20, warmup: 4) } == [0.25, 0.5, 0.75, 1])
        }
    }

    @Test func schedulesFallAsTheirNamesSay() {
        let middle = LearningRateSchedule.allCases.map { $0.factor(step: 12, steps: 20, warmup: 4) }
        #expect(middle[0] == 1)
        #expect(middle[1] == 0.5)
        #expect(abs(middle[2] - 0.5) < 1e-12)
        #expect(LearningRateSchedule.linear.factor(step: 20, steps: 20, warmup: 0) == 0)
        #expect(abs(LearningRateSchedule.cosine.factor(step: 20, steps: 20, warmup: 0)) < 1e-12)
        #expect(LearningRateSchedule.cosine.factor(step: 0, steps: 1, warmup: 0) == 1)
    }

    @Test func clippingScalesOnlyWhatIsTooLong() {
        #expect(AdamW.clippingScale(norm: 0.5, limit: 1) == 1)
        #expect(abs(AdamW.clippingScale(norm: 4, limit: 1) - 0.25) < 1e-6)
        #expect(AdamW.clippingScale(norm: 4, limit: nil) == 1)
    }

    @Test func theNormIsThatOfAllNumbers() {
        let values = hashed(200_000, seed: 5, scale: 2)
        #expect(abs(AdamW.norm(FloatBuffer(values)) - norm(values)) < 1e-9 * norm(values))
    }
}

@Suite struct CounterRandomTests {
    @Test func numbersAreAFunctionOfSeedStreamAndCounter() {
        let random = CounterRandom(seed: 7, stream: .order(epoch: 2))
        #expect(random.bits(at: 5) == CounterRandom(seed: 7, stream: .order(epoch: 2)).bits(at: 5))
        let others = [
            random.bits(at: 6), CounterRandom(seed: 8, stream: .order(epoch: 2)).bits(at: 5),
            CounterRandom(seed: 7, stream: .order(epoch: 3)).bits(at: 5),
            CounterRandom(seed: 7, stream: .initialization(tensor: 2)).bits(at: 5),
        ]
        #expect(Set(others + [random.bits(at: 5)]).count == 5)
    }

    @Test func unitsFillTheirRangeEvenly() {
        let random = CounterRandom(seed: 1, stream: .initialization(tensor: 0))
        let values = (0..<10_000).map { random.unit(at: $0) }
        #expect(values.allSatisfy { (0..<1).contains($0) })
        for decile in 0..<10 {
            let share = values.count { Int($0 * 10) == decile }
            #expect((850...1150).contains(share))
        }
    }

    @Test func permutationsHoldEverythingOnce() {
        for count in [0, 1, 2, 100] {
            #expect(CounterRandom(seed: 3, stream: .order(epoch: 0)).permutation(count).sorted() == Array(0..<count))
        }
        let firsts = (0..<600).map { CounterRandom(seed: 3, stream: .order(epoch: $0)).permutation(3)[0] }
        for value in 0..<3 { #expect((150...250).contains(firsts.count { $0 == value })) }
    }
}
