import Foundation
import ModelFormats

/// The folder in which a training keeps its checkpoints: `checkpoint-<step>`, the last two of them.
struct CheckpointFolder {
    let path: String
    private static let kept = 2
    private static let prefix = "checkpoint-"

    init(_ path: String) throws {
        self.path = path
        let files = FileManager.default
        try files.createDirectory(atPath: path, withIntermediateDirectories: true)
        // What a killed process was writing; a folder belongs to one training at a time.
        for name in try files.contentsOfDirectory(atPath: path) where name.hasPrefix(Self.prefix) && name.hasSuffix(".tmp") {
            try files.removeItem(atPath: path + "/" + name)
        }
    }

    /// The checkpoints that are there, newest first.
    func checkpoints() throws -> [(step: Int, path: String)] {
        try FileManager.default.contentsOfDirectory(atPath: path).compactMap { name -> (Int, String)? in
            guard name.hasPrefix(Self.prefix), let step = Int(name.dropFirst(Self.prefix.count)) else { return nil }
            return (step, path + "/" + name)
        }.sorted { $0.0 > $1.0 }
    }

    /// Writes a checkpoint, then removes all but the last two. Returns its path.
    func write(_ state: TrainingState, identity: TrainingIdentity) throws -> String {
        let path = self.path + "/" + Self.prefix + String(format: "%08d", state.step)
        try Checkpoint.write(state, identity: identity, to: path)
        for old in try checkpoints().dropFirst(Self.kept) { try FileManager.default.removeItem(atPath: old.path) }
        return path
    }

    /// Fills `state` from the newest checkpoint that is whole. Returns the ones that were skipped; nil when there are none at all.
    ///
    /// A checkpoint of another training is an error, never skipped: going on without it would bury it.
    func resume(_ state: TrainingState, identity: TrainingIdentity) throws -> [String]? {
        var skipped: [String] = []
        var last: TrainingError?
        for checkpoint in try checkpoints() {
            do throws(TrainingError) {
                try Checkpoint.read(checkpoint.path, into: state, identity: identity)
                return skipped
            } catch {
                if case .unusableCheckpoint(_, let problem) = error, problem.hasPrefix("it belongs to") { throw error }
                skipped.append(checkpoint.path)
                last = error
            }
        }
        if let last { throw last }
        return nil
    }

    /// Removes what an earlier training left.
    func clear() throws {
        for checkpoint in try checkpoints() { try FileManager.default.removeItem(atPath: checkpoint.path) }
    }
}
