import Compute
import Foundation
import ModelFormats

/// The state of a training in one file: a magic word, the length of a JSON header, the header, the floats, and the SHA-256 of all that.
///
/// Floats are little-endian single precision: parameters, both moments, the best parameters. A reader either gets all of it, verified,
/// or an error.
enum Checkpoint {
    private static let magic = Array("ASSAYCP1".utf8)

    struct Header: Codable {
        var version = 1
        var identity: TrainingIdentity
        var count: Int
        var step: Int
        var tokens: Int
        var validatedStep: Int?
        var initialValidationLoss: Double?
        var bestStep: Int?
        var bestValidationLoss: Double?
        var validationsSinceBest: Int
    }

    static func write(_ state: TrainingState, identity: TrainingIdentity, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let header = try encoder.encode(
            Header(
                identity: identity, count: state.parameters.layout.count, step: state.step, tokens: state.tokens,
                validatedStep: state.validatedStep, initialValidationLoss: state.initialValidationLoss, bestStep: state.bestStep,
                bestValidationLoss: state.bestValidationLoss, validationsSinceBest: state.validationsSinceBest))
        let file = try AtomicFile(path)
        var hash = SHA256()
        let start = magic + withUnsafeBytes(of: UInt64(header.count).littleEndian, Array.init) + Array(header)
        hash.update(start)
        try file.write(start)
        for buffer in state.buffers {
            let bytes = UnsafeRawBufferPointer(start: buffer.pointer, count: buffer.count * MemoryLayout<Float>.stride)
            hash.update(bytes)
            try file.write(bytes)
        }
        try file.write(Array(hash.hexDigest().utf8))
        try file.commit()
    }

    /// Fills `state` from the file. Throws `TrainingError.unusableCheckpoint`, and leaves `state` alone then.
    static func read(_ path: String, into state: TrainingState, identity: TrainingIdentity) throws(TrainingError) {
        func unusable(_ problem: String) -> TrainingError { .unusableCheckpoint(path: path, problem: problem) }
        guard let file = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped) else {
            throw unusable("it can't be read")
        }
        let digestLength = 64
        let prefix = magic.count + 8
        guard file.count >= prefix + digestLength, file.prefix(magic.count).elementsEqual(magic) else {
            throw unusable("it is not a checkpoint of this program, or cut short")
        }
        var hash = SHA256()
        file.dropLast(digestLength).withUnsafeBytes { hash.update($0) }
        guard file.suffix(digestLength).elementsEqual(hash.hexDigest().utf8) else { throw unusable("its checksum is wrong") }
        let length = file[magic.count..<prefix].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let body = UInt64(file.count - prefix - digestLength)
        guard length <= body, let header = try? JSONDecoder().decode(Header.self, from: file.dropFirst(prefix).prefix(Int(length))) else {
            throw unusable("its header can't be read")
        }
        guard header.version == 1 else { throw unusable("it has version \(header.version), this program reads version 1") }
        if let difference = identity.difference(from: header.identity) { throw unusable(difference) }
        let buffers = state.buffers
        let bytes = buffers.reduce(0) { $0 + $1.count * MemoryLayout<Float>.stride }
        guard header.count == state.parameters.layout.count, body - length == UInt64(bytes) else { throw unusable("its size is wrong") }

        var offset = prefix + Int(length)
        for buffer in buffers {
            let size = buffer.count * MemoryLayout<Float>.stride
            _ = file.copyBytes(
                to: UnsafeMutableRawBufferPointer(start: buffer.pointer, count: size),
                from: file.startIndex + offset..<file.startIndex + offset + size)
            offset += size
        }
        state.step = header.step
        state.tokens = header.tokens
        state.validatedStep = header.validatedStep
        state.initialValidationLoss = header.initialValidationLoss
        state.bestStep = header.bestStep
        state.bestValidationLoss = header.bestValidationLoss
        state.validationsSinceBest = header.validationsSinceBest
    }
}
