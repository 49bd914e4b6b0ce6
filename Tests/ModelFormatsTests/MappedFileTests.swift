import Foundation
import ModelFormats
import Testing

@Suite struct MappedFileTests {
    @Test func whatIsNotAFileIsAnError() throws {
        try withTemporaryFolder { folder in
            #expect(throws: ModelFormatError.cannotOpen(path: folder + "/none", reason: "No such file or directory")) {
                try MappedFile(path: folder + "/none")
            }
            #expect(throws: ModelFormatError.self) { try MappedFile(path: folder) }
            #expect(throws: ModelFormatError.self) { try MappedFile(path: "/dev/null") }
            let pipe = folder + "/pipe"
            #expect(mkfifo(pipe, 0o600) == 0)
            #expect(throws: ModelFormatError.cannotOpen(path: pipe, reason: "it is not a regular file")) { try MappedFile(path: pipe) }
        }
    }

    @Test func anEmptyFileIsMappedAndNoModel() throws {
        try withTemporaryFolder { folder in
            #expect(FileManager.default.createFile(atPath: folder + "/empty", contents: nil))
            let mapped = try MappedFile(path: folder + "/empty")
            #expect(mapped.bytes.isEmpty)
            #expect(throws: ModelFormatError.self) { try GGUFFile(path: folder + "/empty") }
            #expect(throws: ModelFormatError.self) { try SafetensorsFile(path: folder + "/empty") }
        }
    }

    @Test func aFileThatShrinksIsNoticedBeforeItIsRead() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/model"
            try Data(repeating: 1, count: 100_000).write(to: URL(fileURLWithPath: path))
            let file = try MappedFile(path: path)
            try file.checkUnchanged()
            #expect(truncate(path, 10) == 0)
            #expect(throws: ModelFormatError.changedWhileOpen(path: path)) { try file.checkUnchanged() }
        }
    }

    @Test func aFileThatIsReplacedStaysReadable() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/model"
            try Data(repeating: 1, count: 100_000).write(to: URL(fileURLWithPath: path))
            let file = try MappedFile(path: path)
            try Data(repeating: 2, count: 5).write(to: URL(fileURLWithPath: folder + "/other"))
            #expect(rename(folder + "/other", path) == 0)
            try file.checkUnchanged()
            #expect(file.bytes.allSatisfy { $0 == 1 })
        }
    }

    @Test func messagesCarryNoControlCharacters() {
        let error = ModelFormatError.missingTensor(path: "a\u{1b}[31m.gguf", name: "x\u{7}\u{202e}y" + String(repeating: "z", count: 500))
        #expect(error.description.contains("a\\u{1b}[31m.gguf"))
        #expect(error.description.contains("x\\u{7}\\u{202e}y"))
        #expect(error.description.contains("zz…"))
    }
}
