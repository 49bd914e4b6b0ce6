import Foundation

/// A file that a sync should look at.
struct SourceFile: Equatable {
    /// The document's path in the store.
    var path: String
    /// Where to open it.
    var location: String
    var bytes: Int
    /// Nanoseconds since 1970.
    var modified: Int64
}

/// What the sources hold right now.
struct SourceScan {
    /// Sorted by path, each path once.
    var files: [SourceFile] = []
    /// Documents that can be named but not opened: path → why.
    var failed: [String: DocumentFailure] = [:]
    var skipped: [SkippedFile] = []
    var missingSources: [String] = []
    /// Folders that could not be listed: what the store has below them stays.
    var unreadableFolders: [String] = []
}

/// Finds the documents in files and folders: recursive, hidden files and ignored ones left out, loops of links cut.
struct SourceScanner {
    /// Absolute path of the folder that document paths are relative to.
    let root: String
    let limits: DocumentLimits

    init(root: String, limits: DocumentLimits) {
        self.root = Self.standardized(root)
        self.limits = limits
    }

    func scan(_ sources: KnowledgeSources) -> SourceScan {
        var scan = SourceScan()
        var seen = Set<String>()
        var visited = Set<String>()
        for source in sources.paths {
            let location = Self.standardized(source.hasPrefix("/") ? source : root + "/" + source)
            var info = stat()
            guard stat(location, &info) == 0 else {
                let code = errno
                // A dangling link is a document that cannot be read; a name that leads nowhere is a missing source.
                if lstat(location, &info) == 0 {
                    scan.failed[documentPath(of: location)] = .unreadable(linkText(code))
                } else if code == ENOENT || code == ENOTDIR {
                    scan.missingSources.append(source)
                } else {
                    scan.unreadableFolders.append(documentPath(of: location))
                    scan.skipped.append(SkippedFile(path: source, reason: errorText(code)))
                }
                continue
            }
            if info.st_mode & S_IFMT == S_IFDIR {
                walk(location, depth: 0, rules: [], into: &scan, seen: &seen, visited: &visited)
            } else {
                add(location, info, into: &scan, seen: &seen)
            }
        }
        scan.files.removeAll { sources.excluded.contains($0.path) }
        scan.failed = scan.failed.filter { !sources.excluded.contains($0.key) }
        scan.files.sort { $0.path < $1.path }
        scan.skipped.sort { $0.path < $1.path }
        return scan
    }

    /// The store's name for a file.
    func documentPath(of location: String) -> String {
        let location = Self.standardized(location)
        if root == "/" { return String(location.dropFirst()) }
        return location.hasPrefix(root + "/") ? String(location.dropFirst(root.count + 1)) : location
    }

    private func walk(
        _ folder: String, depth: Int, rules: [IgnoreRules], into scan: inout SourceScan, seen: inout Set<String>, visited: inout Set<String>
    ) {
        guard depth <= limits.maximumDepth else {
            scan.skipped.append(SkippedFile(path: documentPath(of: folder), reason: "folders nested too deep"))
            return
        }
        guard let real = realPath(folder), visited.insert(real).inserted else { return }
        let names: [String]
        do {
            names = try Self.names(in: folder)
        } catch {
            scan.unreadableFolders.append(documentPath(of: folder))
            scan.skipped.append(SkippedFile(path: documentPath(of: folder), reason: "\(error)"))
            return
        }
        let own = self.rules(of: folder, names)
        let rules = own.isEmpty ? rules : rules + [own]
        for name in names.sorted() where !name.hasPrefix(".") {
            let location = folder + "/" + name
            var info = stat()
            let code = stat(location, &info) == 0 ? 0 : errno
            if let reason = Self.reasonToLeaveOut(name, in: folder, isFolder: code == 0 && info.st_mode & S_IFMT == S_IFDIR, rules) {
                scan.skipped.append(SkippedFile(path: documentPath(of: location), reason: reason))
            } else if code != 0 {
                guard Self.isSupported(name) else { continue }
                let isThere = lstat(location, &info) == 0
                scan.failed[documentPath(of: location)] = .unreadable(isThere ? linkText(code) : "its name is not UTF-8")
            } else if info.st_mode & S_IFMT == S_IFDIR {
                walk(location, depth: depth + 1, rules: rules, into: &scan, seen: &seen, visited: &visited)
            } else if Self.isSupported(name) {
                add(location, info, into: &scan, seen: &seen)
            } else {
                scan.skipped.append(SkippedFile(path: documentPath(of: location), reason: Self.unsupportedReason(location)))
            }
        }
    }

    private func rules(of folder: String, _ names: [String]) -> IgnoreRules {
        var rules = IgnoreRules(folder: folder)
        for name in IgnoreRules.fileNames where names.contains(name) {
            let path = folder + "/" + name
            // A file that cannot be read leaves nothing out.
            guard let bytes = try? DocumentReader(limits: limits).bytes(of: path) else { continue }
            rules.add(bytes, place: documentPath(of: path))
        }
        return rules
    }

    /// Rules of inner folders come after those of outer ones, and the last that speaks decides.
    private static func reasonToLeaveOut(_ name: String, in folder: String, isFolder: Bool, _ rules: [IgnoreRules]) -> String? {
        for file in rules.reversed() {
            switch file.verdict(on: folder + "/" + name, isFolder: isFolder) {
            case .leftOut(let place)?: return "left out by \(place)"
            case .takenIn?: return nil
            case nil: continue
            }
        }
        return isFolder && BuiltFolders.contains(name, in: folder) ? "a folder of what was built or installed" : nil
    }

    private func add(_ location: String, _ info: stat, into scan: inout SourceScan, seen: inout Set<String>) {
        let path = documentPath(of: location)
        guard seen.insert(path).inserted else { return }
        guard Self.isSupported(path) else {
            scan.skipped.append(SkippedFile(path: path, reason: Self.unsupportedReason(location)))
            return
        }
        guard info.st_mode & S_IFMT == S_IFREG else {
            scan.failed[path] = .notAFile(kindName(info.st_mode))
            return
        }
        let modified = Int64(info.st_mtim.tv_sec) * 1_000_000_000 + Int64(info.st_mtim.tv_nsec)
        scan.files.append(SourceFile(path: path, location: location, bytes: Int(info.st_size), modified: modified))
    }

    private static func isSupported(_ name: String) -> Bool { DocumentFormat(path: name) != nil }

    private static func unsupportedReason(_ location: String) -> String {
        if let kind = FileKind.describe(file: location) { return "is no document: \(kind)" }
        let suffix = fileExtension(of: location)
        return "\(suffix.isEmpty ? "a name without an extension" : ".\(suffix)") is not read; \(DocumentFormat.described) are"
    }

    static func fileExtension(of path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
        return name[name.index(after: dot)...].lowercased()
    }

    /// Resolves `.`, `..` and doubled slashes in the text of the path; links keep their own names.
    static func standardized(_ path: String) -> String {
        let absolute = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        var parts: [Substring] = []
        for part in absolute.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    private static func names(in folder: String) throws(DocumentFailure) -> [String] {
        guard let stream = opendir(folder) else { throw .unreadable(errorText(errno)) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            names.append(name)
        }
        return names
    }

    private func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private func linkText(_ code: Int32) -> String {
        switch code {
        case ENOENT: "the link leads to nothing"
        case ELOOP: "the link leads to itself"
        default: errorText(code)
        }
    }
}
