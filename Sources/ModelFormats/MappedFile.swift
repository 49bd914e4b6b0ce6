import Foundation

/// A file's bytes, mapped read-only. Everything that points into them holds on to this object.
///
/// @unchecked Sendable: the bytes are never written after `init`, and the descriptor is only used for `fstat`.
public final class MappedFile: @unchecked Sendable {
    /// Where the bytes came from, for messages.
    public let path: String
    /// The whole file. Valid as long as this object lives.
    public let bytes: UnsafeRawBufferPointer

    private let descriptor: Int32
    private let modified: timespec

    /// Maps the file at `path`.
    ///
    /// Only regular files: a pipe or a terminal would block, a directory has no bytes.
    public init(path: String) throws(ModelFormatError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .cannotOpen(path: path, reason: systemReason()) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let reason = systemReason()
            close(descriptor)
            throw .cannotOpen(path: path, reason: reason)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .cannotOpen(path: path, reason: "it is not a regular file")
        }
        let count = Int(status.st_size)
        if count == 0 {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
        } else {
            guard let base = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED else {
                let reason = systemReason()
                close(descriptor)
                throw .cannotOpen(path: path, reason: reason)
            }
            bytes = UnsafeRawBufferPointer(start: base, count: count)
        }
        self.path = path
        self.descriptor = descriptor
        modified = status.st_mtim
    }

    /// Bytes from memory, copied to where a mapped file's would be: aligned to 64.
    public init(contents: some Collection<UInt8>, named name: String) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(contents.count, 1), alignment: 64)
        buffer.copyBytes(from: contents)
        path = name
        bytes = UnsafeRawBufferPointer(start: buffer.baseAddress, count: contents.count)
        descriptor = -1
        modified = timespec()
    }

    deinit {
        if descriptor < 0 {
            bytes.deallocate()
        } else {
            if let base = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: base), bytes.count) }
            close(descriptor)
        }
    }

    /// Throws when the file was written or cut since it was mapped.
    ///
    /// Reading past the new end of a file that shrank raises SIGBUS, which no error handling sees. Whoever is about to read
    /// much, or has just read much, asks here.
    public func checkUnchanged() throws(ModelFormatError) {
        guard descriptor >= 0 else { return }
        var status = stat()
        guard fstat(descriptor, &status) == 0, Int(status.st_size) == bytes.count,
            status.st_mtim.tv_sec == modified.tv_sec, status.st_mtim.tv_nsec == modified.tv_nsec
        else { throw .changedWhileOpen(path: path) }
    }
}
