import Processes
import Testing

struct TerminalProcessTests {
    private func read(_ process: TerminalProcess, until text: String) -> String {
        var seen: [UInt8] = []
        while let bytes = process.read(seconds: 10), !bytes.isEmpty {
            seen += bytes
            if String(decoding: seen, as: UTF8.self).contains(text) { break }
        }
        return String(decoding: seen, as: UTF8.self)
    }

    @Test func itHasATerminalOfThatSizeAndItsOwnEnvironment() throws {
        let process = try TerminalProcess(
            "sh", ["-c", "tty -s && stty size && echo $WORD end"], columns: 123, rows: 45,
            environment: ["WORD": "hello", "PATH": "/usr/bin:/bin"])
        let text = read(process, until: "end")
        #expect(text.contains("45 123"))
        #expect(text.contains("hello end"))
        #expect(process.end(within: 5) == 0 || process.end(within: 5) == 128 + 15)
    }

    @Test func whatIsTypedArrives() throws {
        let process = try TerminalProcess("sh", ["-c", "read line; echo \"got $line\""], columns: 80, rows: 24)
        process.type("some words\n")
        #expect(read(process, until: "got some words").contains("got some words"))
    }

    @Test func aProgramThatWillNotEndIsKilled() throws {
        let process = try TerminalProcess("sh", ["-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"], columns: 80, rows: 24)
        #expect(read(process, until: "ready").contains("ready"))
        #expect(process.end(within: 0.3) == 128 + 9)
    }
}
