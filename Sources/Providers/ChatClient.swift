import Foundation

/// Asks a model over the OpenAI-compatible protocol, one question at a time, greedily.
public struct ChatClient: Sendable {
    public let endpoint: Endpoint.Resolved
    public let model: String
    private let key: Secret?
    private let seconds: Double
    private let mostTokens: Int

    /// How often a request is sent that the host can't answer now.
    private static let attempts = 3
    /// The longest that a host's wish to wait is heeded, in seconds.
    private static let longestWait = 30.0

    /// - Parameter seconds: of one request, from its first byte to the last of its reply.
    public init(_ endpoint: Endpoint.Resolved, model: String, key: Secret?, seconds: Double = 60, mostTokens: Int = 400) {
        self.endpoint = endpoint
        self.model = model
        self.key = key
        self.seconds = seconds
        self.mostTokens = mostTokens
    }

    /// The text of the answer. What a host can't answer now (429, 503 …) is sent up to three times.
    public func complete(system: String, user: String, isCancelled: () -> Bool = { false }) throws(ProviderError) -> String {
        var attempt = 1
        while true {
            let reply = try post(system: system, user: user).send(isCancelled: isCancelled)
            if (200..<300).contains(reply.status) { return try text(of: reply.body) }
            let error = ProviderError.status(host: host, code: reply.status, message: complaint(reply.body))
            guard error.mayPass, attempt < Self.attempts else { throw error }
            try wait(min(Self.longestWait, max(0, reply.retryAfter ?? Double(attempt))), isCancelled)
            attempt += 1
        }
    }

    private var host: String { endpoint.endpoint.host }

    private func post(system: String, user: String) throws(ProviderError) -> HTTPPost {
        let messages = [Message(role: "system", content: system), Message(role: "user", content: user)]
        let request = Request(model: model, messages: messages, temperature: 0, maxTokens: mostTokens, stream: false)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let body = try? encoder.encode(request) else {
            throw .badAddress(endpoint.endpoint.base, reason: "nothing can be asked there")
        }
        var headers = ["Content-Type": "application/json", "Accept": "application/json"]
        headers["Host"] = endpoint.hostHeader
        if let key = key?.text(for: host) { headers["Authorization"] = "Bearer \(key)" }
        return HTTPPost(url: endpoint.url, host: host, headers: headers, body: body, seconds: seconds)
    }

    private func wait(_ seconds: Double, _ isCancelled: () -> Bool) throws(ProviderError) {
        let end = DispatchTime.now() + seconds
        while DispatchTime.now() < end {
            if isCancelled() { throw .cancelled }
            usleep(50_000)
        }
    }

    // MARK: - The protocol's shapes

    private struct Message: Encodable {
        var role: String
        var content: String
    }

    private struct Request: Encodable {
        var model: String
        var messages: [Message]
        var temperature: Double
        var maxTokens: Int
        var stream: Bool

        private enum CodingKeys: String, CodingKey {
            case model, messages, temperature, stream
            case maxTokens = "max_tokens"
        }
    }

    private struct Completion: Decodable {
        struct Choice: Decodable {
            struct Message: Decodable {
                var content: String?
                var refusal: String?
            }
            var message: Message
            var finishReason: String?

            private enum CodingKeys: String, CodingKey {
                case message
                case finishReason = "finish_reason"
            }
        }
        var choices: [Choice]
    }

    private struct Complaint: Decodable {
        struct Detail: Decodable { var message: String }
        var error: Detail
    }

    private func text(of body: Data) throws(ProviderError) -> String {
        guard let completion = try? JSONDecoder().decode(Completion.self, from: body) else {
            throw .notACompletion(host: host, reason: body.isEmpty ? "it is empty" : "it lacks choices with a message")
        }
        guard let choice = completion.choices.first else { throw .notACompletion(host: host, reason: "it has no choice") }
        if let refusal = choice.message.refusal, !refusal.isEmpty { throw .refused(shortened(refusal)) }
        if choice.finishReason == "content_filter" { throw .refused("its filter took the answer out") }
        guard let text = choice.message.content, !text.isEmpty else { throw .notACompletion(host: host, reason: "its message is empty") }
        return text
    }

    /// What the host says is wrong, without the key.
    private func complaint(_ body: Data) -> String {
        let text =
            (try? JSONDecoder().decode(Complaint.self, from: body))?.error.message ?? String(decoding: body.prefix(400), as: UTF8.self)
        return shortened(key?.removed(from: text) ?? text)
    }

    /// One short line without characters that act on a terminal.
    private func shortened(_ text: String) -> String {
        let shown = text.unicodeScalars.filter { $0 == "\n" || ![.control, .format].contains($0.properties.generalCategory) }
        let line = String(String.UnicodeScalarView(shown)).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > 200 ? line.prefix(200) + "…" : line
    }
}
