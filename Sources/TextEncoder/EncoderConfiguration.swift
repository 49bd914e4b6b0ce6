import Foundation

/// The shape of a BERT encoder, from its `config.json`.
public struct EncoderConfiguration: Sendable, Equatable {
    public var layers: Int
    public var width: Int
    public var heads: Int
    public var feedForward: Int
    public var vocabulary: Int
    /// Positions that the model was trained with.
    public var positions: Int
    public var normEpsilon: Float

    public var headWidth: Int { width / heads }

    private struct File: Decodable {
        var modelType: String?
        var hiddenAct: String?
        var positionEmbeddingType: String?
        var numHiddenLayers: Int
        var hiddenSize: Int
        var numAttentionHeads: Int
        var intermediateSize: Int
        var vocabSize: Int
        var maxPositionEmbeddings: Int
        var layerNormEps: Float?
    }

    /// Reads and checks `config.json`: everything the arithmetic relies on holds afterwards.
    init(path: String) throws(TextEncoderError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .unreadable(path: path, reason: "it is not there or may not be read")
        }
        let file: File
        do {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            file = try decoder.decode(File.self, from: data)
        } catch {
            throw .unsupported(path: path, problem: "it is not the configuration of a BERT model (\(error.localizedDescription))")
        }
        guard file.modelType ?? "bert" == "bert" else {
            throw .unsupported(path: path, problem: "its model type is \(file.modelType ?? "")")
        }
        guard file.hiddenAct ?? "gelu" == "gelu" else {
            throw .unsupported(path: path, problem: "its activation is \(file.hiddenAct ?? ""), gelu is known")
        }
        guard file.positionEmbeddingType ?? "absolute" == "absolute" else {
            throw .unsupported(path: path, problem: "its positions are \(file.positionEmbeddingType ?? ""), absolute ones are known")
        }
        let sizes = [
            file.numHiddenLayers, file.hiddenSize, file.numAttentionHeads, file.intermediateSize, file.vocabSize,
            file.maxPositionEmbeddings,
        ]
        guard sizes.allSatisfy({ (1...1 << 20).contains($0) }), file.numHiddenLayers <= 256 else {
            throw .unsupported(path: path, problem: "its sizes are not those of a model")
        }
        layers = file.numHiddenLayers
        width = file.hiddenSize
        heads = file.numAttentionHeads
        feedForward = file.intermediateSize
        vocabulary = file.vocabSize
        positions = file.maxPositionEmbeddings
        normEpsilon = file.layerNormEps ?? 1e-12
        guard width % heads == 0, width % 16 == 0, feedForward % 16 == 0, headWidth % 16 == 0, headWidth <= 64, positions >= 8 else {
            throw .unsupported(
                path: path, problem: "its widths (\(width), \(heads) heads, \(feedForward)) are not multiples of 16 as they must be")
        }
    }
}
