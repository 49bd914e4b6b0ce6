/// The files and folders that a store is kept in step with.
public struct KnowledgeSources: Sendable, Equatable {
    /// Files, and folders read recursively; absolute, or relative to the store's root. In folders, hidden files
    /// are ignored, and what `.gitignore` and `.assayignore` name.
    public var paths: [String]
    /// Document paths, as `Document.path` gives them, that are left out though a source holds them.
    public var excluded: Set<String>

    public init(paths: [String], excluded: Set<String> = []) {
        self.paths = paths
        self.excluded = excluded
    }
}
