import Foundation
import Retrieval
import Synchronization

/// A deterministic encoder without a model: every word points in a direction of its own. Counts what it is asked.
final class HashingEmbedder: Embedder {
    let dimensions: Int
    let signature: String
    private let asked = Mutex<[String]>([])

    init(dimensions: Int = 64, version: String = "1") {
        self.dimensions = dimensions
        signature = "hashing \(version)"
    }

    /// Every text embedded so far.
    var texts: [String] { asked.withLock { $0 } }

    func forget() { asked.withLock { $0 = [] } }

    func embed(_ texts: [String]) throws -> [[Float]] {
        asked.withLock { $0 += texts }
        return texts.map(vector)
    }

    func countTokens(_ text: String) -> Int {
        // Like word pieces: long words are several, and spaces are none.
        text.split(whereSeparator: \.isWhitespace).reduce(0) { $0 + 1 + $1.utf8.count / 9 }
    }

    private func vector(_ text: String) -> [Float] {
        var sum = [Float](repeating: 0, count: dimensions)
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
        for word in words {
            var state = (signature + word).utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
            for i in 0..<dimensions {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                sum[i] += Float(Int64(bitPattern: state) >> 40) / Float(1 << 23)
            }
        }
        let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? sum.map { $0 / length } : sum
    }
}

/// An encoder whose files are not there.
struct MissingModel: Error {}
