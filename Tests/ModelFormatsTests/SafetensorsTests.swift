import Foundation
import ModelFormats
import Testing

/// A safetensors file of a header's text and data, in memory.
func safetensors(_ header: String, data: [UInt8] = []) throws -> SafetensorsFile {
    try SafetensorsFile(MappedFile(contents: little(UInt64(header.utf8.count)) + Array(header.utf8) + data, named: "tiny.safetensors"))
}

@Suite struct SafetensorsTests {
    @Test func tensorsOfThreeTypesAreRead() throws {
        let header = """
            {"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},
             "b":{"data_offsets":[8,12],"dtype":"F16","shape":[2]}, "c":{"dtype":"BF16","shape":[],"data_offsets":[12,14]}}
            """
        let data = little(Float(1.5).bitPattern) + little(Float(-2).bitPattern) + [0, 0x3c, 0, 0xc0] + [0x40, 0x40]
        let file = try safetensors(header, data: data)
        #expect(file.metadata == ["format": "pt"])
        #expect(try file.tensor("a", shape: [1, 2]).dequantized() == [1.5, -2])
        #expect(try file.tensor("b").dequantized() == [1, -2])
        #expect(try file.tensor("c").dequantized() == [3])
        #expect(try file.tensor("c").shape.isEmpty)
    }

    @Test func dataMayBeUnaligned() throws {
        let file = try safetensors(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}  "#, data: little(Float(7).bitPattern))
        #expect(try file.tensor("a").dequantized() == [7])
    }

    @Test func tensorsWithoutNumbersAreWellFormed() throws {
        let file = try safetensors(#"{"a":{"dtype":"F32","shape":[0,3],"data_offsets":[0,0]}}"#)
        #expect(try file.tensor("a").dequantized().isEmpty)
        #expect(try safetensors("{}").tensors.isEmpty)
    }

    @Test func otherTypesAreNamedWhenAskedFor() throws {
        let file = try safetensors(#"{"ids":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#, data: [UInt8](repeating: 0, count: 8))
        #expect(file.undecodable == ["ids": "I64"])
        #expect(throws: ModelFormatError.unsupportedTensor(path: "tiny.safetensors", name: "ids", type: "I64")) { try file.tensor("ids") }
        #expect(throws: ModelFormatError.missingTensor(path: "tiny.safetensors", name: "x")) { try file.tensor("x") }
    }

    @Test func escapesInNamesAreRead() throws {
        let file = try safetensors(
            #"{"a\"\\\/\u00e9\ud83d\ude00":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"__metadata__":{"k\n":"\t"}}"#)
        #expect(file.undecodable.keys.first == "a\"\\/é😀")
        #expect(file.metadata == ["k\n": "\t"])
    }

    @Test func theShippedEncoderOpens() throws {
        let file = try SafetensorsFile(path: modelFile("all-MiniLM-L6-v2/model.safetensors"))
        #expect(file.tensors.count == 103)
        #expect(try file.tensor("embeddings.word_embeddings.weight").shape == [30_522, 384])
    }

    @Test func whatIsWrittenIsReadBack() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/out.safetensors"
            let tensors: [SafetensorsWriter.Tensor] = [
                ("second \"quoted\"", [2, 2], [1, -0.0, .leastNonzeroMagnitude, 4]), ("first", [3], [.pi, 1e30, -1]), ("none", [0], []),
            ]
            try SafetensorsWriter.write(tensors, metadata: ["note": "a\nb"], to: path)
            let file = try SafetensorsFile(path: path)
            #expect(file.metadata == ["note": "a\nb"])
            #expect(file.tensors.count == 3)
            for (name, shape, values) in tensors {
                #expect(try file.tensor(name, shape: shape).dequantized().map(\.bitPattern) == values.map(\.bitPattern))
            }
        }
    }

    @Test func writingReplacesWholeFilesAndLeavesNoOthers() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/out.safetensors"
            try SafetensorsWriter.write([("a", [1], [1])], to: path)
            let old = try SafetensorsFile(path: path)
            try SafetensorsWriter.write([("a", [2], [2, 3])], to: path)
            #expect(try old.tensor("a").dequantized() == [1])
            #expect(try SafetensorsFile(path: path).tensor("a").dequantized() == [2, 3])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["out.safetensors"])
        }
    }

    @Test func whatCannotBeWrittenIsAnErrorAndLeavesTheOld() throws {
        try withTemporaryFolder { folder in
            #expect(throws: ModelFormatError.cannotWrite(path: folder + "/no/x", reason: "No such file or directory")) {
                try SafetensorsWriter.write([("a", [1], [1])], to: folder + "/no/x")
            }
            try FileManager.default.createDirectory(atPath: folder + "/taken", withIntermediateDirectories: false)
            #expect(throws: ModelFormatError.self) { try SafetensorsWriter.write([("a", [1], [1])], to: folder + "/taken") }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["taken"])
        }
    }
}
