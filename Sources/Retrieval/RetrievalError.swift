/// What can go wrong with a store as a whole. A bad document is never an error: it is listed with its reason.
public enum RetrievalError: Error, Equatable, CustomStringConvertible {
    /// The file was written by a newer version of the program; it is left untouched.
    case newerSchema(path: String)
    /// The file is there but is not a knowledge store, or is damaged.
    case notAStore(path: String, reason: String)
    /// The store's folder cannot be made or written.
    case cannotOpen(path: String, reason: String)
    /// The disk is full. What was stored before stays.
    case noSpace(path: String)
    /// Another process kept the store locked for longer than the busy timeout.
    case locked(path: String)
    /// The encoder gave something other than one vector of its dimensions for each text.
    case badEmbedding(expected: Int, found: Int)
    /// A document that was asked for by itself cannot be read; a sync lists it and goes on.
    case unreadableDocument(path: String, reason: String)

    public var description: String {
        switch self {
        case .newerSchema(let path):
            "\(path) was written by a newer version of this program; update the program, or move the file away to build the store again"
        case .notAStore(let path, let reason):
            "\(path) cannot be read as a knowledge store (\(reason)); build it again from the documents with: assay kb rebuild"
        case .cannotOpen(let path, let reason):
            "the knowledge store \(path) cannot be opened (\(reason)); check that its folder exists and can be written"
        case .noSpace(let path):
            "there is no space left on the disk for \(path); everything stored so far is kept: free some space and sync again to go on"
        case .locked(let path):
            "the knowledge store \(path) is being written by another process; try again when it has finished"
        case .unreadableDocument(let path, let reason): "\(path) \(reason)"
        case .badEmbedding(let expected, let found):
            "the text encoder gave \(found) numbers where \(expected) were expected; check the encoder's files"
        }
    }
}
