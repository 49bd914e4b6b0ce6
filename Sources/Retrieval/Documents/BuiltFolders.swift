import Foundation

/// Folders of what was built or installed: copies of other people's files, thousands of them. A rule `!name/` takes one in.
enum BuiltFolders {
    private static let always: Set<String> = [
        "node_modules", "bower_components", "__pycache__", "venv", "site-packages", "DerivedData", "Pods",
    ]

    /// Names that mean it only beside one of these files.
    private static let beside: [String: [String]] = [
        "target": ["Cargo.toml", "pom.xml"],
        "build": ["CMakeLists.txt", "build.gradle", "build.gradle.kts", "setup.py", "pyproject.toml", "package.json", "meson.build"],
        "dist": ["package.json", "setup.py", "pyproject.toml"],
    ]

    static func contains(_ name: String, in folder: String) -> Bool {
        if always.contains(name) { return true }
        return beside[name]?.contains { access(folder + "/" + $0, F_OK) == 0 } ?? false
    }
}
