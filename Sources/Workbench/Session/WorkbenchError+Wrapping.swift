import Inference
import LoRATraining
import ModelFormats
import Processes
import Providers
import Retrieval

extension WorkbenchError {
    /// Any library's error as one with a documented exit code.
    public static func wrapping(_ error: any Error) -> WorkbenchError {
        switch error {
        case let error as WorkbenchError: error
        case ModelFormatError.cannotWrite(let path, let reason):
            WorkbenchError(.cantWrite, ModelFormatError.cannotWrite(path: path, reason: reason).description)
        case let error as ModelFormatError: WorkbenchError(.badData, error.description)
        case let error as ConstraintError: WorkbenchError(.badData, error.description)
        case let error as InferenceError: WorkbenchError(.badData, error.description)
        case let error as TrainingError: WorkbenchError(.failed, error.description)
        case RetrievalError.unreadableDocument(let path, let reason): WorkbenchError(.badData, "\(path) \(reason).")
        case let error as RetrievalError: WorkbenchError(kind(of: error), error.description)
        case let error as ProviderError: WorkbenchError(.unavailable, error.description)
        case let error as ChildProcessError: WorkbenchError(.unavailable, error.description)
        default: WorkbenchError(.failed, "\(error)")
        }
    }

    private static func kind(of error: RetrievalError) -> Kind {
        switch error {
        case .locked: .locked
        case .cannotOpen, .noSpace: .cantWrite
        case .notAStore, .newerSchema: .badData
        case .unreadableDocument: .badData
        case .badEmbedding: .failed
        }
    }
}
