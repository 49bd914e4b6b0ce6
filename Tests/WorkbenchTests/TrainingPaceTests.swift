import Testing
import Workbench

@Suite struct TrainingPaceTests {
    @Test func theRateIsThatOfTheStepsAndTheTimeLeftCountsValidationsToo() {
        var pace = TrainingPace(isResumed: false)
        #expect(pace.tokensPerSecond == 0 && pace.seconds(steps: 4, validations: 1) == nil)
        pace.validation(seconds: 5)
        pace.afterValidation(seconds: 1)
        pace.step(seconds: 2, tokens: 100)
        pace.step(seconds: 2, tokens: 260)
        #expect(pace.tokensPerSecond == 65)
        #expect(pace.seconds(steps: 10, validations: 2) == 32, "ten steps of 2 s, two validations of 6 s")
    }

    @Test func theFirstStepAfterAResumeIsNotCounted() {
        var pace = TrainingPace(isResumed: true)
        pace.step(seconds: 30, tokens: 10_000)
        #expect(pace.tokensPerSecond == 0 && pace.seconds(steps: 1, validations: 0) == nil)
        pace.step(seconds: 2, tokens: 10_100)
        #expect(pace.tokensPerSecond == 50 && pace.seconds(steps: 3, validations: 1) == 6)
    }
}
