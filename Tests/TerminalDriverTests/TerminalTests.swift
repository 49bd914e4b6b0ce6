import TerminalCells
import TerminalDriver
import Testing

struct TerminalTests {
    @Test
    func withoutATerminalTheLoopSaysSo() throws {
        // The test runner's input is not a terminal (or its output is a pipe): the error is typed and nothing was touched.
        let loop = try RunLoop<Int>()
        guard !Terminal.isAvailable else { return }
        #expect(throws: TerminalError.notATerminal) {
            _ = try loop.run(options: .init(), input: { _ in 0 }, handle: { _, _ in }, view: { CellGrid(size: $0) })
        }
    }

    @Test
    func errorsSayWhatToDo() {
        #expect(TerminalError.notATerminal.description.contains("--help"))
        #expect(TerminalError.cannotDraw("dumb").description.contains("TERM"))
    }
}
