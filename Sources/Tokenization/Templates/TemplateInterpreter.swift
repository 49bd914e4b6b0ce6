/// Runs a template: nothing can be reached but the variables it is given and what is listed here, and only as much as the budget
/// allows.
struct TemplateInterpreter {
    let budget = TemplateBudget()
    let date: TemplateDate
    /// Variables: the template's own first, then those of each loop or macro that runs.
    var frames: [[String: TemplateValue]]
    /// The first frame that is seen besides the template's own: a macro does not see the variables of its caller.
    var floor = 1
    var output = TracedText()
    /// Whether output is caught for a variable instead of shown.
    var isCapturing = false
    /// The bytes of the output that `{% generation %}` blocks made.
    var generated: [Range<Int>] = []
    private var depth = 0

    init(variables: [String: TemplateValue], date: TemplateDate) {
        frames = [variables]
        self.date = date
    }

    enum Flow { case next, `break`, `continue` }

    mutating func run(_ statements: [TemplateStatement]) throws(TokenizationError) -> Flow {
        for statement in statements {
            try budget.step()
            let flow = try deeper { (interpreter) throws(TokenizationError) in try interpreter.run(statement) }
            if flow != .next { return flow }
        }
        return .next
    }

    /// Bounds what the machine's stack has to hold.
    mutating func deeper<T>(
        _ body: (inout TemplateInterpreter) throws(TokenizationError) -> T
    ) throws(TokenizationError) -> T {
        depth += 1
        defer { depth -= 1 }
        if depth > TemplateBudget.depthLimit { throw .templateTooCostly(limit: "\(TemplateBudget.depthLimit) steps inside of each other") }
        return try body(&self)
    }

    func variable(_ name: String) -> TemplateValue {
        for frame in frames[min(floor, frames.count)...].reversed() {
            if let value = frame[name] { return value }
        }
        if let value = frames[0][name] { return value }
        return TemplateFunction(rawValue: name).map(TemplateValue.function) ?? .undefined(name)
    }

    mutating func assign(_ value: TemplateValue, to target: TemplateTarget) throws(TokenizationError) {
        guard let attribute = target.attribute else {
            frames[frames.count - 1][target.name] = value
            return
        }
        guard case .namespace(let namespace) = variable(target.name) else {
            throw .malformedTemplate(problem: "\(target.name) has no attributes to set: it is not a namespace", line: target.line)
        }
        guard value.isStorable else {
            throw .unsupportedTemplate(construct: "\(value.typeName) inside of a namespace", line: target.line)
        }
        namespace.attributes[attribute] = value
    }

    mutating func write(_ text: TracedText) throws(TokenizationError) {
        try budget.checkLength(output.count + text.count)
        try budget.work(text.count)
        output.append(text)
    }

    /// What `statements` write, with variables of their own.
    mutating func captured(_ statements: [TemplateStatement]) throws(TokenizationError) -> TracedText {
        let (outer, wasCapturing) = (output, isCapturing)
        (output, isCapturing) = (TracedText(), true)
        frames.append([:])
        _ = try run(statements)
        frames.removeLast()
        defer { (output, isCapturing) = (outer, wasCapturing) }
        return output
    }
}
