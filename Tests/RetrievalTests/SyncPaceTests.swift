import Retrieval
import Testing

struct SyncPaceTests {
    private func position(_ passages: Int, _ bytes: Int) -> SyncPosition {
        var position = SyncPosition()
        (position.embedded, position.bytesDone, position.bytes) = (passages, bytes, 10_000)
        return position
    }

    @Test func saysNothingBeforeItHasSeenEnough() {
        var pace = SyncPace()
        #expect(pace.passagesPerSecond == nil && pace.remainingSeconds == nil)
        pace.follow(position(0, 0), at: 0)
        pace.follow(position(10, 100), at: 0.2)
        #expect(pace.passagesPerSecond == nil)
        pace.follow(position(50, 500), at: 1)
        #expect(pace.passagesPerSecond == 50 && pace.remainingSeconds == 19)
    }

    @Test func followsTheLastSeconds() throws {
        var pace = SyncPace()
        // Cached text first, a thousand a second; then new text, ten a second.
        for i in 0...10 { pace.follow(position(i * 1_000, i * 100), at: Double(i)) }
        #expect(pace.passagesPerSecond.map { abs($0 - 1_000) < 1 } == true)
        for i in 1...30 { pace.follow(position(10_000 + i * 10, 1_000 + i * 10), at: 10 + Double(i)) }
        #expect(pace.passagesPerSecond.map { abs($0 - 10) < 1 } == true)
        #expect(pace.remainingSeconds.map { abs($0 - 870) < 20 } == true)
    }

    @Test func aStandstillHasNoEnd() {
        var pace = SyncPace()
        for i in 0...30 { pace.follow(position(5, 50), at: Double(i)) }
        #expect(pace.passagesPerSecond == 0 && pace.remainingSeconds == nil)
    }
}
