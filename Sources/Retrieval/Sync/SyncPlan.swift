/// Compares the sources with what the store remembers: sizes and times first, checksums where those cannot tell.
struct SyncPlan {
    let scan: SourceScan
    let records: [String: DocumentRecord]
    /// Signature that an up-to-date document carries; nil compares files only.
    let signature: Signature
    let reader: DocumentReader

    /// What a document's signature is compared with.
    enum Signature {
        case exactly(String)
        /// The encoder's part is not known.
        case chunking(String)

        func accepts(_ stored: String) -> Bool {
            switch self {
            case .exactly(let signature): stored == signature
            case .chunking(let prefix): stored.hasPrefix(prefix)
            }
        }
    }

    enum Verdict: Equatable {
        case fresh
        /// Same bytes under another time.
        case touched
        case stale
        case new
        case failed(String)
    }

    /// A file written less than this before it was synced may have changed again within the clock's grain.
    private static let grain: Int64 = 2_000_000_000

    func verdict(on file: SourceFile) -> Verdict {
        guard let record = records[file.path] else { return .new }
        let isSameFile = record.bytes == file.bytes && record.modified == file.modified
        if let failure = record.failure { return isSameFile ? .failed(failure) : .stale }
        guard signature.accepts(record.signature) else { return .stale }
        if isSameFile, file.modified < record.syncedAt - Self.grain { return .fresh }
        guard record.bytes == file.bytes, let bytes = try? reader.bytes(of: file.location) else { return .stale }
        guard DocumentReader.checksum(of: bytes) == record.checksum else { return .stale }
        return isSameFile ? .fresh : .touched
    }

    /// Documents of the store that the sources no longer hold. What lies below a folder that could not be listed stays.
    var gone: [String] {
        let present = Set(scan.files.map(\.path)).union(scan.failed.keys)
        return records.keys.filter { path in
            !present.contains(path) && !scan.unreadableFolders.contains { path == $0 || $0.isEmpty || path.hasPrefix($0 + "/") }
        }.sorted()
    }

    /// Old path → file, where a document that is gone and a new file hold the same bytes. A path is taken once, in the order of the files.
    var moved: [String: SourceFile] {
        var candidates: [Int: [String]] = [:]
        for path in gone.reversed() {
            guard let record = records[path], record.failure == nil else { continue }
            candidates[record.bytes, default: []].append(path)
        }
        var moved: [String: SourceFile] = [:]
        for file in scan.files where records[file.path] == nil && candidates[file.bytes]?.isEmpty == false {
            guard let bytes = try? reader.bytes(of: file.location) else { continue }
            let checksum = DocumentReader.checksum(of: bytes)
            guard let place = candidates[file.bytes]?.lastIndex(where: { records[$0]?.checksum == checksum }),
                let path = candidates[file.bytes]?.remove(at: place)
            else { continue }
            moved[path] = file
        }
        return moved
    }

    func report() -> StatusReport {
        var states: [DocumentState] = scan.files.map { file in
            let record = records[file.path]
            let status: DocumentStatus =
                switch verdict(on: file) {
                case .fresh, .touched: .fresh
                case .stale: .stale
                case .new: .new
                case .failed(let reason): .failed(reason)
                }
            return DocumentState(
                path: file.path, title: record?.title ?? Chunker.title(fromFileName: file.path), status: status,
                passages: record?.passages ?? 0, bytes: file.bytes)
        }
        for (path, failure) in scan.failed {
            states.append(
                DocumentState(
                    path: path, title: records[path]?.title ?? Chunker.title(fromFileName: path), status: .failed(failure.description),
                    passages: records[path]?.passages ?? 0, bytes: records[path]?.bytes ?? 0))
        }
        for path in gone {
            guard let record = records[path] else { continue }
            states.append(
                DocumentState(path: path, title: record.title, status: .missing, passages: record.passages, bytes: record.bytes))
        }
        let listed = Set(states.map(\.path))
        for (path, record) in records where !listed.contains(path) {
            states.append(
                DocumentState(
                    path: path, title: record.title, status: .failed("its folder cannot be read"), passages: record.passages,
                    bytes: record.bytes))
        }
        states.sort { $0.path < $1.path }
        return StatusReport(documents: states, skipped: scan.skipped, missingSources: scan.missingSources)
    }
}
