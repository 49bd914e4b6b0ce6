/// Which row of a list is selected and which one is shown first.
public struct ListPosition: Hashable, Sendable {
    public var selected: Int
    public var offset: Int

    public init(selected: Int = 0, offset: Int = 0) {
        self.selected = selected
        self.offset = offset
    }

    /// Moves the selection and keeps it in view with a row of margin where there is room.
    public mutating func move(_ step: Int, count: Int, height: Int) {
        select(selected.addingReportingOverflow(step).partialValue, count: count, height: height)
    }

    public mutating func select(_ index: Int, count: Int, height: Int) {
        selected = max(0, min(index, count - 1))
        offset = visible(count: count, height: height).lowerBound
    }

    /// The rows in view: as stored, moved as little as needed to hold the selection.
    public func visible(count: Int, height: Int) -> Range<Int> {
        guard count > 0, height > 0 else { return 0..<0 }
        let selected = max(0, min(self.selected, count - 1))
        let margin = height >= 5 ? 1 : 0
        var first = max(0, min(offset, count - height))
        if selected - margin < first { first = max(0, selected - margin) }
        if selected + margin >= first + height { first = min(max(0, count - height), selected + margin - height + 1) }
        return first..<min(count, first + height)
    }
}
