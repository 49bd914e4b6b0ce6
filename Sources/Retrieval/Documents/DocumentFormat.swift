/// How a document is read, told by its name.
enum DocumentFormat: Equatable {
    case markdown
    case text
    case html
    case pdf
    case code
    /// nil: the separator is told from the file.
    case delimited(separator: UInt8?)
    case json
    case jsonLines
    /// pandoc's name of the format.
    case pandoc(String)

    init?(path: String) {
        let suffix = SourceScanner.fileExtension(of: path)
        if let format = Self.byExtension[suffix] {
            self = format
        } else if Self.codeExtensions.contains(suffix) {
            self = .code
        } else if Self.settingsExtensions.contains(suffix) {
            self = .text
        } else if let name = path.split(separator: "/").last, Self.textNames.contains(name.uppercased()) {
            self = .text
        } else {
            return nil
        }
    }

    /// Whether the file is a container, most of which is not text: larger ones are taken in.
    var isContainer: Bool {
        switch self {
        case .pdf: true
        case .pandoc(let name): ["docx", "odt", "epub"].contains(name)
        default: false
        }
    }

    static let described =
        "Markdown, text, HTML, PDF, source code, CSV, JSON, and through pandoc docx, odt, epub, rst and LaTeX"

    private static let byExtension: [String: DocumentFormat] = [
        "md": .markdown, "markdown": .markdown, "mdown": .markdown, "mkd": .markdown,
        "txt": .text, "text": .text, "log": .text,
        "html": .html, "htm": .html, "xhtml": .html,
        "pdf": .pdf,
        "csv": .delimited(separator: nil), "tsv": .delimited(separator: UInt8(ascii: "\t")),
        "tab": .delimited(separator: UInt8(ascii: "\t")),
        "json": .json, "jsonl": .jsonLines, "ndjson": .jsonLines,
        "docx": .pandoc("docx"), "odt": .pandoc("odt"), "epub": .pandoc("epub"), "rst": .pandoc("rst"), "tex": .pandoc("latex"),
        "latex": .pandoc("latex"), "rtf": .pandoc("rtf"), "org": .pandoc("org"),
    ]

    private static let codeExtensions: Set<String> = [
        "bash", "c", "cc", "clj", "cpp", "cs", "cu", "cxx", "d", "dart", "el", "erl", "ex", "exs", "f90", "go", "gradle", "groovy", "h",
        "hh",
        "hpp", "hs", "hxx", "java", "jl", "js", "jsx", "kt", "kts", "lua", "m", "mjs", "ml", "mm", "nim", "php", "pl", "pm", "proto", "ps1",
        "py", "pyi", "r", "rb", "rs", "scala", "sh", "sql", "swift", "tcl", "ts", "tsx", "v", "vhd", "vue", "zig", "zsh",
    ]

    private static let settingsExtensions: Set<String> = ["cfg", "conf", "ini", "properties", "toml", "yaml", "yml"]

    /// Names of files that carry no extension by custom, in capitals as they are compared; TODO is such a name, not work left open.
    private static let textNames: Set<String> = [
        "AUTHORS", "CHANGELOG", "CHANGES", "CONTRIBUTING", "COPYING", "DOCKERFILE", "FAQ", "HISTORY", "INSTALL", "LICENCE", "LICENSE",
        "MAKEFILE", "NEWS", "NOTICE", "README", "THANKS", "TODO",
    ]
}
