import Processes

/// Reads the formats of word processors and typesetters through `pandoc`, which turns them into HTML.
struct PandocExtractor {
    var limits: DocumentLimits
    /// pandoc's name of the format.
    let format: String

    private static let program = "pandoc"
    /// Exit status of Haskell's run-time when the heap is exhausted.
    private static let heapExhausted: Int32 = 251

    func extract(_ bytes: [UInt8]) throws(DocumentFailure) -> ExtractedDocument {
        let heap = limits.programMemoryBytes / 3 * 2
        // The sandbox keeps it from reading any other file, and from the network (pandoc's manual, "A note on security").
        let arguments = [
            "--sandbox", "--quiet", "-f", format, "-t", "html", "-s", "--wrap=none", "--no-highlight", "+RTS", "-M\(heap >> 20)m", "-RTS",
        ]
        let found: ChildProcess.Filtered
        do throws(ChildProcessError) {
            found = try ChildProcess.filter(Self.program, arguments, input: bytes, limits: limits.program)
        } catch {
            throw DocumentFailure(error, package: "pandoc")
        }
        guard found.status != Self.heapExhausted else { throw .stopped("pandoc took more than \(heap >> 20) MB of memory") }
        guard found.status == 0 else {
            throw .damaged(DocumentFailure.firstLine(of: found.complaint) ?? "pandoc ended with status \(found.status)")
        }
        return try HTMLExtractor(limits: limits).extract(text: found.output.filter { $0 != 0 })
    }
}
