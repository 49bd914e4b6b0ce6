import Compute
import Foundation
import Inference
import LoRATraining
import ModelFormats

/// Reproducible numbers in −scale/2 ..< scale/2, the same in Swift and in the Python that made the fixtures.
func hashed(_ count: Int, seed: Int, scale: Double) -> [Float] {
    (0..<count).map { index in
        var mixed = UInt64(index + 1) &* 2_654_435_761 &+ UInt64(seed) &* 40503
        mixed &= 0xffff_ffff
        mixed = ((mixed ^ (mixed >> 15)) &* 2_246_822_519) & 0xffff_ffff
        return Float((Double(mixed >> 8) / Double(1 << 24) - 0.5) * scale)
    }
}

/// A llama of a few thousand weights.
enum TinyModel {
    static let shape = LlamaShape(
        layers: 2, width: 24, heads: 4, keyValueHeads: 2, headWidth: 8, feedForward: 40, vocabulary: 37, context: 256, normEpsilon: 1e-5)

    static func make(shape: LlamaShape = shape, tied: Bool = true, spoil: (inout [Float]) -> Void = { _ in }) -> FrozenModel {
        var seed = 1000
        func buffer(_ count: Int, scale: Double, around middle: Float = 0) -> FloatBuffer {
            seed += 1
            return FloatBuffer(hashed(count, seed: seed, scale: scale).map { $0 + middle })
        }
        let layers = (0..<shape.layers).map { _ in
            FrozenModel.Layer(
                attentionNorm: buffer(shape.width, scale: 0.5, around: 1), feedForwardNorm: buffer(shape.width, scale: 0.5, around: 1),
                weights: Dictionary(
                    uniqueKeysWithValues: LinearProjection.allCases.map { projection in
                        let inputs = shape.inputs(of: projection)
                        return (projection, buffer(inputs * shape.outputs(of: projection), scale: 5 / Double(inputs).squareRoot()))
                    }))
        }
        let finalNorm = buffer(shape.width, scale: 0.5, around: 1)
        var embedding = buffer(shape.vocabulary * shape.width, scale: 2).array
        spoil(&embedding)
        let half = shape.headWidth / 2
        let table = FloatBuffer(embedding)
        return FrozenModel(
            shape: shape, layers: layers, finalNorm: finalNorm, embedding: table,
            head: tied ? nil : buffer(shape.vocabulary * shape.width, scale: 2),
            frequencies: (0..<half).map { Float(pow(100, -Double($0) / Double(half))) },
            fingerprint: FrozenModel.fingerprint(shape: shape, layers: layers, finalNorm: finalNorm, embedding: table))
    }

    static func adapter(
        shape: LlamaShape = shape, rank: Int = 3, alpha: Float = 6, bScale: Double = 0.5,
        contains: (Int, LinearProjection) -> Bool = { _, _ in true }
    ) -> LoRAAdapter {
        var modules: [AdapterModule] = []
        for layer in 0..<shape.layers {
            for (index, projection) in LinearProjection.allCases.enumerated() where contains(layer, projection) {
                let (inputs, outputs) = (shape.inputs(of: projection), shape.outputs(of: projection))
                let seed = layer * 14 + index * 2
                modules.append(
                    AdapterModule(
                        layer: layer, projection: projection, inputs: inputs, outputs: outputs,
                        a: hashed(rank * inputs, seed: seed, scale: 0.5), b: hashed(rank * outputs, seed: seed + 1, scale: bScale)))
            }
        }
        return LoRAAdapter(rank: rank, alpha: alpha, modules: modules)
    }

    /// Ragged sequences, some positions masked.
    static let batch = [
        TrainingSequence(tokens: [1, 5, 9, 2, 30, 7, 7], labels: [-100, -100, 9, 2, -100, 7, 7]),
        TrainingSequence(tokens: [36, 0, 12], labels: [36, 0, 12]),
        TrainingSequence(tokens: [4, 4, 8, 15, 16, 23, 5, 6, 7, 8, 1], labels: [-100, -100, -100, 15, 16, 23, 5, -100, -100, -100, -100]),
    ]
}

/// A folder that goes when the value does.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/assay-training-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

struct MissingModel: Error, CustomStringConvertible {
    let path: String
    var description: String { "\(path) is missing: run `make models`, or set ASSAY_MODELS to the folder that holds it" }
}

/// Where the model files are.
func modelPath(_ name: String) throws -> String {
    let environment = ProcessInfo.processInfo.environment
    let folder =
        environment["ASSAY_MODELS"]
        ?? (environment["XDG_DATA_HOME"] ?? environment["HOME", default: ""] + "/.local/share") + "/assay/models"
    let path = folder + "/" + name
    guard FileManager.default.fileExists(atPath: path) else { throw MissingModel(path: path) }
    return path
}

func norm(_ values: [Float]) -> Double { values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot() }

/// |a − b| / |b|.
func relativeDistance(_ a: [Float], _ b: [Float]) -> Double { norm(zip(a, b).map { $0 - $1 }) / norm(b) }
