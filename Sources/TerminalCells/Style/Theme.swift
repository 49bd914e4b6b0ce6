/// Styles by role.
public struct Theme: Hashable, Sendable {
    public var name: String
    public var styles: [String: Style]

    public init(name: String, styles: [String: Style]) {
        self.name = name
        self.styles = styles
    }

    /// The style of the role, or of the nearest role above it, or plain.
    public func style(_ role: Role) -> Style {
        if let style = styles[role.name] { return style }
        var name = role.name[...]
        while let dot = name.lastIndex(of: ".") {
            name = name[..<dot]
            if let style = styles[String(name)] { return style }
        }
        return .plain
    }
}
