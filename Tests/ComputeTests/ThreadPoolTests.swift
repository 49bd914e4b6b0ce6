import Compute
import Foundation
import Synchronization
import Testing

@Suite struct ThreadPoolTests {
    @Test(arguments: [1, 2, 5]) func everyChunkRunsExactlyOnce(threads: Int) {
        let pool = ThreadPool(threads: threads)
        for chunks in [0, 1, 2, 3, 17, 1000] {
            let counts = (0..<chunks).map { _ in Counter() }
            pool.run(chunks: chunks) { counts[$0].add() }
            #expect(counts.allSatisfy { $0.value == 1 })
        }
    }

    @Test func manyShortRegionsAllComplete() {
        let pool = ThreadPool(threads: 3)
        var values = [Int](repeating: 0, count: 8)
        values.withUnsafeMutableBufferPointer { buffer in
            let base = buffer.baseAddress!
            for _ in 0..<20_000 { pool.run(chunks: 8) { base[$0] += $0 } }
        }
        #expect(values == (0..<8).map { $0 * 20_000 })
    }

    @Test func concurrentCallersQueue() {
        let pool = ThreadPool(threads: 2)
        let total = Counter()
        let group = DispatchGroup()
        for _ in 0..<4 {
            DispatchQueue.global().async(group: group) {
                for _ in 0..<500 { pool.run(chunks: 5) { _ in total.add() } }
            }
        }
        group.wait()
        #expect(total.value == 4 * 500 * 5)
    }

    @Test func aRegionInsideOfAChunkRunsThere() {
        let total = Counter()
        ThreadPool.shared.run(chunks: 4) { _ in
            ThreadPool.shared.run(chunks: 3) { _ in total.add() }
        }
        #expect(total.value == 12)
    }

    @Test func aLimitOfOneKeepsWorkOnTheCaller() {
        let pool = ThreadPool(threads: 4)
        pool.limit = 1
        let here = pthread_self()
        let elsewhere = Counter()
        pool.run(chunks: 64) { _ in if pthread_equal(here, pthread_self()) == 0 { elsewhere.add() } }
        #expect(pool.limit == 1)
        #expect(elsewhere.value == 0)
    }

    @Test func aThreadThatHoldsUpItsRegionsIsLeftOutForAWhileAndThenTriedAgain() {
        let pool = ThreadPool(threads: 2)
        let here = pthread_self()
        let elsewhere = Counter()
        func run(_ regions: Int, otherTakes microseconds: UInt32) {
            for _ in 0..<regions {
                pool.run(chunks: 2) { _ in
                    guard pthread_equal(here, pthread_self()) == 0 else { return }
                    elsewhere.add()
                    usleep(microseconds)
                }
            }
        }
        run(200, otherTakes: 3000)
        #expect(elsewhere.value < 50)

        let before = elsewhere.value
        let deadline = Date() + 20
        while elsewhere.value == before, Date() < deadline { run(100, otherTakes: 0) }
        #expect(elsewhere.value > before)
    }

    @Test func piecesCoverTheRange() {
        let covered = (0..<103).map { _ in Counter() }
        ThreadPool.shared.run(count: 103, by: 10) { for i in $0 { covered[i].add() } }
        #expect(covered.allSatisfy { $0.value == 1 })
    }
}

private final class Counter: Sendable {
    private let count = Atomic<Int>(0)
    var value: Int { count.load(ordering: .relaxed) }
    func add() { count.wrappingAdd(1, ordering: .relaxed) }
}
