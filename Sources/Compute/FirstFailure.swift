import COneDNN
import Synchronization

/// Collects the first bad status of many chunks, so that one error is thrown after all have ended.
final class FirstFailure: Sendable {
    private let status = Atomic<Int32>(0)

    func record(_ new: Int32) {
        guard new != 0 else { return }
        _ = status.compareExchange(expected: 0, desired: new, ordering: .relaxed)
    }

    func check(_ operation: String) throws {
        let failed = status.load(ordering: .relaxed)
        guard failed == 0 else {
            throw ComputeError.productFailed(operation: operation, reason: String(cString: conednn_status_words(failed)))
        }
    }
}
