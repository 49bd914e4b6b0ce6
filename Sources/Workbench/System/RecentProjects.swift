import Foundation

/// The projects opened lately, kept in the user's state folder, newest first.
public struct RecentProjects: Sendable {
    private static let most = 20
    private let path: String

    public init(folder: String = Directories.state) { path = folder + "/recent.json" }

    private struct Entry: Codable {
        var path: String
        /// Seconds since 1970.
        var opened: Double
    }

    /// Those that are still there.
    public func all(now: Double = Date().timeIntervalSince1970) -> [ProjectChoice] {
        entries().compactMap { entry in
            guard let project = try? Project(at: entry.path) else { return nil }
            return ProjectChoice(
                kind: .recent(secondsAgo: max(0, now - entry.opened)), name: project.configuration.name, path: project.root,
                summary: project.configuration.summary)
        }
    }

    /// Puts a project in front. A list that cannot be written is no reason not to open the project.
    public func note(_ project: Project, now: Double = Date().timeIntervalSince1970) {
        let others = entries().filter { $0.path != project.root }
        try? JSONFile.write(Array(([Entry(path: project.root, opened: now)] + others).prefix(Self.most)), to: path)
    }

    /// Leaves the project in this folder out.
    public func forget(_ path: String) throws { try JSONFile.write(entries().filter { $0.path != path }, to: self.path) }

    /// Puts back what was left out, where it was.
    public func restore(_ choice: ProjectChoice, now: Double = Date().timeIntervalSince1970) throws {
        guard case .recent(let seconds) = choice.kind else { return }
        let all = entries().filter { $0.path != choice.path } + [Entry(path: choice.path, opened: now - seconds)]
        try JSONFile.write(Array(all.sorted { $0.opened > $1.opened }.prefix(Self.most)), to: path)
    }

    private func entries() -> [Entry] { (try? JSONFile.read([Entry].self, from: path)) ?? [] }
}

/// A project that can be opened, or made.
public struct ProjectChoice: Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
        case recent(secondsAgo: Double)
        /// To be copied.
        case sample
        /// To be made.
        case empty
    }

    public var kind: Kind
    /// Whether it was opened lately.
    public var isRecent: Bool { if case .recent = kind { true } else { false } }
    public var name: String
    /// Of a recent one, its folder; of the others, the folder that is proposed for it.
    public var path: String
    public var summary: String

    public init(kind: Kind, name: String, path: String, summary: String) {
        self.kind = kind
        self.name = name
        self.path = path
        self.summary = summary
    }

    /// What there is to choose from in a folder that is no project.
    public static func all(
        in folder: String = FileManager.default.currentDirectoryPath, recent: RecentProjects = RecentProjects()
    ) -> [ProjectChoice] {
        let samples = ProjectTemplate.samples().map { name in
            ProjectChoice(
                kind: .sample, name: name, path: free("\(folder)/\(name)"), summary: ProjectTemplate.summary(ofSample: name) ?? "")
        }
        let empty = ProjectChoice(
            kind: .empty, name: "an empty project", path: free("\(folder)/my-project"),
            summary: "Every setting explained in its assay.toml.")
        return recent.all() + samples + [empty]
    }

    /// The name, or the name with a number behind it where there is such a folder already.
    private static func free(_ path: String) -> String {
        guard Files.exists(path) else { return path }
        return (2...).lazy.map { "\(path)-\($0)" }.first { !Files.exists($0) } ?? path
    }
}
