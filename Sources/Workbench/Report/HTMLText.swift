/// Text made safe inside elements and quoted attributes of HTML and SVG.
enum HTMLText {
    static func escaped(_ text: String) -> String {
        VisibleText.map(text) { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            case "'": "&#39;"
            default: nil
            }
        }
    }
}
