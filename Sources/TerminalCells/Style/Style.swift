/// A colour as a theme names it; the driver turns it into what the terminal can do.
public enum Color: Hashable, Sendable {
    /// The terminal's own foreground or background.
    case terminal
    /// One of the 256 palette entries; the first 16 are the terminal's own.
    case palette(UInt8)
    case rgb(UInt8, UInt8, UInt8)
}

/// How a cell looks besides its colours.
public struct Attributes: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let bold = Attributes(rawValue: 1)
    public static let dim = Attributes(rawValue: 2)
    public static let italic = Attributes(rawValue: 4)
    public static let underline = Attributes(rawValue: 8)
    public static let reverse = Attributes(rawValue: 16)
}

/// What a cell looks like.
public struct Style: Hashable, Sendable {
    public var foreground: Color
    public var background: Color
    public var attributes: Attributes

    public init(foreground: Color = .terminal, background: Color = .terminal, attributes: Attributes = []) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }

    public static let plain = Style()

    /// This style on top of another one: colours that are set win, attributes add up.
    public func over(_ below: Style) -> Style {
        Style(
            foreground: foreground == .terminal ? below.foreground : foreground,
            background: background == .terminal ? below.background : background,
            attributes: attributes.union(below.attributes))
    }
}
