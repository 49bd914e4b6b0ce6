import Testing

@testable import Tokenization

@Suite("Templates of strangers")
struct TemplateSafetyTests {
    @Test(arguments: [
        ("{% include 'x' %}", "the block {% include %}"), ("{% import 'x' as y %}", "the block {% import %}"),
        ("{% extends 'x' %}", "the block {% extends %}"), ("{% raw %}{% endraw %}", "the block {% raw %}"),
        ("{{ 'a'|attr('b') }}", "the filter attr"), ("{{ 1 is filter }}", "the test \"is filter\""),
        ("{{ ''.__class__ }}", "the attribute __class__"),
        ("{{ messages.__init__() }}", "the method __init__ of a list"), ("{{ 'x'.format(1) }}", "the method format of a text"),
        ("{{ 'x'.format }}", "the method format without calling it"), ("{{ messages.append(1) }}", "the method append of a list"),
        ("{{ {}.update({}) }}", "the method update of a mapping"), ("{{ open('/etc/passwd') }}", "the function open"),
        ("{{ evil() }}", "the function evil"), ("{{ messages|map('attr', 'x')|list }}", "the filter map with this filter"),
        ("{{ '%s' % 1 }}", "formatting a text with %"), ("{{ 2 ** 9 }}", "the operator **"),
        ("{{ f(*messages) }}", "arguments from a list (*)"),
        ("{% for x in [1] %}{{ loop.cycle }}{% endfor %}", "loop.cycle"),
        ("{% set n = namespace() %}{% set n.n = n %}", "a namespace inside of a namespace"),
        ("{{ [namespace()] }}", "a namespace inside of another value"),
        ("{{ {1: 2} }}", "a mapping from something other than text"),
        ("{{ 'a'|trim(chars='a', x=1) }}", "the filter trim with the argument x"),
    ])
    func whatIsNotOnTheListIsAnErrorThatNamesIt(source: String, construct: String) {
        #expect(throws: TokenizationError.unsupportedTemplate(construct: construct, line: 1)) { try run(template: source) }
    }

    @Test(arguments: [
        "{{", "{%", "{#", "{{ }}", "{% %}", "{% if %}", "{% if 1 %}", "{% endif %}", "{{ 'a }}", "{{ 1 + }}", "{{ (1 }}", "{{ 1) }}",
        "{{ [1 }}", "{{ a. }}",
        "{{ {1} }}", "{% for x %}{% endfor %}", "{% set %}", "{% set x %}", "{% break %}", "{{ '\\x' }}", "{{ 99999999999999999999 }}",
        "{{ ? }}", "{{ a[1:2:3:4] }}",
        "{% set x %}{% break %}{% endset %}", "{% macro %}{% endmacro %}", "{{ f(a=1, 2) }}", "{{ 9223372036854775807 + 1 }}",
        "{{ -9223372036854775807 - 2 }}",
        "{{ (-9223372036854775807 - 1) // -1 }}", "{{ 'a'[::0] }}", "{{ range(1, 2, 0) }}", "{% set a, b = 1 %}",
    ])
    func brokenTemplatesAreErrors(source: String) {
        #expect { try run(template: source) } throws: { error in
            if case TokenizationError.malformedTemplate = error { return true }
            return false
        }
    }

    /// Errors are shown in a terminal.
    @Test func errorsShowATemplatesWordsWithoutControlCharacters() {
        let error = #expect(throws: TokenizationError.self) { try run(template: "{{ raise_exception('a\u{1b}[2Jb\\n\u{202e}c') }}") }
        #expect(error.map { "\($0)".hasSuffix("conversation: a\\x1b[2Jb\\n\\u202ec") } == true)
    }
}
