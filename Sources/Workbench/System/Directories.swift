import Foundation

/// Where things live outside a project, following the XDG base directory specification.
public enum Directories {
    /// Models and other fetched data.
    public static var data: String { base("XDG_DATA_HOME", ".local/share") }
    /// The user's configuration and themes.
    public static var configuration: String { base("XDG_CONFIG_HOME", ".config") }
    /// Logs, and the list of recent projects.
    public static var state: String { base("XDG_STATE_HOME", ".local/state") }
    /// Model files; `ASSAY_MODELS` overrides.
    public static var models: String {
        environment("ASSAY_MODELS") ?? data + "/models"
    }
    /// Wheels as pip downloaded them, kept so that a second fetch needs no network.
    public static var downloads: String { data + "/downloads" }
    public static var log: String { state + "/assay.log" }

    private static func base(_ variable: String, _ fallback: String) -> String {
        if let value = environment(variable), value.hasPrefix("/") { return value + "/assay" }
        return NSHomeDirectory() + "/" + fallback + "/assay"
    }

    private static func environment(_ name: String) -> String? {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else { return nil }
        return value
    }
}
