/// Columns × rows of a terminal.
public struct Size: Hashable, Sendable {
    public var width: Int
    public var height: Int

    public init(_ width: Int, _ height: Int) {
        self.width = width
        self.height = height
    }
}

/// A cell's place: `x` columns from the left, `y` rows from the top.
public struct Point: Hashable, Sendable {
    public var x: Int
    public var y: Int

    public init(_ x: Int, _ y: Int) {
        self.x = x
        self.y = y
    }
}

/// A rectangle of cells; never negative in size.
public struct Rect: Hashable, Sendable {
    public var x: Int
    public var y: Int
    public var width: Int
    public var height: Int

    public static let zero = Rect(0, 0, 0, 0)

    public init(_ x: Int, _ y: Int, _ width: Int, _ height: Int) {
        self.x = x
        self.y = y
        self.width = max(0, width)
        self.height = max(0, height)
    }

    public init(_ size: Size) { self.init(0, 0, size.width, size.height) }

    public var maxX: Int { x + width }
    public var maxY: Int { y + height }
    public var isEmpty: Bool { width == 0 || height == 0 }
    public var size: Size { Size(width, height) }

    public func contains(_ point: Point) -> Bool { point.x >= x && point.x < maxX && point.y >= y && point.y < maxY }

    public func intersection(_ other: Rect) -> Rect {
        let left = max(x, other.x)
        let top = max(y, other.y)
        return Rect(left, top, min(maxX, other.maxX) - left, min(maxY, other.maxY) - top)
    }

    public func inset(x dx: Int = 0, y dy: Int = 0) -> Rect { Rect(x + dx, y + dy, width - 2 * dx, height - 2 * dy) }

    /// A rectangle of the given size in the middle, never larger than this one.
    public func centered(_ size: Size) -> Rect {
        let width = min(size.width, self.width)
        let height = min(size.height, self.height)
        return Rect(x + (self.width - width) / 2, y + (self.height - height) / 2, width, height)
    }

    /// Cuts `rows` off the top and returns them; what is left stays.
    public mutating func cutTop(_ rows: Int) -> Rect {
        let rows = max(0, min(rows, height))
        defer {
            y += rows
            height -= rows
        }
        return Rect(x, y, width, rows)
    }

    /// Cuts `rows` off the bottom and returns them; what is left stays.
    public mutating func cutBottom(_ rows: Int) -> Rect {
        let rows = max(0, min(rows, height))
        height -= rows
        return Rect(x, y + height, width, rows)
    }

    /// Cuts `columns` off the left and returns them; what is left stays.
    public mutating func cutLeft(_ columns: Int) -> Rect {
        let columns = max(0, min(columns, width))
        defer {
            x += columns
            width -= columns
        }
        return Rect(x, y, columns, height)
    }

    /// Cuts `columns` off the right and returns them; what is left stays.
    public mutating func cutRight(_ columns: Int) -> Rect {
        let columns = max(0, min(columns, width))
        width -= columns
        return Rect(x + width, y, columns, height)
    }

    /// Equal columns side by side with `gap` empty columns between them; the first ones take what does not divide.
    public func columns(_ count: Int, gap: Int = 0) -> [Rect] {
        guard count > 0 else { return [] }
        let space = max(0, width - gap * (count - 1))
        var left = x
        return (0..<count).map { index in
            let width = space / count + (index < space % count ? 1 : 0)
            defer { left += width + gap }
            return Rect(left, y, width, height).intersection(self)
        }
    }

    /// Equal rows one below the other; the first ones take what does not divide.
    public func rows(_ count: Int) -> [Rect] {
        guard count > 0 else { return [] }
        var top = y
        return (0..<count).map { index in
            let height = height / count + (index < self.height % count ? 1 : 0)
            defer { top += height }
            return Rect(x, top, width, height)
        }
    }
}
