import Foundation
import Retrieval
import TextEncoder

/// The passages that a file would give, which is not taken in.
public enum PassagePreview {
    /// - Parameters:
    ///   - size: `passageTokens` of the project unless it is given; the same for `overlap`.
    ///   - project: nil for a file that belongs to none: the defaults then.
    public static func passages(of path: String, size: Int? = nil, overlap: Int? = nil, project: Project? = nil) throws -> [PassageRow] {
        let location = URL(fileURLWithPath: (path as NSString).expandingTildeInPath).standardizedFileURL.path
        guard Files.exists(location) else {
            throw WorkbenchError(.notFound, "There is no file \(path).", next: "Name a document, such as docs/prices.md.")
        }
        guard !Files.isDirectory(location) else {
            throw WorkbenchError(.usage, "\(path) is a folder.", next: "Name one of its files.")
        }
        let configuration = project?.configuration ?? ProjectConfiguration(name: "")
        let encoder = try SentenceEncoder(directory: try ModelStore().textEncoderPath())
        let chunking = ChunkingParameters(
            targetTokens: size ?? configuration.passageTokens, overlapTokens: overlap ?? configuration.overlapTokens)
        do {
            return try DocumentPreview.passages(of: location, chunking: chunking, countTokens: encoder.countTokens).map(PassageRow.init)
        } catch {
            throw WorkbenchError.wrapping(error)
        }
    }
}
