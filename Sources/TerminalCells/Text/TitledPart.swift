extension [Line] {
    /// Adds a part: its title and below it the text, wrapped to a width; an empty line keeps it from what stands above.
    public mutating func addPart(_ title: SafeText, _ text: SafeText, width: Int, role: Role = .text) {
        if !isEmpty { append(.empty) }
        append(Line(title, .heading))
        self += Wrapping.wrap(text, width: width, role: role)
    }
}
