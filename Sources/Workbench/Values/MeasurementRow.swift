/// The newest result of a measurement, for a list and for reading.
public struct MeasurementRow: Equatable, Sendable {
    public var measurement: MeasurementKind
    /// When it was run: day and minute; nil before the first time.
    public var finished: String?
    /// What came of it in a line, with its interval.
    public var headline: String?
    /// All of it, as the command prints it.
    public var text: String?
    /// Cases, examples, settings or the evaluation have changed since.
    public var isOutdated: Bool

    public init(
        _ measurement: MeasurementKind, finished: String? = nil, headline: String? = nil, text: String? = nil, isOutdated: Bool = false
    ) {
        self.measurement = measurement
        self.finished = finished
        self.headline = headline
        self.text = text
        self.isOutdated = isOutdated
    }
}
