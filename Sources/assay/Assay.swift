import ArgumentParser

@main
struct Assay: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Settle it: prompt better, add RAG, fine-tune, or both.")
}
