import Foundation
import TextEncoder

/// Turns vectors into two codes: a short one that is scanned and a longer one that ranks what the scan found.
///
/// Vectors are centred and turned into their principal directions, where a few coordinates carry most of what tells passages
/// apart; bits go where the error of an inner product is largest (transform coding). On MiniLM's 384 dimensions 64 directions
/// hold 65 % of the variance and 192 hold 92 %.
struct VectorCodec: Codable, Equatable {
    let dimensions: Int
    /// directions × dimensions, those with the largest variance first.
    private let rotation: Data
    private let mean: Data
    let front: CodeLayout
    let back: CodeLayout
    /// Passages in the store when it was trained.
    let trained: Int

    init(mean: [Float], rotation: [Float], front: CodeLayout, back: CodeLayout, trained: Int) {
        dimensions = mean.count
        self.mean = mean.withUnsafeBytes { Data($0) }
        self.rotation = rotation.withUnsafeBytes { Data($0) }
        self.front = front
        self.back = back
        self.trained = trained
    }

    /// Whether its parts fit together: it may come from a damaged file.
    var isSound: Bool {
        guard dimensions > 0, mean.count == 4 * dimensions, rotation.count % (4 * dimensions) == 0 else { return false }
        let directions = rotation.count / (4 * dimensions)
        for layout in [front, back] where !layout.isSound(directions: directions) { return false }
        return true
    }

    /// What encoding and asking need, ready for use.
    func prepared() -> PreparedCodec {
        PreparedCodec(codec: self, mean: mean.floats, rotation: rotation.floats)
    }
}

struct PreparedCodec {
    let codec: VectorCodec
    let mean: [Float]
    let rotation: [Float]
    var directions: Int { rotation.count / codec.dimensions }

    /// The coordinates of `vector` in the principal directions, those that have bits.
    func coordinates(_ vector: [Float], centred: Bool) -> [Float] {
        let from = centred ? zip(vector, mean).map { $0 - $1 } : vector
        var out = [Float](repeating: 0, count: directions)
        out.withUnsafeMutableBufferPointer { out in
            rotation.withUnsafeBufferPointer { DotProducts.scores(of: $0, rows: directions, query: from, into: out) }
        }
        return out
    }
}

extension Data {
    /// Little-endian floats, as every machine this runs on keeps them; a rest of less than four bytes is dropped.
    var floats: [Float] {
        [Float](unsafeUninitializedCapacity: count / 4) { buffer, initialized in
            initialized = count / 4
            withUnsafeBytes {
                UnsafeMutableRawBufferPointer(buffer).copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<(count / 4 * 4)]))
            }
        }
    }
}
