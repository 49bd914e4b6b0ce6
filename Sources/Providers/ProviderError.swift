/// Why a model over HTTP gave no answer.
public enum ProviderError: Error, Equatable, Sendable {
    /// The address of the endpoint can't be used.
    case badAddress(String, reason: String)
    case unknownHost(String)
    /// Plain HTTP to a machine that others' networks lie before.
    case unencrypted(host: String)
    /// An address that no model answers at, or several of different kinds.
    case forbiddenAddress(host: String, address: String)
    /// The environment sends plain http through another machine.
    case proxied(address: String, variable: String)
    case badKey
    case unreachable(host: String, reason: String)
    case timedOut(host: String, seconds: Double)
    case redirected(host: String, to: String)
    case tooLarge(host: String, bytes: Int)
    /// The host said no; `message` is its own words, shortened.
    case status(host: String, code: Int, message: String)
    /// The reply is no completion.
    case notACompletion(host: String, reason: String)
    /// The model would not answer.
    case refused(String)
    case cancelled

    /// Whether every other request would end alike, so that there is no use in going on.
    public var concernsEveryRequest: Bool {
        switch self {
        case .badAddress, .unknownHost, .unencrypted, .forbiddenAddress, .proxied, .badKey, .unreachable, .redirected, .cancelled: true
        case .status(_, let code, _): [401, 402, 403, 404, 405].contains(code)
        case .timedOut, .tooLarge, .notACompletion, .refused: false
        }
    }

    /// Whether the same request may succeed a little later.
    var mayPass: Bool {
        guard case .status(_, let code, _) = self else { return false }
        return [408, 429, 500, 502, 503, 504, 529].contains(code)
    }
}

extension ProviderError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .badAddress(let text, let reason): "The address \"\(text)\" can't be used: \(reason)."
        case .unknownHost(let host): "The host \(host) is not known. Check the name and the network."
        case .unencrypted(let host): "Answers would go to \(host) unencrypted. Use an address with https."
        case .forbiddenAddress(let host, let address):
            "\(host) stands for \(address), where nothing is sent to. Give the address of the machine itself."
        case .proxied(let address, let variable):
            "The environment variable \(variable) would send answers meant for \(address) to a proxy, unencrypted. Set no_proxy=\(address)."
        case .badKey: "The key holds characters that no key has. Set it again, without line ends."
        case .unreachable(let host, let reason): "\(host) can't be reached: \(reason). Is the model's server running there?"
        case .timedOut(let host, let seconds): "\(host) gave no answer within \(Int(seconds.rounded(.up))) s."
        case .redirected(let host, let to): "\(host) redirects to \(to), which is not followed. Give the address that answers."
        case .tooLarge(let host, let bytes): "The reply of \(host) is longer than \(bytes) bytes, and was not read to its end."
        case .status(let host, let code, let message):
            "\(host) said \(code)\(message.isEmpty ? "" : ": \(message)"). \(Self.advice(code))"
        case .notACompletion(let host, let reason): "The reply of \(host) is no chat completion: \(reason)."
        case .refused(let reason): "The model would not answer: \(reason)."
        case .cancelled: "Stopped."
        }
    }

    private static func advice(_ code: Int) -> String {
        switch code {
        case 401, 403: "Check the key, and the variable that holds it."
        case 404, 405: "Check the address, which often ends in /v1, and the model's name."
        case 402, 429: "Wait, or ask less."
        case 400..<500: "Check the model's name."
        default: "Try again later."
        }
    }
}
