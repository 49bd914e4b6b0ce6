import Foundation

/// A file of probes that a project brings, one JSON object a line.
enum ProbeFile {
    /// - Parameter name: relative to the project.
    /// - Returns: nil where there is no such file.
    /// - Throws: `.badData` with the number of the line that is no probe, and for an id that comes twice.
    static func read<Probe: Decodable & Identifiable>(_ type: Probe.Type, _ name: String, in project: Project) throws -> [Probe]? {
        let path = project.absolute(name)
        guard Files.exists(path) else { return nil }
        let decoder = JSONDecoder()
        var probes: [Probe] = []
        var seen: Set<Probe.ID> = []
        for (index, line) in try Files.readText(path).split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { !$0.isWhitespace }) else { continue }
            let probe: Probe
            do { probe = try decoder.decode(type, from: Data(line.utf8)) } catch {
                throw WorkbenchError(.badData, "\(name) line \(index + 1) is not a probe: \(reason(error)).")
            }
            guard seen.insert(probe.id).inserted else {
                throw WorkbenchError(.badData, "\(name) line \(index + 1) has the id of an earlier line: \(probe.id).")
            }
            probes.append(probe)
        }
        return probes
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "\"\(key.stringValue)\" is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            "\"\(context.codingPath.map(\.stringValue).joined(separator: "."))\" has a value of the wrong kind"
        default: "it is no JSON object"
        }
    }
}
