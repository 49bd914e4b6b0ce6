/// Cuts a document into passages along its structure.
///
/// Blocks of one section are gathered up to the target size; a block that fits in one passage is never cut; one that does
/// not is cut at its seams (items, rows, lines), then between sentences, then between words.
struct Chunker {
    let parameters: ChunkingParameters
    let countTokens: (String) -> Int

    /// Word pieces that the encoder adds to every text: [CLS] and [SEP].
    private static let frameTokens = 2
    /// Headings take at most this share of a passage; inner headings are kept, outer ones go first.
    private var headingLimit: Int { parameters.maximumTokens / 4 }

    /// - Parameter name: the file's name, which gives the title when the document has none.
    func draft(_ document: ExtractedDocument, name: String) -> DocumentDraft {
        let structure = document.structure
        let title = structure.title ?? Self.title(fromFileName: name)
        var passages = structure.sections.flatMap { section in
            self.passages(of: section, headings: section.headings.isEmpty ? [title] : section.headings, document.bytes)
        }
        for i in passages.indices {
            passages[i].page = Self.number(of: passages[i].range.lowerBound, among: structure.pages)
            passages[i].row = Self.number(of: passages[i].range.lowerBound, among: structure.rows)
        }
        return DocumentDraft(title: title, passages: passages)
    }

    /// Which of the ascending `starts` is the last at or before the offset, from 1; nil when none is.
    private static func number(of offset: Int, among starts: [Int]) -> Int? {
        var (low, high) = (0, starts.count)
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? low : nil
    }

    /// The file's name as words.
    static func title(fromFileName name: String) -> String {
        let last = name.split(separator: "/").last.map(String.init) ?? name
        let stem = last.lastIndex(of: ".").map { $0 == last.startIndex ? last : String(last[..<$0]) } ?? last
        let separators: Set<Character> = ["_", "-"]
        let words = ModelText.clean(stem).text.split { $0.isWhitespace || separators.contains($0) }
        return words.isEmpty ? "document" : words.joined(separator: " ")
    }

    /// The headings that go into the text that is embedded: inner ones, as far as they leave room for the passage.
    func embedded(_ headings: [String]) -> [String] {
        var kept = headings
        while kept.count > 1, countTokens(kept.joined(separator: "\n")) > headingLimit { kept.removeFirst() }
        if let only = kept.first, kept.count == 1, countTokens(only) > headingLimit { kept = [String(only.prefix(headingLimit))] }
        return kept
    }

    private func passages(of section: Section, headings: [String], _ bytes: [UInt8]) -> [PassageDraft] {
        let embedded = self.embedded(headings)
        let frame = countTokens(embedded.joined(separator: "\n")) + Self.frameTokens
        let packer = UnitPacker(
            bytes: bytes, target: max(parameters.targetTokens - frame, 8), maximum: parameters.maximumTokens - frame,
            overlap: parameters.overlapTokens, countTokens: countTokens)
        return packer.pack(section.blocks).map { packed in
            let lead = packed.lead.map { String(decoding: bytes[$0], as: UTF8.self) } ?? ""
            let text = String(decoding: bytes[packed.range], as: UTF8.self)
            let embeddingText = PassageDraft.embeddingText(headings: embedded, lead: lead, text: text)
            return PassageDraft(
                headings: headings, lead: lead, text: text, range: packed.range, embeddingText: embeddingText,
                tokens: countTokens(embeddingText) + Self.frameTokens)
        }
    }
}
