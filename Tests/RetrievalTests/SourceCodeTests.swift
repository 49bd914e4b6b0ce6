import Foundation
import Retrieval
import Testing

/// Source code: whole functions under the names of what encloses them.
struct SourceCodeTests {
    private func body(_ indent: String, _ count: Int, _ suffix: String = "") -> String {
        (0..<count).map { "\(indent)value\($0) = compute(value\($0 + 1), other\($0))\(suffix)" }.joined(separator: "\n")
    }

    private func passages(_ name: String, _ text: String) throws -> [Passage] { try TestProject().passages(text, name: name) }

    @Test func functionsOfPythonStayWhole() throws {
        let text = """
            import os

            class Store:
                \"\"\"Keeps things.\"\"\"

                @property
                def size(self):
                    return 1

                # Finds one.
                def find(self, key):
            \(body("        ", 24))

            def main():
            \(body("    ", 24))
            """
        let found = try passages("store.py", text)
        #expect(found.allSatisfy { $0.title == "store.py" && $0.headings[0] == "store.py" })
        let find = found.filter { $0.headings == ["store.py", "Store", "find"] }
        #expect(find.first?.text.hasPrefix("    # Finds one.\n    def find(self, key):") == true)
        #expect(found.first { $0.text.contains("def size") }?.headings == ["store.py", "Store"])
        #expect(found.first { $0.text.contains("def size") }?.text.contains("    @property\n    def size") == true)
        #expect(found.contains { $0.headings == ["store.py", "main"] && $0.text.hasPrefix("def main():") })
    }

    @Test(
        arguments: [
            (
                "a.swift",
                "extension Array where Element: Equatable {\n    /// Says.\n    public static func twice<T>(_ x: T) {\n@\n    }\n}\n",
                ["a.swift", "Array where Element: Equatable", "twice"]
            ),
            ("a.c", "/* Adds. */\nstatic int\nadd_all(struct thing *a,\n        int b)\n{\n@\n}\n", ["a.c", "add_all"]),
            ("a.cpp", "namespace deep {\ntemplate <typename T>\nvoid Pen<T>::draw(int x) const {\n@\n}\n}\n", ["a.cpp", "draw"]),
            (
                "A.java", "public class Pen extends Tool {\n    @Override\n    public void draw(int x) throws Error {\n@\n    }\n}\n",
                ["A.java", "Pen", "draw"]
            ),
            ("a.go", "func (p *Pen) Draw(x int) error {\n@\n}\n", ["a.go", "Draw"]),
            ("a.rs", "impl<T> Draw for Pen<T> {\n    pub(crate) fn draw(&self) {\n@\n    }\n}\n", ["a.rs", "<T> Draw for Pen<T>", "draw"]),
            ("a.js", "export const draw = async (x) => {\n@\n}\n", ["a.js", "draw"]),
            ("a.rb", "module Tools\n  class Pen\n    def draw!\n@\n    end\n  end\nend\n", ["a.rb", "Tools", "Pen", "draw!"]),
            ("a.sh", "draw() {\n@\n}\n", ["a.sh", "draw"]),
        ] as [(String, String, [String])])
    func declarationsOfManyLanguagesAreNames(_ name: String, _ template: String, _ path: [String]) throws {
        let found = try passages(name, template.replacing("@", with: body("            ", 30, ";")))
        #expect(found.contains { $0.headings == path }, "\(found.map(\.headings))")
        #expect(found.allSatisfy { $0.tokens <= 256 })
    }

    @Test func statementsAreNoDeclarations() throws {
        let text = "int main(void)\n{\n" + (0..<40).map { "    if (call(\($0))) {\n        return other(\($0));\n    }\n" }.joined() + "}\n"
        #expect(Set(try passages("a.c", text).map(\.headings)) == [["a.c", "main"]])
    }

    @Test func smallFunctionsShareAPassage() throws {
        let text = (0..<4).map { "def f\($0)():\n    return \($0)\n" }.joined(separator: "\n")
        #expect(try passages("a.py", text).map(\.text) == [text.trimmingCharacters(in: .newlines)])
    }

    @Test func everyLineIsInOnePassage() throws {
        let text = "x = 1\n\n\nclass A:\n    y = 2\n\n    def f(self):\n\(body("        ", 30))\n\n    z = 3\n\nprint(x)\n"
        let bytes = Array(text.utf8)
        var outside = bytes
        for passage in try passages("a.py", text) {
            #expect(Array(passage.text.utf8) == Array(bytes[passage.start..<passage.end]))
            for i in passage.start..<passage.end { outside[i] = 0x20 }
        }
        #expect(outside.allSatisfy { $0 == 0x20 || $0 == 0x0A })
    }
}
