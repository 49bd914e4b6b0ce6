import Foundation

/// A file that is either there whole or not at all: written beside its place, flushed to the disk, then renamed over it.
package struct AtomicFile: ~Copyable {
    private let path: String
    private let temporary: String
    private let descriptor: Int32
    private var committed = false

    package init(_ path: String) throws(ModelFormatError) {
        self.path = path
        temporary = path + ".\(getpid())-\(UInt32.random(in: 0...UInt32.max)).tmp"
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: systemReason()) }
    }

    deinit {
        close(descriptor)
        if !committed { unlink(temporary) }
    }

    package func write(_ bytes: UnsafeRawBufferPointer) throws(ModelFormatError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Foundation.write(descriptor, rest.baseAddress!, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw .cannotWrite(path: path, reason: "\(systemReason()), \(bytes.count) bytes are needed")
            }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        }
    }

    package func write(_ bytes: [UInt8]) throws(ModelFormatError) {
        try bytes.withUnsafeBytes { buffer in Result { () throws(ModelFormatError) in try write(buffer) } }.get()
    }

    /// Makes the file appear under its name, for good even if the power fails now.
    package consuming func commit() throws(ModelFormatError) {
        guard fsync(descriptor) == 0, rename(temporary, path) == 0 else { throw .cannotWrite(path: path, reason: systemReason()) }
        committed = true
        let directory = open((path as NSString).deletingLastPathComponent.nonEmpty ?? ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { return }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw .cannotWrite(path: path, reason: systemReason()) }
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
