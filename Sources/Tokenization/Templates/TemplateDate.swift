/// The time that a template is told when it asks (`strftime_now`).
public struct TemplateDate: Sendable, Equatable {
    public var year: Int
    public var month: Int
    public var day: Int
    public var hour: Int
    public var minute: Int
    public var second: Int

    public init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        precondition((1...12).contains(month) && (1...31).contains(day), "no such date")
        (self.year, self.month, self.day, self.hour, self.minute, self.second) = (year, month, day, hour, minute, second)
    }

    /// The date that Llama 3's own templates fall back to. A fixed one keeps prompts, and with them answers, the same tomorrow.
    public static let fixed = TemplateDate(year: 2024, month: 7, day: 26)

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]
    private static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

    /// The date in a format of C's `strftime`, in English; nil for a field that is not known.
    func formatted(_ format: String) -> String? {
        var result = ""
        var scalars = Array(format.unicodeScalars)[...]
        while let scalar = scalars.popFirst() {
            guard scalar == "%" else {
                result.unicodeScalars.append(scalar)
                continue
            }
            let isUnpadded = scalars.first == "-"
            if isUnpadded { scalars.removeFirst() }
            guard let field = scalars.popFirst(), let text = self.field(field, isUnpadded) else { return nil }
            result += text
        }
        return result
    }

    private func field(_ field: Unicode.Scalar, _ isUnpadded: Bool) -> String? {
        func padded(_ value: Int) -> String { value < 10 && !isUnpadded ? "0\(value)" : "\(value)" }
        switch field {
        case "Y": return "\(year)"
        case "y": return padded(year % 100)
        case "m": return padded(month)
        case "d": return padded(day)
        case "H": return padded(hour)
        case "I": return padded((hour + 11) % 12 + 1)
        case "M": return padded(minute)
        case "S": return padded(second)
        case "p": return hour < 12 ? "AM" : "PM"
        case "B": return Self.months[month - 1]
        case "b": return String(Self.months[month - 1].prefix(3))
        case "A": return Self.weekdays[weekday]
        case "a": return String(Self.weekdays[weekday].prefix(3))
        case "%": return "%"
        default: return nil
        }
    }

    /// 0 is Sunday (Sakamoto's method).
    private var weekday: Int {
        let year = month < 3 ? year - 1 : year
        let offset = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4][month - 1]
        return (year + year / 4 - year / 100 + year / 400 + offset + day) % 7
    }
}
