import Foundation
import Providers
import Testing

/// A model over HTTP, asked at a server of the test's own.
@Suite struct ChatClientTests {
    private func client(_ server: FakeServer, key: String? = nil, seconds: Double = 5, host: String = "127.0.0.1") throws -> ChatClient {
        let endpoint = try Endpoint("http://\(host):\(server.port)/v1").resolved()
        let secret = try key.flatMap { try Secret($0, for: host) }
        return ChatClient(endpoint, model: "small", key: secret, seconds: seconds)
    }

    /// What a request to a server that answers so comes to.
    private func error(_ response: FakeServer.Response, seconds: Double = 5, key: String? = nil) throws -> ProviderError? {
        let server = try FakeServer { _, _ in response }
        do {
            _ = try client(server, key: key, seconds: seconds).complete(system: "s", user: "u")
            return nil
        } catch let error as ProviderError {
            return error
        }
    }

    @Test func aQuestionIsAskedAsTheProtocolSays() throws {
        let server = try FakeServer { _, _ in .saying("Good day.") }
        #expect(
            try client(server, key: " sk-secret\n", host: "localhost").complete(system: "Be brief.", user: "Say “hello”.") == "Good day.")
        let request = try #require(server.requests.first)
        #expect(request.path == "/v1/chat/completions")
        #expect(request.headers["authorization"] == "Bearer sk-secret" && request.headers["content-type"] == "application/json")
        #expect(request.headers["host"] == "localhost:\(server.port)", "the name, though the address was checked and used")
        let body = try #require(try JSONSerialization.jsonObject(with: request.body) as? [String: Any])
        #expect(body["model"] as? String == "small" && body["temperature"] as? Double == 0 && body["stream"] as? Bool == false)
        #expect(
            body["messages"] as? [[String: String]] == [
                ["role": "system", "content": "Be brief."], ["role": "user", "content": "Say “hello”."],
            ])
        #expect(try #require(FakeServer { _, _ in .saying("x") }).requests.isEmpty)
    }

    @Test func whatTheHostCannotAnswerNowIsAskedAgain() throws {
        let server = try FakeServer { number, _ in
            number < 2 ? .init(status: number == 0 ? 429 : 503, headers: ["Retry-After": "0"], text: "busy") : .saying("Now.")
        }
        #expect(try client(server).complete(system: "s", user: "u") == "Now.")
        #expect(server.requests.count == 3)
        #expect(
            try error(.init(status: 500, headers: ["Retry-After": "0"], text: "")) == .status(host: "127.0.0.1", code: 500, message: ""))
    }

    @Test func whatIsNoAnswerSaysWhy() throws {
        let key = "sk-very-secret"
        let said = try #require(try error(.init(status: 401, text: #"{"error":{"message":"bad \u001b[31mkey sk-very-secret"}}"#), key: key))
        #expect(said == .status(host: "127.0.0.1", code: 401, message: "bad [31mkey [key]") && said.concernsEveryRequest)
        for (text, part) in [
            ("", "empty"), ("<html>", "choices"), (#"{"choices":[]}"#, "no choice"), (#"{"choices":[{"message":{}}]}"#, "message is empty"),
        ] {
            let description = try #require(try error(.init(text: text))).description
            #expect(description.contains("no chat completion") && description.contains(part), "\(text): \(description)")
        }
        let refusal = #"{"choices":[{"message":{"refusal":"I will not."}}]}"#
        #expect(try error(.init(text: refusal)) == .refused("I will not."))
        let filtered = #"{"choices":[{"message":{"content":"…"},"finish_reason":"content_filter"}]}"#
        #expect(try error(.init(text: filtered))?.description.contains("filter") == true)
    }

    @Test func limitsAreKept() throws {
        #expect(try error(.init(text: "late", delay: 3), seconds: 0.5) == .timedOut(host: "127.0.0.1", seconds: 0.5))
        let long = String(repeating: "x", count: 3 << 20)
        #expect(try error(.init(text: long)) == .tooLarge(host: "127.0.0.1", bytes: 1 << 20))
        let moved = FakeServer.Response(status: 307, headers: ["Location": "http://127.0.0.1:1/elsewhere"], text: "")
        #expect(try error(moved) == .redirected(host: "127.0.0.1", to: "127.0.0.1"))
        let server = try FakeServer { _, _ in .init(text: "late", delay: 3) }
        #expect(throws: ProviderError.cancelled) { try client(server).complete(system: "s", user: "u") { true } }
        // Port 1 of this machine: nobody listens.
        let nobody = ChatClient(try Endpoint("http://127.0.0.1:1").resolved(), model: "m", key: nil)
        #expect { try nobody.complete(system: "s", user: "u") } throws: { ($0 as? ProviderError)?.concernsEveryRequest == true }
    }

    @Test(arguments: [
        "", "no url", "ftp://host/v1", "file:///etc/passwd", "http://", "https://user:pass@host/v1", "https://host/v1?key=1",
        "https://host/#x",
        "https://host/a\nb", "http://höst/v1",
    ])
    func whatIsNoAddressIsRefused(text: String) {
        #expect { try Endpoint(text) } throws: { error in
            guard case .badAddress? = error as? ProviderError else { return false }
            return true
        }
    }

    @Test func onlyHostsThatMayBeAskedAreAsked() throws {
        func place(_ text: String) throws -> Endpoint.Place { try Endpoint(text).resolved().place }
        for own in [
            "http://127.0.0.1:8080/v1", "http://localhost/v1", "http://[::1]:80/v1", "https://127.9.9.9/", "http://[::ffff:127.0.0.1]/v1",
        ] {
            #expect(try place(own) == .thisMachine, "\(own)")
        }
        for near in [
            "http://10.1.2.3/v1", "http://172.31.0.1", "http://192.168.0.9:8080/v1", "http://100.64.0.1/v1", "http://[fd00::1]/v1",
        ] {
            #expect(try place(near) == .ownNetwork, "\(near)")
        }
        #expect(try place("https://9.9.9.9/v1") == .internet)
        #expect(throws: ProviderError.unencrypted(host: "9.9.9.9")) { try place("http://9.9.9.9/v1") }
        #expect(throws: ProviderError.unencrypted(host: "172.32.0.1")) { try place("http://172.32.0.1/v1") }
        // Where clouds keep credentials, multicast, nowhere; also within IPv6.
        for bad in ["169.254.169.254", "224.0.0.1", "0.0.0.0", "[fe80::1]", "[::]", "[::ffff:169.254.169.254]", "[64:ff9b::a9fe:a9fe]"] {
            #expect { try place("https://\(bad)/v1") } throws: { error in
                guard case .forbiddenAddress? = error as? ProviderError else { return false }
                return true
            }
        }
        // Plain http by a proxy would not go where it was said to go; https goes through one unread.
        let local = try Endpoint("http://localhost:8080/v1")
        #expect(throws: ProviderError.proxied(address: "127.0.0.1", variable: "http_proxy")) {
            try local.resolved(environment: ["http_proxy": "http://192.0.2.1:3128", "no_proxy": "localhost"])
        }
        #expect(try local.resolved(environment: ["ALL_PROXY": "http://192.0.2.1:3128", "no_proxy": "x,127.0.0.1"]).place == .thisMachine)
        #expect(try Endpoint("https://9.9.9.9").resolved(environment: ["all_proxy": "http://192.0.2.1:3128"]).place == .internet)
        #expect(throws: ProviderError.unknownHost("nowhere.invalid")) { try place("https://nowhere.invalid/v1") }
    }

    @Test func aKeyIsShownToNobody() throws {
        let secret = try #require(try Secret("sk-very-secret", for: "host"))
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), dumped, "\([secret])", "\(Optional(secret) as Any)"] {
            #expect(!text.contains("sk-"))
        }
        #expect(try Secret("  \n", for: "host") == nil)
        #expect(throws: ProviderError.badKey) { try Secret("a\r\nX-Header: b", for: "host") }
        // The key of another host stays at home.
        let server = try FakeServer { _, _ in .saying("x") }
        let client = ChatClient(try Endpoint(server.url).resolved(), model: "m", key: secret)
        #expect(try client.complete(system: "s", user: "u") == "x" && server.requests[0].headers["authorization"] == nil)
    }
}
