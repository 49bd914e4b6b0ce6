/// What the user chose about the screen, kept in the state folder between runs.
public struct ScreenPreferences: Sendable {
    private let path: String

    public init(folder: String = Directories.state) { path = folder + "/screen.json" }

    private struct Kept: Codable {
        var theme: String?
    }

    /// The theme kept last; nil when none was, or when the file cannot be read.
    public var theme: String? { (try? JSONFile.read(Kept.self, from: path))?.theme }

    public func keep(theme: String) throws { try JSONFile.write(Kept(theme: theme), to: path) }
}
