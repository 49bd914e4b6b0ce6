/// What something is on the screen; a theme says how it looks.
///
/// Names are dotted from the general to the particular: a theme that does not name `pane.border.focused` is asked for
/// `pane.border`, then for `pane`.
public struct Role: Hashable, Sendable, ExpressibleByStringLiteral {
    public let name: String
    public init(_ name: String) { self.name = name }
    public init(stringLiteral name: String) { self.name = name }

    /// Ordinary text.
    public static let text: Role = "text"
    /// Text that may be overlooked.
    public static let muted: Role = "text.muted"
    /// Text that must not be overlooked.
    public static let strong: Role = "text.strong"
    public static let heading: Role = "text.heading"
    public static let border: Role = "pane.border"
    public static let focusedBorder: Role = "pane.border.focused"
    public static let title: Role = "pane.title"
    public static let focusedTitle: Role = "pane.title.focused"
    /// The selected row of the list that has the focus.
    public static let selection: Role = "selection"
    /// The selected row of a list without the focus.
    public static let inactiveSelection: Role = "selection.inactive"
    /// Characters that a filter or a search found.
    public static let match: Role = "match"
    public static let key: Role = "hint.key"
    public static let hint: Role = "hint.text"
    public static let popup: Role = "popup"
    public static let popupBorder: Role = "popup.border"
    public static let input: Role = "input"
    public static let placeholder: Role = "input.placeholder"
    public static let tab: Role = "tab"
    public static let activeTab: Role = "tab.active"
    public static let gauge: Role = "gauge"
    public static let gaugeRest: Role = "gauge.rest"
    public static let axis: Role = "chart.axis"
    public static let good: Role = "status.good"
    public static let warning: Role = "status.warning"
    public static let bad: Role = "status.bad"
    public static let info: Role = "status.info"

    /// The n-th series of a chart, from 0.
    public static func series(_ index: Int) -> Role { Role("chart.series.\(index + 1)") }
}
