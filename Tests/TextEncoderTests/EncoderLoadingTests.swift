import Foundation
import ModelFormats
import Testing
import TextEncoder

/// A folder whose files are links to the real model's, so that single ones can be put in their place.
private final class ModelCopy {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("encoder-\(UUID().uuidString)").path

    init() throws {
        _ = try EncoderModel.shared.get()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for name in ["config.json", "vocab.txt", "model.safetensors"] {
            try FileManager.default.createSymbolicLink(atPath: path + "/" + name, withDestinationPath: EncoderModel.directory + "/" + name)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path + "/" + name) }

    func replace(_ name: String, _ contents: String) throws {
        try remove(name)
        try Data(contents.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
    }

    func configuration(_ change: (inout [String: Any]) -> Void) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: EncoderModel.directory + "/config.json"))
        var object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        change(&object)
        try replace("config.json", String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self))
    }
}

struct EncoderLoadingTests {
    @Test(arguments: ["config.json", "vocab.txt"])
    func aMissingFileIsNamed(_ name: String) throws {
        let copy = try ModelCopy()
        try copy.remove(name)
        let error = #expect(throws: TextEncoderError.self) { try SentenceEncoder(directory: copy.path) }
        #expect(error?.description.contains(name) == true)
    }

    @Test func missingOrCutWeightsAreAModelFormatError() throws {
        let copy = try ModelCopy()
        try copy.replace("model.safetensors", "not tensors")
        #expect(throws: ModelFormatError.self) { try SentenceEncoder(directory: copy.path) }
        try copy.remove("model.safetensors")
        #expect(throws: ModelFormatError.self) { try SentenceEncoder(directory: copy.path) }
    }

    @Test(arguments: ["", "{", "[]", "{\"model_type\":\"bert\"}", "{\"hidden_size\":-1}"])
    func aBrokenConfigurationIsRefused(_ text: String) throws {
        let copy = try ModelCopy()
        try copy.replace("config.json", text)
        #expect(throws: TextEncoderError.self) { try SentenceEncoder(directory: copy.path) }
    }

    @Test func sizesThatTheArithmeticCannotTakeAreRefused() throws {
        let changes: [(String, Any)] = [
            ("hidden_size", 380), ("num_attention_heads", 0), ("num_attention_heads", 7), ("num_hidden_layers", Int(1e9)),
            ("intermediate_size", -16), ("max_position_embeddings", 0), ("model_type", "t5"), ("hidden_act", "relu"),
            ("position_embedding_type", "relative_key"),
        ]
        for (key, value) in changes {
            let copy = try ModelCopy()
            try copy.configuration { $0[key] = value }
            #expect(throws: TextEncoderError.self, "\(key) = \(value)") { try SentenceEncoder(directory: copy.path) }
        }
    }

    @Test func sizesThatDisagreeWithTheWeightsAreRefused() throws {
        for (key, value) in [("hidden_size", 768), ("intermediate_size", 3072), ("num_hidden_layers", 7)] {
            let copy = try ModelCopy()
            try copy.configuration { $0[key] = value }
            #expect(throws: ModelFormatError.self, "\(key) = \(value)") { try SentenceEncoder(directory: copy.path) }
        }
    }

    @Test func aVocabularyOfAnotherSizeIsRefused() throws {
        let copy = try ModelCopy()
        try copy.replace("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n")
        #expect(throws: TextEncoderError.self) { try SentenceEncoder(directory: copy.path) }
    }

    @Test func theSignatureChangesWithTheVocabulary() throws {
        let copy = try ModelCopy()
        let original = try EncoderModel.shared.get().signature
        #expect(try SentenceEncoder(directory: copy.path).signature == original)
        let vocabulary = try String(contentsOfFile: EncoderModel.directory + "/vocab.txt", encoding: .utf8)
        try copy.replace("vocab.txt", vocabulary.replacingOccurrences(of: "[unused5]", with: "[unusedX]"))
        #expect(try SentenceEncoder(directory: copy.path).signature != original)
    }
}
