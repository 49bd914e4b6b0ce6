import Foundation
import Synchronization

/// An HTTP server on a port of this machine, for one test: it answers with what the test says and keeps what it was asked.
final class FakeServer: Sendable {
    struct Request: Sendable {
        var path: String
        /// Names in lower case.
        var headers: [String: String]
        var body: Data

        /// The user message of a chat completion, read as JSON.
        var material: [String: Any] {
            let object = (try? JSONSerialization.jsonObject(with: body)) as? [String: Any]
            let messages = object?["messages"] as? [[String: String]]
            let text = messages?.first { $0["role"] == "user" }?["content"] ?? ""
            return (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
        }
    }

    struct Response: Sendable {
        var status = 200
        var headers: [String: String] = [:]
        var body = Data()
        /// Seconds before it answers.
        var delay = 0.0

        init(status: Int = 200, headers: [String: String] = [:], text: String, delay: Double = 0) {
            (self.status, self.headers, body, self.delay) = (status, headers, Data(text.utf8), delay)
        }

        /// A chat completion that says `text`.
        static func saying(_ text: String) -> Response {
            let object: [String: Any] = ["choices": [["message": ["role": "assistant", "content": text], "finish_reason": "stop"]]]
            return Response(text: String(decoding: (try? JSONSerialization.data(withJSONObject: object)) ?? Data(), as: UTF8.self))
        }
    }

    let port: Int
    private let listener: Int32
    private let seen = Mutex<[Request]>([])

    var requests: [Request] { seen.withLock { $0 } }
    var url: String { "http://127.0.0.1:\(port)/v1" }

    /// - Parameter answer: gets the number of the request, from 0.
    init(_ answer: @escaping @Sendable (Int, Request) -> Response) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(listener, generic, length) == 0 && listen(listener, 16) == 0 && getsockname(listener, generic, &length) == 0
            }
        }
        guard bound else { throw POSIXError(.EADDRINUSE) }
        port = Int(UInt16(bigEndian: address.sin_port))
        self.listener = listener
        Thread.detachNewThread { [weak self] in
            while case let connection = accept(listener, nil, nil), connection >= 0 {
                guard let request = Self.read(connection), let number = self?.keep(request) else {
                    close(connection)
                    continue
                }
                Thread.detachNewThread { Self.write(answer(number, request), to: connection) }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private func keep(_ request: Request) -> Int {
        seen.withLock { all in
            all.append(request)
            return all.count - 1
        }
    }

    private static func read(_ connection: Int32) -> Request? {
        var bytes = Data()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let end = Data("\r\n\r\n".utf8)
        while true {
            if let head = bytes.range(of: end) {
                let lines = String(decoding: bytes[..<head.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
                let pairs = lines.dropFirst().compactMap { line -> (String, String)? in
                    guard let colon = line.firstIndex(of: ":") else { return nil }
                    return (line[..<colon].lowercased(), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
                }
                let headers = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
                let length = headers["content-length"].flatMap(Int.init) ?? 0
                if bytes.count >= head.upperBound + length {
                    let path = lines[0].split(separator: " ").dropFirst().first.map(String.init) ?? ""
                    return Request(path: path, headers: headers, body: bytes[head.upperBound...])
                }
            }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes.append(contentsOf: buffer[..<count])
        }
    }

    private static func write(_ response: Response, to connection: Int32) {
        if response.delay > 0 { usleep(UInt32(response.delay * 1_000_000)) }
        var headers = ["Content-Length": "\(response.body.count)", "Content-Type": "application/json", "Connection": "close"]
        headers.merge(response.headers) { $1 }
        let head = "HTTP/1.1 \(response.status) Status\r\n" + headers.map { "\($0): \($1)\r\n" }.joined() + "\r\n"
        var bytes = (Data(head.utf8) + response.body)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { break }
            bytes = bytes.dropFirst(count)
        }
        close(connection)
    }
}
