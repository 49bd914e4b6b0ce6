import Foundation
import Retrieval
import Testing

/// The formats that pandoc reads, and what is told where it is not installed.
struct PandocTests {
    private static let isInstalled = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
        access("\($0)/pandoc", X_OK) == 0
    }

    private func sync(_ name: String, _ bytes: [UInt8]) throws -> (passages: [Passage], failure: String?) {
        let project = try TestProject()
        try project.write(name, bytes)
        let store = try project.store()
        let report = try store.sync(project.sources)
        return (try store.passages(of: "docs/" + name), report.failures.first?.reason)
    }

    @Test(arguments: [
        ("a.rst", "Sub\n===\n\nText *here*.\n\n.. include:: /etc/passwd\n\nOther\n=====\n\n* one\n* two\n"),
        (
            "a.tex",
            "\\documentclass{article}\\title{Title}\\begin{document}\\section{Sub}Text \\emph{here}. \\input{/etc/passwd}\n\\end{document}\n"
        ),
    ])
    func markupIsReadOrItsProgramNamed(_ name: String, _ text: String) throws {
        let (passages, failure) = try sync(name, Array(text.utf8))
        guard Self.isInstalled else {
            #expect(failure == "needs pandoc, which is not installed: sudo apt-get install pandoc, then sync again")
            return
        }
        #expect(failure == nil && passages.contains { $0.text.contains("Text here.") && $0.headings.contains("Sub") }, "\(passages)")
        #expect(passages.allSatisfy { !$0.text.contains("root:") })
    }

    @Test(.enabled(if: isInstalled), arguments: ["a.docx", "a.odt", "a.epub"])
    func brokenArchivesSaySo(_ name: String) throws {
        for bytes in [[], Array("no archive".utf8), [0x50, 0x4B, 0x03, 0x04, 0, 0, 0, 0]] as [[UInt8]] {
            let (passages, failure) = try sync(name, bytes)
            #expect(passages.isEmpty && failure?.hasPrefix("is damaged: ") == true)
        }
    }
}
