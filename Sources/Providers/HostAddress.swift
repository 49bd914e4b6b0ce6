import Glibc

/// An address that a host's name stands for.
struct HostAddress: Equatable, Sendable {
    /// From the nearest to the farthest.
    enum Reach: Int, Sendable {
        case thisMachine
        /// A network of one's own: RFC 1918, RFC 6598, unique local IPv6 (RFC 4193).
        case ownNetwork
        case anywhere
        /// Link-local addresses, where clouds keep their machines' credentials, multicast and what stands for no machine.
        case forbidden
    }

    /// As digits.
    var text: String
    var isV6: Bool
    var reach: Reach

    /// Everything that a name stands for now; for digits, themselves.
    /// - Throws: `.unknownHost`.
    static func all(of host: String) throws(ProviderError) -> [HostAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &first) == 0 else { throw .unknownHost(host) }
        defer { freeaddrinfo(first) }
        var found: [HostAddress] = []
        var next = first
        while let entry = next?.pointee {
            if let address = HostAddress(entry), !found.contains(address) { found.append(address) }
            next = entry.ai_next
        }
        guard !found.isEmpty else { throw .unknownHost(host) }
        return found
    }

    private init?(_ entry: addrinfo) {
        var digits = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        guard let pointer = entry.ai_addr, entry.ai_family == AF_INET || entry.ai_family == AF_INET6,
            getnameinfo(pointer, entry.ai_addrlen, &digits, socklen_t(digits.count), nil, 0, NI_NUMERICHOST) == 0
        else { return nil }
        text = String(decoding: digits.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        isV6 = entry.ai_family == AF_INET6
        // The address within its structure: bytes 4–7 of sockaddr_in, 8–23 of sockaddr_in6.
        let raw = UnsafeRawPointer(pointer)
        let bytes = (isV6 ? 8..<24 : 4..<8).map { raw.load(fromByteOffset: $0, as: UInt8.self) }
        reach = isV6 ? Self.reachV6(bytes) : Self.reachV4(bytes)
    }

    static func reachV4(_ b: [UInt8]) -> Reach {
        switch (b[0], b[1]) {
        case (127, _): .thisMachine
        case (10, _), (172, 16...31), (192, 168), (100, 64...127): .ownNetwork
        case (0, _), (169, 254), (224...255, _): .forbidden
        default: .anywhere
        }
    }

    static func reachV6(_ b: [UInt8]) -> Reach {
        let leading = b.prefix(10).allSatisfy { $0 == 0 }
        // IPv4 in IPv6 (::ffff:a.b.c.d) is judged as what it holds; so is the older form without the ones.
        if leading, b[10] == 0xFF, b[11] == 0xFF { return reachV4(Array(b[12...])) }
        if leading, b[10] == 0, b[11] == 0 {
            if b[12...] == [0, 0, 0, 1] { return .thisMachine }
            return b[12...] == [0, 0, 0, 0] ? .forbidden : reachV4(Array(b[12...]))
        }
        // NAT64 (RFC 6052) holds an IPv4 address as well.
        if b[0] == 0, b[1] == 0x64, b[2] == 0xFF, b[3] == 0x9B { return reachV4(Array(b[12...])) }
        if b[0] & 0xFE == 0xFC { return .ownNetwork }
        if b[0] == 0xFF || b[0] == 0xFE && b[1] & 0xC0 == 0x80 { return .forbidden }
        return .anywhere
    }
}
