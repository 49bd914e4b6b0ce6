/// Why a case cannot be used as it stands.
public struct CaseProblem: Error, Equatable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
