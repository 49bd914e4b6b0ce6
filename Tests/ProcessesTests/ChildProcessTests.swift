import Processes
import Testing

struct ChildProcessTests {
    private func filter(_ program: String, _ arguments: [String] = [], _ input: [UInt8] = [], _ limits: ChildProcess.Limits = .init())
        throws -> ChildProcess.Filtered
    {
        try ChildProcess.filter(program, arguments, input: input, limits: limits)
    }

    @Test func bytesGoThroughWhateverTheirNumber() throws {
        let input = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let result = try filter("cat", [], input)
        #expect(result.status == 0 && result.output == input && result.complaint.isEmpty)
        #expect(try filter("cat").output.isEmpty)
    }

    @Test func argumentsAreNotReadByAShell() throws {
        #expect(try filter("printf", ["%s", "$HOME; `id` 'a'"]).output == Array("$HOME; `id` 'a'".utf8))
    }

    @Test func statusAndComplaintAreKept() throws {
        let result = try filter("sh", ["-c", "echo no >&2; exit 3"])
        #expect(result.status == 3 && result.complaint == "no\n")
        #expect(try filter("sh", ["-c", "kill -9 $$"]).status == 128 + 9)
    }

    @Test func aProgramThatReadsNothingEndsWell() throws {
        let input = [UInt8](repeating: 1, count: 4 << 20)
        #expect(try filter("true", [], input).status == 0)
        #expect(try filter("head", ["-c", "5"], input).output == [1, 1, 1, 1, 1])
    }

    @Test func aMissingProgramIsTold() {
        #expect(throws: ChildProcessError.self) { try filter("no-such-program-anywhere") }
        do throws(ChildProcessError) {
            _ = try ChildProcess.filter("no-such-program-anywhere", [], input: [])
        } catch {
            if case .cannotStart(_, _, isMissing: true) = error { return }
            Issue.record("\(error)")
        }
    }

    @Test func limitsHold() throws {
        #expect(throws: ChildProcessError.tookTooLong(program: "sleep", seconds: 0.3)) {
            try filter("sleep", ["30"], [], .init(seconds: 0.3))
        }
        // Its output is closed at once, and it goes on.
        #expect(throws: ChildProcessError.tookTooLong(program: "sh", seconds: 0.3)) {
            try filter("sh", ["-c", "exec >&- 2>&- <&-; sleep 30"], [], .init(seconds: 0.3))
        }
        #expect(throws: ChildProcessError.wroteTooMuch(program: "yes", bytes: 1 << 20)) {
            try filter("yes", [], [], .init(outputBytes: 1 << 20))
        }
        #expect(throws: ChildProcessError.usedTooMuchMemory(program: "python3", bytes: 200 << 20)) {
            try filter(
                "python3", ["-c", "x = bytearray(b'x') * (1 << 30)\nimport time; time.sleep(30)"], [], .init(memoryBytes: 200 << 20))
        }
    }
}
