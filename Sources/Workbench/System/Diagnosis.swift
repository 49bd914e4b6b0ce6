import Foundation

/// One line of `assay doctor`.
public struct Check: Codable, Equatable, Sendable {
    public var name: String
    public var passed: Bool
    /// Whether Assay is of no use without it.
    public var essential: Bool
    public var detail: String
}

public enum Diagnosis {
    /// Looks at the machine, the models and, if one is found, the project.
    public static func run(project directory: String?) -> [Check] {
        var checks: [Check] = []
        let store = ModelStore()
        for model in ModelCatalog.all {
            let here = store.isInstalled(model)
            checks.append(
                Check(
                    name: model.name, passed: here, essential: true,
                    detail: here ? store.directory : "missing; fetch it with: assay model fetch"))
        }
        checks.append(program("pdftotext", package: "poppler-utils", reads: "PDF"))
        checks.append(program("pandoc", package: "pandoc", reads: "docx, odt, epub, rst and LaTeX"))
        checks.append(memory())
        checks.append(terminal())
        checks.append(writable("models folder", Directories.models))
        checks.append(writable("log folder", Directories.state))
        checks.append(contentsOf: self.project(directory))
        return checks
    }

    private static func program(_ name: String, package: String, reads formats: String) -> Check {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let path = folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
        return Check(
            name: name, passed: path != nil, essential: false,
            detail: path ?? "missing; documents in \(formats) need it: sudo apt-get install \(package)")
    }

    private static func memory() -> Check {
        let gigabytes = Double(ProcessInfo.processInfo.physicalMemory) / 1e9
        return Check(
            name: "memory", passed: gigabytes >= 4, essential: false,
            detail: String(format: "%.0f GB, %d processors", gigabytes, ProcessInfo.processInfo.activeProcessorCount))
    }

    private static func terminal() -> Check {
        let term = ProcessInfo.processInfo.environment["TERM"] ?? ""
        let locale = ProcessInfo.processInfo.environment.first { ["LC_ALL", "LC_CTYPE", "LANG"].contains($0.key) && !$0.value.isEmpty }
        return Check(
            name: "terminal", passed: !term.isEmpty && term != "dumb", essential: false,
            detail: "TERM=\(term.isEmpty ? "unset" : term), \(locale.map { "\($0.key)=\($0.value)" } ?? "no locale set (C.UTF-8 is used)")")
    }

    private static func writable(_ name: String, _ path: String) -> Check {
        do {
            try Files.makeDirectory(path)
            return Check(name: name, passed: access(path, W_OK) == 0, essential: false, detail: path)
        } catch {
            return Check(name: name, passed: false, essential: false, detail: "\(error)")
        }
    }

    private static func project(_ directory: String?) -> [Check] {
        let project: Project
        do {
            project = try directory.map { try Project(at: $0) } ?? Project.nearest()
        } catch {
            // Being outside of a project is no problem unless one was named.
            return directory == nil ? [] : [Check(name: "project", passed: false, essential: true, detail: "\(error)")]
        }
        var checks = [
            Check(
                name: "project", passed: project.warning == nil, essential: false,
                detail: project.warning ?? "\(project.configuration.name) in \(project.root)")
        ]
        for path in project.configuration.sources + [project.configuration.dataset] + project.configuration.cases {
            let here = Files.exists(project.absolute(path))
            checks.append(Check(name: path, passed: here, essential: false, detail: here ? "here" : "named in assay.toml but not there"))
        }
        return checks
    }
}
