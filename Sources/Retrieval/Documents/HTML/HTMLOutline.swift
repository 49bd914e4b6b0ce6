/// What is known of a page before it is read.
struct HTMLOutline {
    private(set) var title: String?
    /// The one part that the page says is its content.
    private(set) var main: HTMLNode?

    /// A part with less text than this is not the page's content, whatever it says.
    private static let leastMainBytes = 200

    init(_ root: HTMLNode) throws(DocumentFailure) {
        var mains: [HTMLNode] = []
        var title: String?
        try root.walk(enter: { node throws(DocumentFailure) in
            guard node.isElement else { return .over }
            let name = node.name
            if name == "svg" { return .over }
            if name == "title", title == nil { title = Self.text(of: node) }
            if name == "main" || node.hasAttributes && node.attribute("role") == "main" { mains.append(node) }
            return .inside
        })
        // Generators write a dash where a document has no title.
        self.title = title.flatMap { $0.isEmpty || $0 == "-" ? nil : HeadingText.bounded($0) }
        if mains.count == 1, Self.hasText(mains[0], atLeast: Self.leastMainBytes) { main = mains[0] }
    }

    /// Whether the explanations of a definition list have structure of their own: lists of names in lists of names, headings, tables.
    static func isOutline(_ list: HTMLNode) -> Bool {
        var isOutline = false
        try? list.walk(enter: { node throws(DocumentFailure) in
            guard node.isElement else { return .over }
            switch node.name {
            case "dl", "h1", "h2", "h3", "h4", "h5", "h6", "table": isOutline = true
            default: break
            }
            return isOutline ? .stop : .inside
        })
        return isOutline
    }

    private static func text(of node: HTMLNode) -> String {
        var bytes: [UInt8] = []
        try? node.walk(enter: { child throws(DocumentFailure) in
            if child.isText { bytes += child.text }
            return .inside
        })
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hasText(_ node: HTMLNode, atLeast limit: Int) -> Bool {
        var count = 0
        try? node.walk(enter: { child throws(DocumentFailure) in
            if child.isText { count += child.text.count { !Ascii.isSpace($0) } }
            return count >= limit ? .stop : .inside
        })
        return count >= limit
    }
}
