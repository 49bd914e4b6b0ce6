import Foundation

/// Keeps two processes from doing the same exclusive work on one project. Held until released or until the process ends,
/// however it ends (the kernel drops the lock).
final class ProjectLock: @unchecked Sendable {
    // Unchecked: the descriptor is set once at initialisation and only closed in deinit.
    private let descriptor: Int32

    /// - Throws: `.locked` with the owner's process id when another process holds it.
    init(_ path: String, doing what: String) throws {
        try Files.makeDirectory((path as NSString).deletingLastPathComponent)
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw WorkbenchError(.cantWrite, "Cannot open \(path): \(String(cString: strerror(errno))).")
        }
        guard Self.take(descriptor) else {
            let owner = (try? Files.readText(path))?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "unknown"
            close(descriptor)
            throw WorkbenchError(.locked, "Process \(owner) is \(what) in this project already.", next: "Wait for it, or stop it.")
        }
        ftruncate(descriptor, 0)
        _ = "\(getpid())\n".withCString { pwrite(descriptor, $0, strlen($0), 0) }
    }

    deinit {
        // A child process that is being started holds copies of all descriptors until it runs its program: closing ours would not be enough.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// A tenth of a second of patience: whoever only asks whether it is held has it for a moment.
    private static func take(_ descriptor: Int32) -> Bool {
        for attempt in 0..<10 {
            if attempt > 0 { usleep(10_000) }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
        }
        return false
    }

    /// Whether some process holds the lock now.
    static func isHeld(_ path: String) -> Bool {
        // For reading: closing a file that was open for writing is news to whoever watches the folder.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        if flock(descriptor, LOCK_SH | LOCK_NB) == 0 {
            flock(descriptor, LOCK_UN)
            return false
        }
        return true
    }
}
