import Foundation
import Retrieval
import Scoring

/// A fact to change and what to ask before and after: a line of `probes/freshness.jsonl`.
struct FreshnessProbe: Codable, Sendable, Identifiable {
    var id: String
    var document: String
    /// Stands exactly once in the document.
    var old: String
    var new: String
    var question: String
    var oldFacts: [[String]]
    var newFacts: [[String]]
}

extension ProjectSession {
    private func freshnessProbes() throws -> [FreshnessProbe] {
        guard let probes = try ProbeFile.read(FreshnessProbe.self, Project.freshnessProbes, in: project) else {
            throw WorkbenchError(
                .notFound, "This project has no probes/freshness.jsonl.",
                next: "One JSON object a line: id, document, old, new, question, oldFacts, newFacts.")
        }
        return probes
    }

    /// The live freshness experiment: change each fact in a copy of the documents, sync the copy, ask every arm before and after.
    /// The project's own documents and store are not touched.
    public func measureFreshness(arms wanted: [Arm] = [], progress: ProgressSink) throws -> FreshnessReport {
        let probes = try freshnessProbes()
        // A form changes no knowledge: without a wish it is left out.
        let arms = try answerableArms(wanted).filter { !wanted.isEmpty || !$0.isConstrained }
        let copy = project.state + "/freshness-\(getpid())"
        removeAbandonedCopies()
        defer { try? FileManager.default.removeItem(atPath: copy) }
        let store = try copiedStore(to: copy)
        var report = FreshnessReport(probes: [], arms: [], updateSeconds: 0)
        for (index, probe) in probes.enumerated() {
            let update = ProgressUpdate(
                fraction: Double(index) / Double(probes.count), text: "probe \(index + 1) of \(probes.count) · \(probe.question)")
            guard progress(update) else { throw WorkbenchError(.failed, "The freshness experiment was stopped.") }
            let before = try arms.map { try reply(to: probe, $0, store) }
            let original = try change(probe, in: copy)
            let watch = Stopwatch()
            _ = try store.sync(KnowledgeSources(paths: configuration.sources))
            report.updateSeconds = max(report.updateSeconds, watch.seconds)
            let after = try arms.map { try reply(to: probe, $0, store) }
            try Files.writeAtomically(original, to: "\(copy)/\(probe.document)")
            _ = try store.sync(KnowledgeSources(paths: configuration.sources))

            report.probes.append(
                .init(
                    id: probe.id, question: probe.question, old: probe.old, new: probe.new,
                    answers: zip(arms, zip(before, after)).map { arm, texts in
                        .init(
                            arm: arm, before: texts.0, after: texts.1, oldBefore: states(probe.oldFacts, texts.0),
                            followed: states(probe.newFacts, texts.1), stale: states(probe.oldFacts, texts.1))
                    }))
        }
        report.arms = arms.map { arm in
            let answers = report.probes.flatMap(\.answers).filter { $0.arm == arm }
            return .init(
                arm: arm, n: answers.count, oldBefore: answers.count(where: \.oldBefore), followed: answers.count(where: \.followed),
                stale: answers.count(where: \.stale))
        }
        try JSONFile.write(report, to: project.freshnessFile)
        return report
    }

    /// The newest freshness result, if the experiment was run.
    func storedFreshness() throws -> FreshnessReport? { try JSONFile.read(FreshnessReport.self, from: project.freshnessFile) }

    /// Copies that an experiment left which was killed.
    private func removeAbandonedCopies() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: project.state)) ?? [] where name.hasPrefix("freshness-") {
            guard let process = pid_t(name.dropFirst("freshness-".count)), kill(process, 0) != 0, errno == ESRCH else { continue }
            try? FileManager.default.removeItem(atPath: "\(project.state)/\(name)")
        }
    }

    private func copiedStore(to copy: String) throws -> any KnowledgeStore {
        for source in configuration.sources where !source.hasPrefix("/") {
            let target = "\(copy)/\(source)"
            try Files.makeDirectory((target as NSString).deletingLastPathComponent)
            do {
                try FileManager.default.copyItem(atPath: project.absolute(source), toPath: target)
            } catch {
                throw WorkbenchError(.cantWrite, "Cannot copy \(source): \(Files.reason(error)).")
            }
        }
        let store = try SQLiteKnowledgeStore(path: "\(copy)/knowledge.sqlite", root: copy, chunking: chunking, embedder: try self.encoder())
        _ = try store.sync(KnowledgeSources(paths: configuration.sources))
        return store
    }

    /// - Returns: the document as it was.
    private func change(_ probe: FreshnessProbe, in copy: String) throws -> Data {
        let path = "\(copy)/\(probe.document)"
        let text = try Files.readText(path)
        guard text.components(separatedBy: probe.old).count == 2 else {
            throw WorkbenchError(.badData, "The probe \(probe.id): \"\(probe.old)\" does not stand exactly once in \(probe.document).")
        }
        try Files.writeAtomically(Data(text.replacingOccurrences(of: probe.old, with: probe.new).utf8), to: path)
        return Data(text.utf8)
    }

    private func reply(to probe: FreshnessProbe, _ arm: Arm, _ store: any KnowledgeStore) throws -> String {
        var passages: [Passage]?
        if arm.retrieves {
            passages = try store.search(searchRequest(SearchQuery.text(question: probe.question), limit: configuration.passages)).map(
                \.passage)
        }
        let prompt = try prepare(arm, question: probe.question, passages: passages)
        return try cachedAnswer(prompt, isCancelled: { false })?.text ?? ""
    }

    private func states(_ facts: [[String]], _ text: String) -> Bool {
        facts.allSatisfy { aliases in aliases.contains { FoldedText(text).contains(FoldedText($0)) } }
    }
}
