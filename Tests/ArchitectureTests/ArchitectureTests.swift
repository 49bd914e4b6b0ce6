import Foundation
import Testing

/// Who may import whom. An arrow that is not drawn here is forbidden; README.md draws the same picture for people.
private let allowedImports: [String: Set<String>] = [
    "Compute": ["CKernels", "COneDNN"],
    "ModelFormats": [],
    "Tokenization": [],
    "Inference": ["Tokenization", "ModelFormats", "Compute", "CKernels"],
    "LoRATraining": ["Inference", "Tokenization", "ModelFormats", "Compute", "CKernels"],
    "TextEncoder": ["Inference", "Tokenization", "ModelFormats", "Compute", "CKernels"],
    "Processes": [],
    "TextFormats": [],
    "Retrieval": ["TextEncoder", "ModelFormats", "TextFormats", "Processes", "CHTML", "GRDB"],
    "Datasets": ["Tokenization", "TextFormats"],
    "Scoring": [],
    "Decision": ["Scoring"],
    "Providers": ["FoundationNetworking"],
    "Workbench": [
        "Retrieval", "LoRATraining", "Scoring", "Decision", "Datasets", "Inference", "TextEncoder", "Tokenization", "ModelFormats",
        "Processes", "Providers", "TOMLKit", "Dispatch",
    ],
    "TerminalCells": ["CUTF8Proc"],
    "TerminalDriver": ["TerminalCells", "CTerminal", "Dispatch"],
    "WorkbenchUI": ["TerminalCells", "Workbench"],
    "assay": ["Workbench", "WorkbenchUI", "TerminalDriver", "TerminalCells", "ArgumentParser", "Dispatch"],
]

/// What every target may use.
private let everywhere: Set<String> = ["Foundation", "Glibc", "Synchronization", "Swift"]

@Suite struct ArchitectureTests {
    @Test func everyImportIsAnArrowOfTheDrawing() throws {
        let files = try SourceTree.files(withExtensions: ["swift"])
        #expect(files.count > 40)
        for file in files {
            let allowed = try #require(allowedImports[file.target], "target \(file.target) is not in the drawing")
            for module in file.imports where !allowed.contains(module) && !everywhere.contains(module) {
                Issue.record("\(file.path) imports \(module): \(file.target) may not know it")
            }
        }
    }

    @Test func onlyTheExecutablePrints() throws {
        for file in try SourceTree.files(withExtensions: ["swift"]) where file.target != "assay" {
            for (number, line, _) in file.code where line.firstMatch(of: /(^|[^.\w])(Swift\.)?(debugPrint|print)\(/) != nil {
                Issue.record("\(file.path):\(number) prints; libraries return values")
            }
        }
    }

    @Test func onlyCTerminalKnowsCurses() throws {
        for file in try SourceTree.files(withExtensions: ["c", "h", "swift", "modulemap"]) where file.target != "CTerminal" {
            for (number, line, _) in file.code where line.contains("curses.h") || line.contains("#include <term.h>") {
                Issue.record("\(file.path):\(number) includes curses")
            }
        }
    }

    @Test func onlyCHTMLKnowsLibXML() throws {
        for file in try SourceTree.files(withExtensions: ["c", "h", "swift"]) where !["CLibXML2", "CHTML"].contains(file.target) {
            for (number, line, _) in file.code where line.contains("<libxml/") {
                Issue.record("\(file.path):\(number) includes libxml2")
            }
        }
    }

    @Test func nobodyUsesFoundationProcess() throws {
        for file in try SourceTree.files(withExtensions: ["swift"]) {
            for (number, line, _) in file.code where line.firstMatch(of: /(^|[^\w.])(Foundation\.)?Process\(\)/) != nil {
                Issue.record("\(file.path):\(number) uses Foundation.Process, which breaks job control under a terminal program")
            }
        }
    }

    @Test func whatCanTrapSaysWhyItCannot() throws {
        for file in try SourceTree.files(withExtensions: ["swift"]) {
            for (number, line, above) in file.code
            where line.firstMatch(of: /try!|\bas! |fatalError\(/) != nil && !above.contains("reason:") && !line.contains("reason:") {
                Issue.record("\(file.path):\(number) can trap without a line `// reason: …` above it")
            }
        }
    }

    @Test func theScreenIsPure() throws {
        for file in try SourceTree.files(withExtensions: ["swift"]) where ["WorkbenchUI", "TerminalCells"].contains(file.target) {
            for (number, line, _) in file.code where line.firstMatch(of: /\bDate\(\)|DispatchQueue|FileManager|ProcessInfo/) != nil {
                Issue.record("\(file.path):\(number) reaches for a clock, a queue or a file: that is an effect")
            }
        }
    }

    @Test func noPathOfOneMachineIsCommitted() throws {
        for folder in ["Sources", "Tests"] {
            for file in try SourceTree.files(under: folder, withExtensions: ["swift", "c", "h", "md", "py"]) {
                for (number, line, _) in file.code where line.firstMatch(of: /"\/(root|home\/\w+)\/\w/) != nil {
                    Issue.record("\(file.path):\(number) names a path of one machine")
                }
            }
        }
    }
}
