import TerminalCells

/// Something the user can do: one value from which the keys, the hint bar, the help, the palette, clicks on hints and the README's
/// key table all come.
public struct Command: Sendable {
    public enum Availability: Equatable, Sendable {
        case enabled
        /// Shown, but it cannot be done now; the reason.
        case disabled(String)
        /// Makes no sense here.
        case hidden
    }

    /// What could be lost by it.
    public enum Risk: Sendable { case none, asks, ends }

    public var id: CommandID
    /// What it does, as an order.
    public var title: String
    public var keys: [Key]
    public var scope: Scope
    /// The word in the hint bar, which may depend on what is selected; nil keeps it out.
    public var hint: @Sendable (AppState) -> String?
    /// How the hint bar names the keys, where that is not the first one: `←→`.
    public var hintKeys: String?
    /// Lower comes first in the hint bar.
    public var order: Int
    public var risk: Risk
    /// The same on the command line.
    public var twin: String?
    public var availability: @Sendable (AppState) -> Availability
    public var perform: @Sendable (inout AppState) -> [Effect]

    public init(
        _ id: CommandID, _ title: String, _ keys: [Key], _ scope: Scope, hint: String? = nil, order: Int = 50, risk: Risk = .none,
        twin: String? = nil, dynamicHint: (@Sendable (AppState) -> String?)? = nil, hintKeys: String? = nil,
        when availability: @escaping @Sendable (AppState) -> Availability = { _ in .enabled },
        perform: @escaping @Sendable (inout AppState) -> [Effect]
    ) {
        self.id = id
        self.title = title
        self.keys = keys
        self.scope = scope
        self.hint = dynamicHint ?? { _ in hint }
        self.hintKeys = hintKeys
        self.order = order
        self.risk = risk
        self.twin = twin
        self.availability = availability
        self.perform = perform
    }

    public var message: Message { .command(id) }
}
