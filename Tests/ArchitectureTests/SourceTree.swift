import Foundation

/// The project's own source files, read as text.
struct SourceTree {
    struct File {
        /// Relative to the project, for example `Sources/Scoring/Arm.swift`.
        var path: String
        var target: String
        var lines: [Substring]
    }

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func files(under folder: String = "Sources", withExtensions extensions: Set<String>) throws -> [File] {
        let base = root.appendingPathComponent(folder)
        let walker = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil)
        var files: [File] = []
        for case let url as URL in walker ?? .init() where extensions.contains(url.pathExtension) {
            let relative = String(url.path.dropFirst(root.path.count + 1))
            let text = try String(contentsOf: url, encoding: .utf8)
            let target = relative.split(separator: "/").dropFirst().first.map(String.init) ?? ""
            files.append(File(path: relative, target: target, lines: text.split(separator: "\n", omittingEmptySubsequences: false)))
        }
        return files
    }
}

extension SourceTree.File {
    /// The modules this Swift file imports, without attributes and access levels.
    var imports: [String] {
        lines.compactMap { line in
            var words = line.split(separator: " ").map(String.init)
            while let first = words.first, first.hasPrefix("@") || ["public", "package", "internal", "private"].contains(first) {
                words.removeFirst()
            }
            guard words.first == "import", words.count >= 2 else { return nil }
            let kinds: Set = ["struct", "class", "enum", "func", "protocol", "typealias", "let", "var"]
            let name = kinds.contains(words[1]) && words.count > 2 ? words[2] : words[1]
            return name.split(separator: ".").first.map(String.init)
        }
    }

    /// Every line with its number and the line above it, comments left out.
    var code: [(number: Int, line: Substring, above: Substring)] {
        lines.indices.compactMap { i in
            let trimmed = lines[i].drop { $0 == " " }
            guard !trimmed.hasPrefix("//") else { return nil }
            return (i + 1, lines[i], i > 0 ? lines[i - 1] : "")
        }
    }
}
