extension JSONSchema {
    /// The members that an object must have, in the order of the schema; without any, all that it may have, by name.
    public var memberNames: [String] { required.isEmpty ? properties.keys.sorted() : required }
}
