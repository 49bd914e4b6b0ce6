import Foundation

/// Makes a new project: an empty one with every section explained, or a copy of a sample.
public enum ProjectTemplate {
    /// - Returns: the path of the new project.
    @discardableResult
    public static func create(at directory: String, from sample: String?) throws -> Project {
        let root = URL(fileURLWithPath: directory).standardizedFileURL.path
        let file = root + "/" + Project.fileName
        guard !Files.exists(file) else {
            throw WorkbenchError(.cantWrite, "\(directory) is a project already.", next: "Open it with: assay open \(directory)")
        }
        if let sample {
            try copySample(sample, to: root)
        } else {
            for folder in ["knowledge", "training", "cases"] { try Files.makeDirectory("\(root)/\(folder)") }
            try Files.writeAtomically(Data(emptyConfiguration.utf8), to: file)
        }
        return try Project(at: root)
    }

    /// The sample that the README walks through.
    static let firstSample = "support-desk"

    /// The samples that come with the program, by name, `firstSample` before all others.
    public static func samples() -> [String] {
        guard let folder = sharedFolder("sample-projects") else { return [] }
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { Files.exists("\(folder)/\($0)/\(Project.fileName)") }
            .sorted()
        return names.filter { $0 == firstSample } + names.filter { $0 != firstSample }
    }

    /// What a sample is about, in its own words.
    static func summary(ofSample name: String) -> String? {
        guard let folder = sharedFolder("sample-projects"), let project = try? Project(at: "\(folder)/\(name)") else { return nil }
        return project.configuration.summary
    }

    /// A folder that ships beside the program: in the source tree, or under `share/assay` once installed.
    public static func sharedFolder(_ name: String) -> String? {
        var candidates: [String] = []
        if let executable = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
            var folder = (executable as NSString).deletingLastPathComponent
            candidates.append((folder as NSString).deletingLastPathComponent + "/share/assay/\(name)")
            while folder.count > 1 {
                candidates.append("\(folder)/\(name)")
                folder = (folder as NSString).deletingLastPathComponent
            }
        }
        return candidates.first(where: Files.isDirectory)
    }

    private static func copySample(_ sample: String, to root: String) throws {
        let source: String
        if sample.contains("/"), Files.exists("\(sample)/\(Project.fileName)") {
            source = sample
        } else if let folder = sharedFolder("sample-projects"), Files.exists("\(folder)/\(sample)/\(Project.fileName)") {
            source = "\(folder)/\(sample)"
        } else {
            throw WorkbenchError(
                .notFound, "There is no sample called \(sample).",
                next: "Samples here: \(samples().joined(separator: ", ")).")
        }
        try Files.makeDirectory(root)
        let names = try FileManager.default.contentsOfDirectory(atPath: source).filter { $0 != ".assay" }
        for name in names {
            let target = "\(root)/\(name)"
            guard !Files.exists(target) else {
                throw WorkbenchError(.cantWrite, "\(target) exists already.", next: "Choose an empty folder.")
            }
            do {
                try FileManager.default.copyItem(atPath: "\(source)/\(name)", toPath: target)
            } catch {
                throw WorkbenchError(.cantWrite, "Cannot copy \(name) to \(root): \(Files.reason(error)).")
            }
        }
    }

    private static let emptyConfiguration = """
        # An Assay project. Everything here has a default; change what is yours.

        [project]
        name = "My project"
        # model = "SmolLM2-135M-Instruct"      # a catalog name, or the path of a .gguf file

        [prompt]
        instructions = "Answer the question in one or two sentences."
        maxTokens = 80

        [knowledge]
        sources = ["knowledge"]                 # documents, or folders of them; .gitignore and .assayignore are kept
        passages = 3                            # how many go into a prompt
        contextTokens = 700                     # and how many tokens they may take
        # passageTokens = 160                   # size of a passage, 32 to 256; see one: assay kb preview FILE --size 120
        # overlapTokens = 0                     # how much of a passage the next one repeats, 0 to 32

        [dataset]
        file = "training/examples.jsonl"        # {"messages": [...]} or {"prompt", "completion"}, one a line

        [cases]
        files = ["cases/cases.jsonl"]           # {"id", "question", "facts": [["alias", ...]], ...}, one a line

        # [form]
        # schema = "reply.schema.json"          # what every answer looks like: a JSON schema, or regex = '...'
        # arms = ["prompt", "rag"]              # compared with the form imposed as well: constrained decoding

        [decision]
        bar = 0.5                               # least share of cases an arm must get right
        delta = 0.05                            # arms closer than this count as equal: the cheaper wins
        # anytime = true                        # look as often as you like while adding cases; needs about twice as many

        """
}
