/// Brings a store in step with its sources: documents are read and cut ahead on other threads, embedded on the calling one, and put
/// one at a time. It knows files, passages and vectors, and nothing of how the store keeps them.
struct Synchronizer: Sendable {
    let target: any SyncTarget
    let scanner: SourceScanner
    let chunking: ChunkingParameters
    let embedder: any Embedder
    /// Passages after which the indexes are kept: a first sync of hours that is stopped leaves a store that opens as fast as a whole one.
    let indexEvery: Int

    /// Passages without a vector that are gathered before they are embedded, over as many documents as it takes.
    private static let batch = 128
    /// Seconds between two looks at the progress sink.
    private static let lookEvery = 0.25

    private var reader: DocumentReader { DocumentReader(limits: scanner.limits) }

    /// Of extractor, chunker and encoder together.
    static func signature(_ chunking: ChunkingParameters, _ embedder: any Embedder) -> String {
        "\(chunking.signature) | \(embedder.signature)"
    }

    /// The progress sink asked for an end.
    private struct Stopped: Error {}

    func run(_ sources: KnowledgeSources, progress: (SyncProgress) -> SyncContinuation) throws -> SyncReport {
        let repairs = try target.mend()
        let scan = scanner.scan(sources)
        let signature = Self.signature(chunking, embedder)
        let plan = SyncPlan(scan: scan, records: try target.records(), signature: .exactly(signature), reader: reader)
        var report = SyncReport(repairs: repairs, skipped: scan.skipped, missingSources: scan.missingSources)
        do {
            try run(plan, signature, &report, progress)
            try measure(&report.seconds.storing) { try target.finish(model: embedder.signature) }
        } catch is Stopped {
            report.isCancelled = true
            if report.passagesAdded > 0 { try target.keepIndexes(model: embedder.signature) }
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
        let moved = plan.moved
        for (old, file) in moved.sorted(by: { $0.key < $1.key }) {
            if let entry = try target.move(old, to: file) { try note(entry, &report, progress) }
        }
        for path in plan.gone where moved[path] == nil {
            if let entry = try target.drop(path) { try note(entry, &report, progress) }
        }
        for (path, failure) in plan.scan.failed.sorted(by: { $0.key < $1.key }) {
            try fail(SourceFile(path: path, location: path, bytes: 0, modified: 0), failure, &report, progress)
        }
        let pipeline = DocumentPipeline(work) { try prepare($0, signature) }
        defer {
            pipeline.close()
            report.seconds.reading = pipeline.seconds
        }
        var position = SyncPosition(documents: work.count, bytes: work.reduce(0) { $0 + $1.bytes })
        // Passages that no index holds yet.
        var waiting = 0
        while let batch = try gather(pipeline, position, &report, progress) {
            if waiting >= indexEvery {
                try measure(&report.seconds.storing) { try target.keepIndexes(model: embedder.signature) }
                waiting = 0
            }
            try embed(batch, &position, &report, progress)
            let before = report.changes.count
            for (file, outcome) in batch.documents {
                try settle(file, outcome, &report, progress)
                position.documentsDone += 1
            }
            waiting += report.changes[before...].reduce(0) { $0 + $1.passagesAdded }
            try tell(.position(position), progress)
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

    // MARK: - Batches

    /// Documents that are embedded together and then put.
    private struct Batch {
        var documents: [(file: SourceFile, outcome: DocumentPipeline.Outcome)] = []
        /// What has no vector yet, each text once.
        var wanted: [PassageDraft] = []
        var keys: [EmbeddingKey] = []
        var seen = Set<EmbeddingKey>()
        /// Of all its documents.
        var bytes: Int { documents.reduce(0) { $0 + $1.file.bytes } }
    }

    /// The next documents: until there is enough to embed, or the next one is not ready. Nil at the end.
    private func gather(
        _ pipeline: DocumentPipeline, _ position: SyncPosition, _ report: inout SyncReport,
        _ progress: (SyncProgress) -> SyncContinuation
    ) throws -> Batch? {
        var batch = Batch()
        while batch.wanted.count < Self.batch {
            switch pipeline.next(within: batch.documents.isEmpty ? 0.1 : 0) {
            case .end: return batch.documents.isEmpty ? nil : batch
            case .notYet:
                guard batch.documents.isEmpty else { return batch }
                try tell(.position(position), progress)
            case .document(let file, let outcome):
                let index = position.documentsDone + batch.documents.count
                try tell(.reading(document: file.path, index: index, count: position.documents), progress)
                batch.documents.append((file, outcome))
                if case .success(let document) = outcome { try add(document, to: &batch, &report) }
            }
        }
        return batch
    }

    private func add(_ document: PreparedDocument, to batch: inout Batch, _ report: inout SyncReport) throws {
        let known = try measure(&report.seconds.storing) { try target.known(Set(document.passages.map(\.key))) }
        for (draft, key) in document.passages {
            guard !known.contains(key), batch.seen.insert(key).inserted else {
                report.reused += 1
                continue
            }
            batch.wanted.append(draft)
            batch.keys.append(key)
        }
    }

    /// Makes the vectors that are not known yet and keeps them at once, so that a sync that is stopped has not worked in vain.
    private func embed(
        _ batch: Batch, _ position: inout SyncPosition, _ report: inout SyncReport, _ progress: (SyncProgress) -> SyncContinuation
    ) throws {
        position.reused = report.reused
        let start = position.bytesDone
        // Texts of like length together, long ones first: no thread of the encoder ends on a long text alone.
        let order = batch.wanted.indices.sorted { (batch.wanted[$0].tokens, $1) > (batch.wanted[$1].tokens, $0) }
        let texts = order.map { (batch.keys[$0], batch.wanted[$0].embeddingText) }
        try embed(texts, &report.seconds) { done in
            report.embedded += done.made
            position.embedded = report.embedded
            position.bytesDone = start + batch.bytes * done.total / texts.count
            try tell(.position(position), progress)
        }
        position.bytesDone = start + batch.bytes
    }

    /// Embeds texts slice by slice, each as large as the time between two looks allows; `each` hears how many were made by the slice and
    /// in all.
    func embed(
        _ texts: [(key: EmbeddingKey, text: String)], _ seconds: inout SyncReport.Seconds, each: ((made: Int, total: Int)) throws -> Void
    ) throws {
        var done = 0
        var size = 16
        while done < texts.count {
            let slice = texts[done..<min(done + size, texts.count)]
            var taken = 0.0
            let vectors = try measure(&taken) { try embedder.embed(slice.map(\.text)) }
            seconds.embedding += taken
            guard vectors.count == slice.count, vectors.allSatisfy({ $0.count == embedder.dimensions }) else {
                throw RetrievalError.badEmbedding(expected: embedder.dimensions, found: vectors.first?.count ?? 0)
            }
            try measure(&seconds.storing) { try target.keep(zip(slice, vectors).map { ($0.key, $1) }, model: embedder.signature) }
            done += slice.count
            size = Int(min(max(Double(slice.count) * Self.lookEvery / max(taken, 1e-3), 8), 64))
            try each((slice.count, done))
        }
    }

    private func settle(
        _ file: SourceFile, _ outcome: DocumentPipeline.Outcome, _ report: inout SyncReport,
        _ progress: (SyncProgress) -> SyncContinuation
    ) throws {
        do {
            let document = try outcome.get()
            let entry = try measure(&report.seconds.storing) { try target.put(document) }
            if let entry { try note(entry, &report, progress) } else { report.unchanged += 1 }
        } catch let failure as DocumentFailure {
            try fail(file, failure, &report, progress)
        }
    }

    // MARK: - Telling

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

    private func measure<T>(_ seconds: inout Double, _ body: () throws -> T) rethrows -> T {
        let clock = ContinuousClock()
        let start = clock.now
        defer { seconds += (clock.now - start) / .seconds(1) }
        return try body()
    }
}
