import Foundation
import Synchronization

/// Tells when something below some folders changed, once it is quiet again: an editor that saves makes several changes in a moment.
///
/// One thread that sleeps in `poll` (inotify(7)). A folder that is made later is watched as well; where the kernel's limit of watches is
/// reached, the rest goes unwatched, and `unwatched` says so.
final class FolderWatcher: Sendable {
    /// Seconds without a change before it is told.
    static let quiet = 0.5
    /// It is told at least this often while changes go on without a pause, in seconds.
    static let longest = 5.0

    private static let mask =
        UInt32(IN_CLOSE_WRITE) | UInt32(IN_CREATE) | UInt32(IN_DELETE) | UInt32(IN_MOVED_FROM) | UInt32(IN_MOVED_TO) | UInt32(IN_ONLYDIR)

    private let descriptor: Int32
    /// Writing into it ends the thread.
    private let end: (read: Int32, write: Int32)
    private let failed = Atomic<Int>(0)

    /// Folders that could not be watched.
    var unwatched: Int { failed.load(ordering: .relaxed) }

    /// - Parameters:
    ///   - paths: folders, and files, whose folder is watched.
    ///   - names: the names of files that count, or all.
    ///   - changed: called on the watcher's thread, with the names of what changed.
    /// - Returns: nil when the kernel gives no watcher.
    init?(_ paths: [String], names: Set<String>? = nil, changed: @escaping @Sendable (Set<String>) -> Void) {
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        var pipes: [Int32] = [-1, -1]
        let isPiped = pipe(&pipes) == 0
        end = (pipes[0], pipes[1])
        guard descriptor >= 0, isPiped else {
            for open in [descriptor, pipes[0], pipes[1]] where open >= 0 { close(open) }
            return nil
        }
        let watch = Watch(descriptor: descriptor, end: pipes[0], names: names)
        for path in paths { watch.add(Files.isDirectory(path) ? path : (path as NSString).deletingLastPathComponent) }
        failed.store(watch.failed, ordering: .relaxed)
        Thread { watch.run(changed) }.start()
    }

    /// The thread ends soon after, and closes what it reads.
    deinit { close(end.write) }

    /// What the thread alone knows.
    private final class Watch: @unchecked Sendable {
        // Unchecked: made on one thread and then given to the other, never used by both.
        private let descriptor: Int32
        private let end: Int32
        private let names: Set<String>?
        private var folders: [Int32: String] = [:]
        private var changed: Set<String> = []
        private(set) var failed = 0

        init(descriptor: Int32, end: Int32, names: Set<String>?) {
            self.descriptor = descriptor
            self.end = end
            self.names = names
        }

        /// The folder and all below it, but nothing hidden, which no sync reads.
        func add(_ folder: String) {
            let number = inotify_add_watch(descriptor, folder, FolderWatcher.mask)
            guard number >= 0 else {
                failed += 1
                return
            }
            folders[number] = folder
            for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where !name.hasPrefix(".") {
                let path = folder + "/" + name
                // Links are not followed: a loop of them would have no end.
                var info = stat()
                if lstat(path, &info) == 0, info.st_mode & S_IFMT == S_IFDIR { add(path) }
            }
        }

        func run(_ tell: (Set<String>) -> Void) {
            defer {
                close(descriptor)
                close(end)
            }
            var first: Double?
            let watch = Stopwatch()
            while true {
                var polled = [descriptor, end].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
                // Asleep until something happens; after that, until nothing more does.
                let count = poll(&polled, 2, first == nil ? -1 : Int32(FolderWatcher.quiet * 1_000))
                if count < 0, errno != EINTR { return }
                if polled[1].revents != 0 { return }
                if polled[0].revents != 0, take() { first = first ?? watch.seconds }
                guard let begun = first, count == 0 || watch.seconds - begun > FolderWatcher.longest else { continue }
                first = nil
                tell(changed)
                changed = []
            }
        }

        /// Reads what has come; false when all of it was about hidden files or ones that do not count.
        private func take() -> Bool {
            var isNews = false
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let length = read(descriptor, &buffer, buffer.count)
                guard length > 0 else { return isNews }
                var offset = 0
                while offset + MemoryLayout<inotify_event>.size <= length {
                    let event = buffer.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: inotify_event.self) }
                    let start = offset + MemoryLayout<inotify_event>.size
                    let name = String(decoding: buffer[start..<start + Int(event.len)].prefix { $0 != 0 }, as: UTF8.self)
                    offset = start + Int(event.len)
                    if name.hasPrefix(".") { continue }
                    if names?.contains(name) ?? true {
                        changed.insert(name)
                        isNews = true
                    }
                    if event.mask & UInt32(IN_ISDIR) != 0, event.mask & (UInt32(IN_CREATE) | UInt32(IN_MOVED_TO)) != 0,
                        let folder = folders[event.wd]
                    {
                        add(folder + "/" + name)
                    }
                    if event.mask & UInt32(IN_IGNORED) != 0 { folders[event.wd] = nil }
                }
            }
        }
    }
}
