/// How fast a sync is now, and how long it will still take, from its last seconds: cached text goes a hundred times faster than new text.
public struct SyncPace: Sendable {
    private struct Sample {
        var seconds: Double
        var passages: Int
        var bytes: Int
    }

    /// Seconds that are looked back on.
    private static let window = 10.0
    /// Nothing is said before this much was seen.
    private static let least = 0.5

    private var samples: [Sample] = []
    private var position = SyncPosition()

    public init() {}

    /// - Parameter seconds: of any clock that does not run backwards.
    public mutating func follow(_ position: SyncPosition, at seconds: Double) {
        self.position = position
        // Ten samples a second at most: what is in between says nothing new.
        if samples.count > 1, seconds - samples[samples.count - 2].seconds < 0.1 { samples.removeLast() }
        samples.append(Sample(seconds: seconds, passages: position.passages, bytes: position.bytesDone))
        let kept = samples.firstIndex { $0.seconds >= seconds - Self.window } ?? 0
        // One sample from before the window stays: the rate is measured from there.
        samples.removeFirst(max(0, kept - 1))
    }

    private var span: (seconds: Double, passages: Int, bytes: Int)? {
        guard let first = samples.first, let last = samples.last, last.seconds - first.seconds >= Self.least else { return nil }
        return (last.seconds - first.seconds, last.passages - first.passages, last.bytes - first.bytes)
    }

    public var passagesPerSecond: Double? { span.map { Double($0.passages) / $0.seconds } }

    /// Nil while nothing moves.
    public var remainingSeconds: Double? {
        guard let span, span.bytes > 0 else { return nil }
        return Double(max(0, position.bytes - position.bytesDone)) * span.seconds / Double(span.bytes)
    }
}
