import Dispatch

/// Wall time since its creation, from the monotonic clock.
struct Stopwatch: Sendable {
    private let start = DispatchTime.now().uptimeNanoseconds
    var seconds: Double { Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9 }
    var milliseconds: Double { seconds * 1e3 }
}
