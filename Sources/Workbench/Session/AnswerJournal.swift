import Foundation

/// An answer in a file of its own while it is written, so that what is there outlives the program.
///
/// The first line says what was asked, every further one holds text that has come; the file goes once the answer is in the history.
/// Its writer holds a lock on it, which the kernel drops however the writer ends: a file without one was left behind.
final class AnswerJournal {
    /// Seconds of text that a killed program may lose.
    private static let interval = 0.25

    private struct Piece: Codable {
        var text: String
    }

    private let path: String
    private let descriptor: Int32
    private let watch = Stopwatch()
    private var waiting = ""
    private var lastWrite = -AnswerJournal.interval

    /// nil where no file can be made: the answer on the screen matters more.
    init?(_ line: HistoryLine, in folder: String) {
        guard (try? Files.makeDirectory(folder)) != nil, let first = try? JSONFile.encoder.encode(line) else { return nil }
        path = "\(folder)/\(UUID().uuidString).jsonl"
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return nil }
        flock(descriptor, LOCK_EX)
        write(first)
    }

    deinit { close(descriptor) }

    /// Takes text that has come; written a few times a second, without waiting for the disk.
    func append(_ text: String) {
        waiting += text
        guard !waiting.isEmpty, watch.seconds - lastWrite >= Self.interval, let line = try? JSONFile.encoder.encode(Piece(text: waiting))
        else { return }
        write(line)
        waiting = ""
        lastWrite = watch.seconds
    }

    func remove() { unlink(path) }

    /// A line in one write; a full disk costs no more than the line.
    private func write(_ line: Data) {
        _ = (line + Data([0x0A])).withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
    }

    /// Gives each answer that a program left behind to `keep`, oldest first, and removes its file after that.
    static func takeLeft(in folder: String, keep: (HistoryLine) throws -> Void) rethrows {
        var left: [(line: HistoryLine, path: String, descriptor: Int32)] = []
        defer { for file in left { close(file.descriptor) } }
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            let path = "\(folder)/\(name)"
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            var status = stat()
            // Another program may have taken it between the two calls: then the file has no name any more.
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &status) == 0, status.st_nlink > 0 else {
                close(descriptor)
                continue
            }
            guard let line = read(path) else {
                unlink(path)
                close(descriptor)
                continue
            }
            left.append((line, path, descriptor))
        }
        for file in left.sorted(by: { ($0.line.asked ?? 0, $0.line.answer.arm) < ($1.line.asked ?? 0, $1.line.answer.arm) }) {
            try keep(file.line)
            unlink(file.path)
        }
    }

    /// What was asked with the text that had come; a last line that was cut off is left out.
    private static func read(_ path: String) -> HistoryLine? {
        let decoder = JSONDecoder()
        guard let lines = try? Files.read(path).split(separator: 0x0A), let first = lines.first,
            var line = try? decoder.decode(HistoryLine.self, from: first)
        else { return nil }
        line.answer.text = lines.dropFirst().compactMap { try? decoder.decode(Piece.self, from: $0).text }.joined()
        line.answer.ending = .cut
        return line
    }
}
