import Foundation
import ModelFormats
import Testing
import Tokenization

struct MissingModel: Error, CustomStringConvertible {
    var path: String
    var description: String { "\(path) is missing: run `make models`, or set ASSAY_MODELS to the folder that holds it" }
}

/// A model file that `make models` fetches. Missing is a failure, never a silent skip.
func modelFile(_ name: String) throws -> String {
    let path = modelPath(name)
    guard FileManager.default.fileExists(atPath: path) else { throw MissingModel(path: path) }
    return path
}

func modelPath(_ name: String) -> String {
    let environment = ProcessInfo.processInfo.environment
    let folder =
        environment["ASSAY_MODELS"]
        ?? (environment["XDG_DATA_HOME"] ?? NSHomeDirectory() + "/.local/share") + "/assay/models"
    return folder + "/" + name
}

/// The vocabulary of SmolLM2, read once.
enum SmolLM2 {
    private static let file = Result { try GGUFFile(path: modelFile("SmolLM2-135M-Instruct.Q4_1.gguf")) }
    private static let made = Result { try tokenizer(preTokenizer: "smollm") }

    static func tokenizer() throws -> BytePairTokenizer { try made.get() }

    static func template() throws -> ChatTemplate {
        try ChatTemplate.recognise(file.get().stringIfPresent("tokenizer.chat_template"), for: tokenizer())
    }

    /// The same vocabulary, with text split by another rule.
    static func tokenizer(preTokenizer: String) throws -> BytePairTokenizer {
        let gguf = try file.get()
        return try BytePairTokenizer(
            tokens: gguf.strings("tokenizer.ggml.tokens"), types: gguf.ints("tokenizer.ggml.token_type"),
            merges: gguf.strings("tokenizer.ggml.merges"), preTokenizer: preTokenizer,
            beginToken: gguf.intIfPresent("tokenizer.ggml.bos_token_id"), endToken: gguf.intIfPresent("tokenizer.ggml.eos_token_id"),
            addsBeginToken: gguf.boolIfPresent("tokenizer.ggml.add_bos_token") ?? false)
    }
}

func fixture<T: Decodable>(_ name: String, as type: T.Type = T.self) throws -> T {
    let folder = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures")
    return try JSONDecoder().decode(T.self, from: Data(contentsOf: folder.appendingPathComponent(name)))
}

/// Swift's own `==` takes canonically equivalent texts for equal; a tokenizer must not.
func same(_ a: String, _ b: String) -> Bool { a.unicodeScalars.elementsEqual(b.unicodeScalars) }

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

/// Text of up to `length` scalars: letters, spaces, and anything that Unicode has.
func randomText(_ length: Int, _ random: inout SeededGenerator) -> String {
    var scalars = String.UnicodeScalarView()
    let spaces: [Unicode.Scalar] = [" ", " ", "\n", "\t", "\u{a0}", "\u{3000}", "\r", "\u{85}", "'"]
    let alphabets: [ClosedRange<UInt32>] = [
        0x21...0x7e, 0x61...0x7a, 0x30...0x39, 0xa1...0x24f, 0x300...0x52f, 0x5d0...0x6ff, 0x900...0x97f, 0x2000...0x206f, 0x3040...0x30ff,
        0x4e00...0x9fff, 0xac00...0xd7a3, 0x1f300...0x1faff, 0xe000...0xfffd, 0x10000...0x3ffff, 0xc0000...0x10ffff,
    ]
    for _ in 0..<Int.random(in: 0...length, using: &random) {
        if Int.random(in: 0..<5, using: &random) == 0 {
            scalars.append(spaces.randomElement(using: &random)!)
        } else {
            scalars.append(Unicode.Scalar(UInt32.random(in: alphabets.randomElement(using: &random)!, using: &random))!)
        }
    }
    return String(scalars)
}
