import Foundation

/// Where a model answers: the base address of an OpenAI-compatible server, checked before anything is sent there.
public struct Endpoint: Equatable, Sendable {
    /// What lies between this machine and the model.
    public enum Place: String, Codable, Sendable { case thisMachine, ownNetwork, internet }

    /// A checked endpoint with the address that a request goes to.
    public struct Resolved: Equatable, Sendable {
        public var endpoint: Endpoint
        public var place: Place
        /// Of chat completions.
        var url: URL
        /// What the `Host` header says, where `url` holds the address instead of the name.
        var hostHeader: String?
    }

    /// Without the slash at its end.
    public let base: String
    public let host: String
    private let url: URL

    /// - Throws: `.badAddress` for anything but http and https, and for user names, queries and fragments.
    public init(_ text: String) throws(ProviderError) {
        func bad(_ reason: String) -> ProviderError { .badAddress(text, reason: reason) }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), let parts = URLComponents(string: text), let scheme = parts.scheme
        else {
            throw bad("it is no URL such as https://host/v1")
        }
        guard ["http", "https"].contains(scheme.lowercased()) else { throw bad("only http and https are spoken") }
        guard let host = parts.host, !host.isEmpty else { throw bad("it names no host") }
        guard parts.user == nil, parts.password == nil else { throw bad("it holds a user name or password; a key belongs into a variable") }
        guard parts.query == nil, parts.fragment == nil else { throw bad("it has a query or fragment") }
        base = text.hasSuffix("/") ? String(text.dropLast()) : text
        // Digits of IPv6 come with their brackets.
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()).lowercased() : host.lowercased()
        guard let url = URL(string: base + "/chat/completions") else { throw bad("it is no URL such as https://host/v1") }
        self.url = url
    }

    private var isEncrypted: Bool { url.scheme?.lowercased() == "https" }

    /// Looks up the host, and checks every address that it stands for.
    ///
    /// A name can stand for another address a moment later. With https the certificate ties the connection to the name; without, the request
    /// goes to the very address that was checked.
    /// - Parameter environment: where URLSession, which is libcurl here, finds its proxies; it can't be told to leave them alone.
    /// - Throws: `.unknownHost`, `.forbiddenAddress`, `.unencrypted` for plain http into the internet, `.proxied` for plain http by a proxy.
    public func resolved(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(ProviderError) -> Resolved {
        let addresses = try HostAddress.all(of: host)
        if let bad = addresses.first(where: { $0.reach == .forbidden }) { throw .forbiddenAddress(host: host, address: bad.text) }
        let first = addresses[0]
        if let other = addresses.first(where: { $0.reach != first.reach }) { throw .forbiddenAddress(host: host, address: other.text) }
        let place: Place =
            switch first.reach {
            case .thisMachine: .thisMachine
            case .ownNetwork: .ownNetwork
            default: .internet
            }
        if isEncrypted { return Resolved(endpoint: self, place: place, url: url, hostHeader: nil) }
        guard place != .internet else { throw .unencrypted(host: host) }
        // IPv4 first: many local servers listen there alone.
        let chosen = addresses.first { !$0.isV6 } ?? first
        // Upper case is not read for http: a server's caller could set it (CVE-2016-5385).
        let spared = (environment["no_proxy"] ?? environment["NO_PROXY"] ?? "").split { $0 == "," || $0 == " " }
        if let variable = ["http_proxy", "all_proxy", "ALL_PROXY"].first(where: { environment[$0]?.isEmpty == false }),
            !spared.contains("*"), !spared.contains(Substring(chosen.text))
        {
            throw .proxied(address: chosen.text, variable: variable)
        }
        var parts = URLComponents(url: url, resolvingAgainstBaseURL: false)
        parts?.host = chosen.isV6 ? "[\(chosen.text)]" : chosen.text
        guard let pinned = parts?.url else { throw .badAddress(base, reason: "it can't be written with the address of its host") }
        let name = host.contains(":") ? "[\(host)]" : host
        return Resolved(endpoint: self, place: place, url: pinned, hostHeader: url.port.map { "\(name):\($0)" } ?? name)
    }
}
