/// Brings a store in step with its sources, one document at a time. It knows files, passages and vectors, and nothing of how
/// the store keeps them.
struct Synchronizer {
    let target: any SyncTarget
    let scanner: SourceScanner
    let chunking: ChunkingParameters
    let embedder: any Embedder

    /// Passages embedded between two looks at the progress sink.
    private static let slice = 32

    private var reader: DocumentReader { DocumentReader(limits: scanner.limits) }

    /// Of extractor, chunker and encoder together.
    static func signature(_ chunking: ChunkingParameters, _ embedder: any Embedder) -> String {
        "\(chunking.signature) | \(embedder.signature)"
    }

    /// The progress sink asked for an end.
    private struct Stopped: Error {}

    func run(_ sources: KnowledgeSources, progress: (SyncProgress) -> SyncContinuation) throws -> SyncReport {
        let scan = scanner.scan(sources)
        let signature = Self.signature(chunking, embedder)
        let plan = SyncPlan(scan: scan, records: try target.records(), signature: .exactly(signature), reader: reader)
        var report = SyncReport(skipped: scan.skipped, missingSources: scan.missingSources)
        do {
            try run(plan, signature, &report, progress)
            try target.finish(model: embedder.signature)
        } catch is Stopped {
            report.isCancelled = true
        }
        report.failures.sort { $0.document < $1.document }
        return report
    }

    private func run(
        _ plan: SyncPlan, _ signature: String, _ report: inout SyncReport, _ progress: (SyncProgress) -> SyncContinuation
    ) throws {
        var work: [SourceFile] = []
        for file in plan.scan.files {
            switch plan.verdict(on: file) {
            case .fresh: report.unchanged += 1
            case .touched:
                try target.touch(file)
                report.unchanged += 1
            // A failed document is tried again: rights and links change without the file changing.
            case .stale, .new, .failed: work.append(file)
            }
        }
        try tell(.scanned(documents: plan.scan.files.count + plan.scan.failed.count, toRead: work.count), progress)
        for path in plan.gone {
            if let entry = try target.drop(path) { try note(entry, &report, progress) }
        }
        for (path, failure) in plan.scan.failed.sorted(by: { $0.key < $1.key }) {
            try fail(SourceFile(path: path, location: path, bytes: 0, modified: 0), failure, &report, progress)
        }
        for (index, file) in work.enumerated() {
            try tell(.reading(document: file.path, index: index, count: work.count), progress)
            do {
                let document = try prepare(file, signature)
                try embed(document, &report, progress)
                if let entry = try target.put(document) { try note(entry, &report, progress) } else { report.unchanged += 1 }
            } catch let failure as DocumentFailure {
                try fail(file, failure, &report, progress)
            }
        }
    }

    private func prepare(_ file: SourceFile, _ signature: String) throws -> PreparedDocument {
        let bytes = try reader.bytes(of: file.location)
        let document = try DocumentExtractor(limits: scanner.limits).extract(bytes, name: file.path)
        let draft = Chunker(parameters: chunking, countTokens: embedder.countTokens).draft(document, name: file.path)
        return PreparedDocument(
            file: file, title: draft.title, checksum: DocumentReader.checksum(of: bytes), signature: signature,
            model: embedder.signature,
            passages: draft.passages.map { ($0, EmbeddingKey(text: $0.embeddingText, model: embedder.signature)) })
    }

    /// Makes the vectors that are not known yet and keeps them at once, so that a sync that is stopped has not worked in vain.
    private func embed(
        _ document: PreparedDocument, _ report: inout SyncReport, _ progress: (SyncProgress) -> SyncContinuation
    ) throws {
        let known = try target.known(Set(document.passages.map(\.key)))
        var seen = known
        let wanted = document.passages.filter { seen.insert($0.key).inserted }
        let reused = document.passages.count - wanted.count
        report.reused += reused
        try embed(wanted.map { ($0.key, $0.draft.embeddingText) }) { done in
            report.embedded += done.made
            try tell(.embedding(document: document.file.path, done: reused + done.total, count: document.passages.count), progress)
        }
    }

    /// Embeds texts slice by slice; `each` hears how many were made by the slice and in all.
    func embed(_ texts: [(key: EmbeddingKey, text: String)], each: ((made: Int, total: Int)) throws -> Void) throws {
        var done = 0
        while done < texts.count {
            let slice = texts[done..<min(done + Self.slice, texts.count)]
            let vectors = try embedder.embed(slice.map(\.text))
            guard vectors.count == slice.count, vectors.allSatisfy({ $0.count == embedder.dimensions }) else {
                throw RetrievalError.badEmbedding(expected: embedder.dimensions, found: vectors.first?.count ?? 0)
            }
            try target.keep(zip(slice, vectors).map { ($0.key, $1) }, model: embedder.signature)
            done += slice.count
            try each((slice.count, done))
        }
    }

    private func fail(
        _ file: SourceFile, _ failure: DocumentFailure, _ report: inout SyncReport, _ progress: (SyncProgress) -> SyncContinuation
    ) throws {
        report.failures.append(SyncReport.Failure(document: file.path, reason: failure.description))
        if let entry = try target.fail(file, reason: failure.description) { try note(entry, &report, progress) }
    }

    private func note(_ entry: HistoryEntry, _ report: inout SyncReport, _ progress: (SyncProgress) -> SyncContinuation) throws {
        report.changes.append(entry)
        try tell(.changed(entry), progress)
    }

    private func tell(_ event: SyncProgress, _ progress: (SyncProgress) -> SyncContinuation) throws {
        if progress(event) == .stop { throw Stopped() }
    }
}
