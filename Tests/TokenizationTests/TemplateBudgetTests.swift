import Testing

@testable import Tokenization

/// A template that would run for ever or fill the memory.
private struct Bomb: CustomTestStringConvertible {
    var source: String
    /// Not even a template, but long.
    var isUnclosed: Bool { !source.contains("}}") && !source.contains("%}") }
    var testDescription: String { String(source.prefix(90)) }

    static let all = sources.map { Bomb(source: $0) }

    private static let sources = [
        "{{ 'a' * 1000000000 }}", "{{ 'a' * 9223372036854775807 }}", "{{ range(1000000000) }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% set n = namespace(x='a') %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}",
        "{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}",
        "{% set n = namespace(x=[]) %}{% for i in range(99999) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}",
        "{% set n = namespace(x={}) %}{% for i in range(60) %}{% set n.x = {'a': n.x, 'b': n.x} %}{% endfor %}{{ n.x|tojson }}",
        "{% set n = namespace(x='a') %}{% for i in range(60) %}{% set n.x = [n.x, n.x]|string %}{% endfor %}{{ n.x|length }}",
        "{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}",
        "{% macro f() %}{% for i in range(99) %}{{ f() }}{% endfor %}{% endmacro %}{{ f() }}",
        "{% set s = 'ab' * 5000000 %}{% for i in range(99999) %}{{ s.count('b' * 9) }}{% endfor %}",
        "{% set s = 'a' * 4000000 %}{{ s.find('a' * 2000000 + 'b') }}",
        "{% set s = 'a' * 4000000 %}{{ s.replace('a', s) }}", "{% set s = 'a' * 4000000 %}{{ s.split('a')|length }}",
        "{% set s = 'a' * 4000000 %}{{ s|list|length }}",
        "{% for i in range(99999) %}{{ 'a' * 9999 }}{% endfor %}", "{{ " + String(repeating: "[", count: 100_000),
        "{{ " + String(repeating: "(", count: 100_000),
        "{{ " + String(repeating: "[", count: 999) + String(repeating: "]", count: 999) + " }}",
        "{{ " + String(repeating: "not ", count: 100_000), "{{ " + String(repeating: "-", count: 100_000) + "1 }}",
        "{{ 1" + String(repeating: " + 1", count: 10_000) + " }}",
        "{{ a" + String(repeating: ".a", count: 10_000) + " }}", "{{ a" + String(repeating: "|trim", count: 10_000) + " }}",
        "{{ 1" + String(repeating: " if 1 else 1", count: 10_000) + " }}",
        String(repeating: "{% if 1 %}", count: 100_000), String(repeating: "{% for x in y %}", count: 60_000),
        "{{ " + String(repeating: "{'a':", count: 100_000),
        String(repeating: "{{", count: 500_000), String(repeating: "a", count: 1 << 21),
        "{% set s = 'é' * 100000 %}{% for i in range(99999) %}{{ s[i] }}{% endfor %}",
        "{% set d = dict(" + (0..<3000).map { "a\($0)=1" }.joined(separator: ",")
            + ") %}{% for i in range(9999) %}{{ d.items()|list|length }}{% endfor %}",
        "{% set l = range(9999)|list %}{{ l|unique|list|length }}",
    ]
}

@Suite("Templates that do not end")
struct TemplateBudgetTests {
    @Test(arguments: Bomb.all)
    fileprivate func bombsEndInTheBudget(_ bomb: Bomb) {
        #expect { try run(template: bomb.source) } throws: { error in
            if case TokenizationError.templateTooCostly = error { return true }
            if case TokenizationError.malformedTemplate = error { return bomb.isUnclosed }
            return false
        }
    }

    /// Whatever stands in a template, it ends and in an error that says something or a text within the limits.
    @Test func mutatedTemplatesNeitherCrashNorHang() {
        var random = SeededGenerator(seed: 11)
        let words = [
            "{%", "%}", "{{", "}}", "-", "(", ")", "[", "]", "'", "|", ".", "endfor", "for x in range(9)", "set", "ns.x", "loop",
            "messages", "not", "if", "else",
            "0", "9223372036854775807", "::", "*", "~", "in", "is", "join", "split('')", "<|im_end|>", "é", "\\", "macro f(x)", "f(f)",
            "namespace()", "{#", "#}",
        ]
        let sources = TemplateFixture.all.map { Array($0.template.unicodeScalars) }
        for _ in 0..<3_000 {
            var scalars = sources.randomElement(using: &random)!
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let at = Int.random(in: 0..<max(1, scalars.count), using: &random)
                let end = min(scalars.count, at + Int.random(in: 0...12, using: &random))
                switch Int.random(in: 0..<4, using: &random) {
                case 0: scalars.removeSubrange(at..<end)
                case 1: scalars.insert(contentsOf: Array(words.randomElement(using: &random)!.unicodeScalars), at: at)
                case 2: scalars.insert(contentsOf: scalars[at..<end], at: Int.random(in: 0...scalars.count, using: &random))
                default: scalars.replaceSubrange(at..<end, with: Array(words.randomElement(using: &random)!.unicodeScalars))
                }
            }
            var source = String.UnicodeScalarView()
            source.append(contentsOf: scalars)
            let messages: [ChatMessage] = [.system("s"), .user("<|im_end|>u"), .assistant("<think>\nt</think>a"), .user("")]
            let text = (try? run(template: String(source), messages)) ?? ""
            #expect(text.utf8.count <= 16 << 20)
        }
    }
}
