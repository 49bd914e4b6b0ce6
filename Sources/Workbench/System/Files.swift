import Foundation

/// File operations that lose nothing: whole-file writes are atomic, appends are flushed.
enum Files {
    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    static func isDirectory(_ path: String) -> Bool {
        var directory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &directory) && directory.boolValue
    }

    /// Bytes of a file; 0 when there is none.
    static func size(_ path: String) -> Int {
        ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? NSNumber)?.intValue ?? 0
    }

    /// When it was last written, in seconds since 1970; nil when there is no such file.
    static func modified(_ path: String) -> Double? {
        (try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date)?.timeIntervalSince1970
    }

    static func makeDirectory(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw WorkbenchError(
                .cantWrite, "Cannot create the folder \(path): \(reason(error)).", next: "Check its permissions and free space.")
        }
    }

    static func read(_ path: String) throws -> Data {
        guard exists(path) else {
            throw WorkbenchError(.notFound, "There is no file \(path).", next: "Check the name, and what assay.toml says.")
        }
        do {
            return try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw WorkbenchError(.badData, "Cannot read \(path): \(reason(error)).", next: "Check that it is a file you may read.")
        }
    }

    static func readText(_ path: String) throws -> String {
        guard let text = String(data: try read(path), encoding: .utf8) else {
            throw WorkbenchError(.badData, "\(path) is not UTF-8 text.", next: "Convert it, for example with iconv.")
        }
        return text
    }

    /// Writes beside the target, syncs, and renames over it.
    static func writeAtomically(_ data: Data, to path: String) throws {
        try makeDirectory((path as NSString).deletingLastPathComponent)
        let temporary = path + ".new-\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw writeFailure(path) }
        do {
            try writeAll(data, to: descriptor, path: path)
            guard fsync(descriptor) == 0 else { throw writeFailure(path) }
        } catch {
            close(descriptor)
            unlink(temporary)
            throw error
        }
        close(descriptor)
        guard rename(temporary, path) == 0 else {
            let failure = writeFailure(path)
            unlink(temporary)
            throw failure
        }
    }

    /// Appends one line in a single write, so that a reader never sees half of it.
    static func appendLine(_ line: Data, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw writeFailure(path) }
        defer { close(descriptor) }
        try writeAll(line + Data([0x0A]), to: descriptor, path: path)
    }

    private static func writeAll(_ data: Data, to descriptor: Int32, path: String) throws {
        try data.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in
            var done = 0
            while done < bytes.count {
                let n = write(descriptor, bytes.baseAddress! + done, bytes.count - done)
                if n < 0 {
                    if errno == EINTR { continue }
                    throw writeFailure(path)
                }
                done += n
            }
        }
    }

    private static func writeFailure(_ path: String) -> WorkbenchError {
        WorkbenchError(
            .cantWrite, "Cannot write \(path): \(String(cString: strerror(errno))).", next: "What was there before is unchanged.")
    }

    static func reason(_ error: Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error ?? error
        let cause = underlying as NSError
        // The system's own words: Foundation gives such an error's domain and number.
        return cause.domain == NSPOSIXErrorDomain ? String(cString: strerror(Int32(cause.code))) : underlying.localizedDescription
    }
}
