import Foundation

/// How much memory there is, as Linux tells it under /proc and /sys.
public struct SystemMemory: Sendable {
    private let root: String

    /// - Parameter root: stands before /proc and /sys.
    public init(root: String = "") { self.root = root }

    /// Bytes that programs can still take without swapping: what the kernel estimates, or what a control group leaves where that is less.
    /// nil where neither is known.
    public var available: Int? {
        let free = text("/proc/meminfo").flatMap { Self.kilobytes("MemAvailable:", in: $0) }
        let rooms = groupRooms + (free.map { [$0] } ?? [])
        return rooms.min()
    }

    /// Bytes that this process holds now.
    public var resident: Int? { text("/proc/self/status").flatMap { Self.kilobytes("VmRSS:", in: $0) } }

    /// The most bytes that this process has held so far.
    public var peak: Int? { text("/proc/self/status").flatMap { Self.kilobytes("VmHWM:", in: $0) } }

    /// What is left under the limit of this process's control group and of each one above it (cgroups(7); version 2, and the memory
    /// controller of version 1).
    private var groupRooms: [Int] {
        (text("/proc/self/cgroup") ?? "").split(separator: "\n").flatMap { line -> [Int] in
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { return [] }
            if fields[1].isEmpty {
                return rooms("/sys/fs/cgroup", fields[2], limit: "memory.max", used: "memory.current", cache: "inactive_file")
            }
            guard fields[1].split(separator: ",").contains("memory") else { return [] }
            return rooms(
                "/sys/fs/cgroup/memory", fields[2], limit: "memory.limit_in_bytes", used: "memory.usage_in_bytes",
                cache: "total_inactive_file")
        }
    }

    private func rooms(_ mount: String, _ group: Substring, limit: String, used: String, cache: String) -> [Int] {
        var parts = group.split(separator: "/")
        var rooms: [Int] = []
        while true {
            let folder = ([mount] + parts.map(String.init)).joined(separator: "/")
            // No limit is "max", or in version 1 a number beyond all memory.
            if let limit = number("\(folder)/\(limit)"), let used = number("\(folder)/\(used)") {
                // Pages of files that nobody has read lately count as used, and go first when memory is wanted.
                let droppable = text("\(folder)/memory.stat").flatMap { Self.value(cache, in: $0) } ?? 0
                rooms.append(max(0, limit - used + min(used, droppable)))
            }
            if parts.popLast() == nil { return rooms }
        }
    }

    private func text(_ path: String) -> String? { try? String(contentsOfFile: root + path, encoding: .utf8) }

    private func number(_ path: String) -> Int? { text(path).flatMap { Int($0.filter { !$0.isWhitespace }) } }

    /// The number behind a name at a line's beginning.
    private static func value(_ name: String, in text: String) -> Int? {
        for line in text.split(separator: "\n") where line.hasPrefix(name) {
            let words = line.split(whereSeparator: \.isWhitespace)
            if words.count > 1, words[0] == name { return Int(words[1]) }
        }
        return nil
    }

    private static func kilobytes(_ name: String, in text: String) -> Int? { value(name, in: text).map { 1024 * $0 } }
}
