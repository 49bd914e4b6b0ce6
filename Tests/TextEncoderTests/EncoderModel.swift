import Foundation
import TextEncoder

/// The real encoder, where the program looks for it.
enum EncoderModel {
    static let directory: String = {
        let environment = ProcessInfo.processInfo.environment
        let models =
            environment["ASSAY_MODELS"] ?? environment["XDG_DATA_HOME"].map { $0 + "/assay/models" }
            ?? NSHomeDirectory() + "/.local/share/assay/models"
        return models + "/all-MiniLM-L6-v2"
    }()

    /// Loaded once for all tests.
    static let shared = Result { () throws -> SentenceEncoder in
        guard FileManager.default.fileExists(atPath: directory + "/model.safetensors") else { throw Missing() }
        return try SentenceEncoder(directory: directory)
    }

    struct Missing: Error, CustomStringConvertible {
        var description: String { "the text encoder is not at \(EncoderModel.directory); `make test` fetches it" }
    }
}

func cosine(_ a: [Float], _ b: [Float]) -> Double {
    let dot = zip(a, b).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    let lengths = [a, b].map { $0.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot() }
    return dot / (lengths[0] * lengths[1])
}
