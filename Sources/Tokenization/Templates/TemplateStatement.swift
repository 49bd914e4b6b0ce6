/// What a template does, in order.
enum TemplateStatement: Sendable {
    case text(TracedText)
    case output(TemplateExpression)
    case conditional([(condition: TemplateExpression, body: [TemplateStatement])], otherwise: [TemplateStatement])
    case loop(TemplateLoop)
    case set([TemplateTarget], TemplateExpression)
    /// `{% set x %}…{% endset %}` with the filters that follow the name.
    case capture(TemplateTarget, [TemplateFilterCall], [TemplateStatement])
    /// `{% filter f %}…{% endfilter %}`
    case filter([TemplateFilterCall], [TemplateStatement])
    case macro(TemplateMacro)
    /// `{% generation %}`: what `transformers` trains.
    case generation([TemplateStatement])
    case `break`, `continue`
}

struct TemplateLoop: Sendable {
    var targets: [String]
    var items: TemplateExpression
    var condition: TemplateExpression?
    var body: [TemplateStatement]
    var otherwise: [TemplateStatement]
}

/// What `set` writes to: a variable, or an attribute of a namespace.
struct TemplateTarget: Sendable {
    var name: String
    var attribute: String?
    var line: Int
}

struct TemplateFilterCall: Sendable {
    var filter: TemplateFilter
    var arguments: TemplateArguments
    var line: Int
}

final class TemplateMacro: Sendable {
    let name: String
    let parameters: [(name: String, value: TemplateExpression?)]
    let body: [TemplateStatement]

    init(name: String, parameters: [(name: String, value: TemplateExpression?)], body: [TemplateStatement]) {
        self.name = name
        self.parameters = parameters
        self.body = body
    }
}
