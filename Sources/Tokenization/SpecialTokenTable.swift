/// The tokens of a vocabulary that only a template may write, found by how they are spelled.
struct SpecialTokenTable: Sendable {
    /// By their first byte, the longest first.
    private var tokens: [UInt8: [(bytes: [UInt8], id: Int)]] = [:]

    init(_ tokenizer: any Tokenizer) {
        for id in 0..<tokenizer.vocabularySize {
            switch tokenizer.kind(of: id) {
            case .control, .userDefined, .unknown:
                let bytes = tokenizer.bytes(of: id)
                // Runs of spaces or newlines are ordinary text to their tokenizers, whatever they are called.
                guard let first = bytes.first, !bytes.allSatisfy({ $0 == 0x20 || (0x09...0x0d).contains($0) }) else { continue }
                tokens[first, default: []].append((bytes, id))
            default: continue
            }
        }
        tokens = tokens.mapValues { $0.sorted { ($0.bytes.count, $1.id) > ($1.bytes.count, $0.id) } }
    }

    /// The longest token that stands at this place and ends within the range.
    func token(in bytes: [UInt8], at start: Int, before end: Int) -> (id: Int, end: Int)? {
        guard let candidates = tokens[bytes[start]] else { return nil }
        for (token, id) in candidates where start + token.count <= end && bytes[start..<start + token.count].elementsEqual(token) {
            return (id, start + token.count)
        }
        return nil
    }
}
