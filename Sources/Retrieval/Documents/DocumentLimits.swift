/// How much of a source is taken in before it is listed as failed.
public struct DocumentLimits: Sendable, Equatable {
    /// A larger file is a failed document.
    public var maximumBytes: Int
    /// The same for PDF and the formats of word processors, most of which is not text.
    public var maximumContainerBytes: Int
    /// Folders nested deeper than this are skipped.
    public var maximumDepth: Int
    /// Of the text that is made of a document.
    public var maximumTextBytes: Int
    /// Elements, attributes and runs of text of an HTML document: 120 bytes of memory each while it is read.
    public var maximumNodes: Int
    /// Wall time and memory of a program that reads a document.
    public var programSeconds: Double
    public var programMemoryBytes: Int

    public init(
        maximumBytes: Int = 16 << 20, maximumContainerBytes: Int = 64 << 20, maximumDepth: Int = 64, maximumTextBytes: Int = 32 << 20,
        maximumNodes: Int = 1_000_000, programSeconds: Double = 60, programMemoryBytes: Int = 768 << 20
    ) {
        self.maximumBytes = maximumBytes
        self.maximumContainerBytes = maximumContainerBytes
        self.maximumDepth = maximumDepth
        self.maximumTextBytes = maximumTextBytes
        self.maximumNodes = maximumNodes
        self.programSeconds = programSeconds
        self.programMemoryBytes = programMemoryBytes
    }

    func bytes(ofFile path: String) -> Int {
        DocumentFormat(path: path)?.isContainer == true ? max(maximumBytes, maximumContainerBytes) : maximumBytes
    }
}
