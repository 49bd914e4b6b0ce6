import Foundation
import Processes

/// sentence-transformers on the same model and passages, for a figure in the same minutes.
public struct SentenceTransformersBench: Sendable {
    /// A Python that has torch and sentence-transformers.
    private let python: String

    public init(python: String) { self.python = python }

    /// In single precision, as the package is used; the modules are put together because a folder with weights alone doesn't name them.
    private static let script = """
        from json import dumps, loads
        from sys import argv, stdout
        from time import perf_counter

        from sentence_transformers import SentenceTransformer, __version__ as version, models
        from torch import set_num_threads

        directory, threads = argv[1], int(argv[2])
        a = loads(argv[3])
        set_num_threads(threads)
        transformer = models.Transformer(directory, max_seq_length=256)
        pooling = models.Pooling(transformer.get_word_embedding_dimension(), pooling_mode="mean")
        model = SentenceTransformer(modules=[transformer, pooling, models.Normalize()], device="cpu")
        rates, times = [], []
        for repetition in range(4):
            start = perf_counter()
            model.encode(a["passages"], batch_size=32)
            middle = perf_counter()
            model.encode([a["question"]])
            end = perf_counter()
            rates.append(len(a["passages"]) / (middle - start))
            times.append(end - middle)
        stdout.write(dumps({"passagesPerSecond": rates[1:], "questionSeconds": times[1:], "version": version}) + "\\n")
        """

    private struct Texts: Encodable {
        var passages: [String]
        var question: String
    }

    struct Result: Decodable {
        var passagesPerSecond: [Double]
        var questionSeconds: [Double]
        var version: String
    }

    /// Three rounds after a warming one.
    func run(directory: String, passages: [String], question: String) throws -> Result {
        let texts = try JSONEncoder().encode(Texts(passages: passages, question: question))
        // One argument may have 128 KB on Linux: some 200 passages.
        let (status, text) = try ChildProcess.output(
            python,
            [
                "-c", Self.script, directory, "\(ProcessInfo.processInfo.activeProcessorCount)", String(decoding: texts, as: UTF8.self),
            ])
        guard status == 0, let line = text.split(separator: 0x0A).last,
            let result = try? JSONDecoder().decode(Result.self, from: Data(line))
        else {
            throw WorkbenchError(
                .unavailable, "\(python) ended with status \(status) and no figures.",
                next: "It needs torch and sentence-transformers: \(python) -c \"import torch, sentence_transformers\"")
        }
        return result
    }
}
