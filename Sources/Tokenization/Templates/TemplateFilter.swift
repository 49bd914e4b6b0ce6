/// The filters that chat templates use; no others are known.
enum TemplateFilter: String, Sendable, CaseIterable {
    case abs, capitalize, count, d, `default`, dictsort, first, float, indent, int, items, join, last, length, list, lower, map, max, min
    case reject, rejectattr, replace, reverse, safe, select, selectattr, sort, string, sum, title, tojson, trim, unique, upper
}
