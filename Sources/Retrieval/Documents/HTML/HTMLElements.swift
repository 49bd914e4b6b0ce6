/// What kinds of elements there are (HTML Living Standard), as far as reading goes.
enum HTMLElements {
    /// Nothing inside of these is text that a reader of the page would see, or it belongs to every page of the site.
    private static let dropped: Set<String> = [
        "script", "style", "noscript", "template", "svg", "nav", "iframe", "object", "embed", "applet", "canvas", "audio", "video",
        "select",
        "button", "input", "textarea", "datalist", "head", "noframes", "map",
    ]

    /// Elements that begin on a line of their own; all others run with the text.
    static let blocks: Set<String> = [
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html",
        "legend",
        "li", "main", "menu", "ol", "option", "p", "pre", "listing", "plaintext", "xmp", "search", "section", "summary", "table", "tbody",
        "td", "tfoot", "th", "thead", "tr", "ul",
    ]

    static let preformatted: Set<String> = ["pre", "listing", "plaintext", "xmp"]

    /// Names that generators of manuals give to navigation and to line numbers.
    private static let droppedClasses: Set<String> = [
        "navheader", "navfooter", "sphinxsidebar", "headerlink", "linenos", "lineno", "mw-editsection", "skip-link", "sr-only",
        "docnav", "breadcrumb", "breadcrumbs", "navbar",
    ]

    static func headingLevel(_ name: String) -> Int? {
        let bytes = Array(name.utf8)
        guard bytes.count == 2, bytes[0] == UInt8(ascii: "h"), (UInt8(ascii: "1")...UInt8(ascii: "6")).contains(bytes[1]) else {
            return nil
        }
        return Int(bytes[1] - UInt8(ascii: "0"))
    }

    /// Whether an element and all in it is left out.
    static func isDropped(_ node: HTMLNode, _ name: String) -> Bool {
        if dropped.contains(name) { return true }
        guard node.hasAttributes else { return false }
        if node.attribute("hidden") != nil || node.attribute("aria-hidden") == "true" { return true }
        if let role = node.attribute("role"), role == "navigation" || role == "search" { return true }
        if let classes = node.attribute("class"),
            classes.split(whereSeparator: \.isWhitespace).contains(where: { droppedClasses.contains(String($0)) })
        {
            return true
        }
        guard let style = node.attribute("style") else { return false }
        let rules = style.lowercased().filter { !$0.isWhitespace }
        return rules.contains("display:none") || rules.contains("visibility:hidden") || rules.contains("font-size:0;")
            || rules.hasSuffix("font-size:0") || rules.hasSuffix("font-size:0px")
    }
}
