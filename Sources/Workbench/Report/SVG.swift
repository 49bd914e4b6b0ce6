import Foundation

/// An inline drawing with a title and a description for screen readers. Colours come from the page's style sheet by class.
struct SVG {
    private var parts: [String]

    init(id: String, title: String, description: String, width: Double, height: Double) {
        let size = "\(Self.number(width)) \(Self.number(height))"
        parts = [
            "<svg viewBox=\"0 0 \(size)\" role=\"img\" aria-labelledby=\"\(id)-title \(id)-description\">",
            "<title id=\"\(id)-title\">\(HTMLText.escaped(title))</title>",
            "<desc id=\"\(id)-description\">\(HTMLText.escaped(description))</desc>",
        ]
    }

    var text: String { (parts + ["</svg>"]).joined(separator: "\n") }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
        parts.append(
            "<line class=\"\(style)\" x1=\"\(Self.number(x1))\" y1=\"\(Self.number(y1))\" x2=\"\(Self.number(x2))\" y2=\"\(Self.number(y2))\"/>"
        )
    }

    mutating func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String) {
        parts.append(
            "<rect class=\"\(style)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(width))\" height=\"\(Self.number(height))\"/>"
        )
    }

    mutating func circle(_ x: Double, _ y: Double, _ radius: Double, _ style: String) {
        parts.append("<circle class=\"\(style)\" cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\" r=\"\(Self.number(radius))\"/>")
    }

    mutating func polyline(_ points: [(Double, Double)], _ style: String) {
        let places = points.map { "\(Self.number($0.0)),\(Self.number($0.1))" }.joined(separator: " ")
        parts.append("<polyline class=\"\(style)\" points=\"\(places)\"/>")
    }

    /// - Parameter anchor: start, middle or end.
    mutating func text(_ x: Double, _ y: Double, _ text: String, _ style: String, anchor: String) {
        parts.append(
            "<text class=\"\(style)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" text-anchor=\"\(anchor)\">\(HTMLText.escaped(text))</text>"
        )
    }

    private static func number(_ value: Double) -> String {
        let text = String(format: "%.1f", value)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
