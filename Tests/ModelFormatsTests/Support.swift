import Foundation
import ModelFormats

/// A folder of one's own, gone afterwards.
func withTemporaryFolder<R>(_ body: (String) throws -> R) throws -> R {
    let path = NSTemporaryDirectory() + "/assay-formats-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
}

struct MissingModel: Error, CustomStringConvertible {
    var path: String
    var description: String { "\(path) is missing: run `make models`, or set ASSAY_MODELS to the folder that holds it" }
}

/// A model file that `make models` fetches. Missing is a failure, never a silent skip.
func modelFile(_ name: String) throws -> String {
    let environment = ProcessInfo.processInfo.environment
    let folder =
        environment["ASSAY_MODELS"]
        ?? (environment["XDG_DATA_HOME"] ?? NSHomeDirectory() + "/.local/share") + "/assay/models"
    let path = folder + "/" + name
    guard FileManager.default.fileExists(atPath: path) else { throw MissingModel(path: path) }
    return path
}

/// A number's little-endian bytes.
func little(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.littleEndian, Array.init) }

/// A generator whose every run is the same (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
