import ArgumentParser
import Foundation
import Workbench

struct KnowledgeBase: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kb", abstract: "Documents in, passages and hits out.",
        subcommands: [
            Add.self, Sync.self, List.self, Show.self, Preview.self, Remove.self, Stats.self, History.self, Check.self, Rebuild.self,
            Search.self, Context.self,
        ])

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add files or folders to the knowledge base, and sync.")
        @Argument(
            help: "Files or folders: Markdown, text, HTML, PDF, source code, CSV, JSON; docx, odt, epub, rst and LaTeX through pandoc.")
        var paths: [String]
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let session = try project.open()
            try session.addSources(paths)
            try KnowledgeBase.sync(session, output)
        }
    }

    struct Sync: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Bring the store up to date with the files.")
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws { try KnowledgeBase.sync(try project.open(), output) }
    }

    static func sync(_ session: ProjectSession, _ output: OutputOptions) throws {
        let summary = try output.following { try session.sync(progress: $0) }
        if output.json { try Console.writeJSON(summary) } else { Console.write(summary.text) }
        for repair in summary.repairs { Console.note("Repaired: \(repair).") }
        for failure in summary.failed { Console.complain("\(failure.path): \(failure.reason)") }
        if summary.stopped { throw WorkbenchError(.failed, "The sync was stopped.", next: "What was done is kept; run it again to go on.") }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The documents and their state.")
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        private struct Row: Encodable {
            var path: String
            var title: String
            var status: String
            var reason: String?
            var passages: Int
            var bytes: Int
        }

        func run() throws {
            let rows = try project.open().documents().map {
                Row(
                    path: $0.path, title: $0.title, status: $0.status.word, reason: $0.status.reason, passages: $0.passages, bytes: $0.bytes
                )
            }
            if output.json { return try Console.writeJSON(["documents": rows]) }
            if rows.isEmpty { Console.note("No documents yet. Add some with: assay kb add PATH") }
            for row in rows {
                Console.write("\(row.status)\t\(row.passages)\t\(row.path)" + (row.reason.map { "\t\($0)" } ?? ""))
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The passages of one document.")
        @Argument(help: "The document's path as `kb list` prints it.")
        var document: String
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        private struct Row: Encodable {
            var passage: Int64
            var heading: String
            var page: Int?
            var row: Int?
            var start: Int
            var end: Int
            var tokens: Int
            var text: String

            init(_ passage: PassageRow) {
                self.passage = passage.id
                heading = passage.heading
                page = passage.page
                row = passage.row
                start = passage.start
                end = passage.end
                tokens = passage.tokens
                text = passage.text
            }

            var place: String {
                [page.map { "page \($0)" }, row.map { "row \($0)" }, "bytes \(start)–\(end)", "\(tokens) tokens"].compactMap { $0 }
                    .joined(separator: ", ")
            }
        }

        func run() throws { try Self.write(try project.open().passages(of: document), output) }

        static func write(_ passages: [PassageRow], _ output: OutputOptions) throws {
            let rows = passages.map(Row.init)
            if output.json { return try Console.writeJSON(["passages": rows]) }
            for row in rows { Console.write("[\(row.passage)] \(row.heading)  \(row.place)\n\(row.text)\n") }
        }
    }

    struct Preview: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The passages that a file would give; nothing is taken in.")
        @Argument(help: "A document.")
        var path: String
        @Option(help: "Word pieces of a passage, 32 to 256; knowledge.passageTokens of assay.toml unless it is given.")
        var size: Int?
        @Option(help: "Word pieces of a passage's end that the next one repeats, 0 to 32; knowledge.overlapTokens unless it is given.")
        var overlap: Int?
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if let size, !(32...256).contains(size) { throw ValidationError("--size must be 32 to 256.") }
            if let overlap, !(0...32).contains(overlap) { throw ValidationError("--overlap must be 0 to 32.") }
        }

        func run() throws {
            let passages = try PassagePreview.passages(of: path, size: size, overlap: overlap, project: try project.ifAny())
            try Show.write(passages, output)
            let tokens = passages.map(\.tokens)
            guard !output.json else { return }
            Console.note(
                passages.isEmpty
                    ? "No text in it."
                    : "\(passages.count) passages of \(tokens.min() ?? 0) to \(tokens.max() ?? 0) tokens, \(tokens.reduce(0, +)) in all")
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take a document out of the knowledge base; the file stays.")
        @Argument(help: "The document's path as `kb list` prints it.")
        var document: String
        @OptionGroup var project: ProjectOptions

        func run() throws {
            try project.open().removeDocuments([document])
            Console.note("Removed \(document) from the knowledge base; the file itself is untouched.")
        }
    }

    struct Stats: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "How much is in the store.")
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let stats = try project.open().knowledgeStatistics()
            if output.json { return try Console.writeJSON(stats) }
            Console.write(stats.text)
        }
    }

    struct History: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "What changed in the documents, newest first.")
        @Argument(help: "One document's path as `kb list` prints it; all by default.")
        var document: String?
        @Option(help: "At most this many changes.")
        var limit = 100
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard limit > 0 else { throw ValidationError("--limit must be at least 1.") }
        }

        func run() throws {
            let rows = try project.open().knowledgeHistory(of: document, limit: limit)
            if output.json { return try Console.writeJSON(["history": rows]) }
            for row in rows {
                let passages = "+\(row.passagesAdded) −\(row.passagesRemoved)"
                Console.write("\(row.when)\t\(row.change)\t\(passages)\t\(row.document)" + (row.reason.map { "\t\($0)" } ?? ""))
            }
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Look through the whole store for damage.")
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let problems = try project.open().checkKnowledge()
            if output.json { try Console.writeJSON(["problems": problems]) }
            guard problems.isEmpty else {
                throw WorkbenchError(.badData, "The store is damaged: \(problems.joined(separator: "; ")).", next: "Run: assay kb rebuild")
            }
            if !output.json { Console.write("The store is sound.") }
        }
    }

    struct Rebuild: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the search indexes anew; a damaged store is set aside and made anew from the documents.")
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let line = output.line
            let summary = try project.open().rebuildKnowledge { update in
                line.report(update)
                return true
            }
            line.finish()
            if output.json { try Console.writeJSON(summary) } else { Console.note(summary.text) }
        }
    }
}
