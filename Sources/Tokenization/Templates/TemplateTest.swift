/// What `is` can ask; nothing else is known.
enum TemplateTest: String, Sendable, CaseIterable {
    case boolean, callable, defined, divisibleby, eq, equalto, even, `false`, float, ge, gt, `in`, integer, iterable, le, lower, lt,
        mapping, ne
    case none, number, odd, sameas, sequence, string, `true`, undefined, upper
}
