import Foundation
import FoundationNetworking
import Synchronization

/// One POST, within limits: no redirects, no cookies, no cache, at most so many bytes and seconds.
struct HTTPPost {
    struct Reply: Sendable {
        var status: Int
        /// Seconds that the host asks to wait.
        var retryAfter: Double?
        var body: Data
    }

    /// The longest reply that is read.
    static let mostBytes = 1 << 20

    var url: URL
    var host: String
    var headers: [String: String]
    var body: Data
    var seconds: Double

    /// - Parameter isCancelled: asked ten times a second.
    func send(isCancelled: () -> Bool) throws(ProviderError) -> Reply {
        let configuration = URLSessionConfiguration.ephemeral
        // In whole seconds there, and for silence only: the deadline below is what ends a request.
        configuration.timeoutIntervalForRequest = seconds.rounded(.up) + 1
        configuration.httpShouldSetCookies = false
        configuration.httpCookieAcceptPolicy = .never
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        configuration.urlCache = nil
        var request = URLRequest(url: url, timeoutInterval: seconds.rounded(.up) + 1)
        request.httpMethod = "POST"
        request.httpBody = body
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }

        let collector = Collector(mostBytes: Self.mostBytes)
        let session = URLSession(configuration: configuration, delegate: collector, delegateQueue: nil)
        defer { session.invalidateAndCancel() }
        let task = session.dataTask(with: request)
        task.resume()
        let deadline = DispatchTime.now() + seconds
        while collector.done.wait(timeout: .now() + .milliseconds(100)) == .timedOut {
            if isCancelled() { throw .cancelled }
            if DispatchTime.now() >= deadline { throw .timedOut(host: host, seconds: seconds) }
        }
        let outcome = collector.outcome
        if outcome.isTooLarge { throw .tooLarge(host: host, bytes: Self.mostBytes) }
        if let target = outcome.redirect { throw .redirected(host: host, to: target) }
        if let error = outcome.error {
            if (error as? URLError)?.code == .timedOut { throw .timedOut(host: host, seconds: seconds) }
            throw .unreachable(host: host, reason: error.localizedDescription)
        }
        guard let status = outcome.status else { throw .unreachable(host: host, reason: "it closed the connection") }
        return Reply(status: status, retryAfter: outcome.retryAfter, body: outcome.body)
    }
}

/// Gathers a reply as it comes, on URLSession's own thread.
private final class Collector: NSObject, URLSessionDataDelegate, Sendable {
    struct Outcome {
        var status: Int?
        var retryAfter: Double?
        var redirect: String?
        var body = Data()
        var isTooLarge = false
        var error: (any Error)?
    }

    let done = DispatchSemaphore(value: 0)
    private let state = Mutex(Outcome())
    private let mostBytes: Int

    init(mostBytes: Int) { self.mostBytes = mostBytes }

    var outcome: Outcome { state.withLock { $0 } }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
        completionHandler: @escaping (URLRequest?) -> Void
    ) {
        state.withLock { $0.redirect = request.url?.host ?? "elsewhere" }
        completionHandler(nil)
        task.cancel()
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
        let http = response as? HTTPURLResponse
        state.withLock {
            $0.status = http?.statusCode
            $0.retryAfter = http?.value(forHTTPHeaderField: "Retry-After").flatMap(Double.init)
        }
        completionHandler(.allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let isTooLarge = state.withLock { outcome in
            outcome.isTooLarge = outcome.isTooLarge || outcome.body.count + data.count > mostBytes
            if !outcome.isTooLarge { outcome.body.append(data) }
            return outcome.isTooLarge
        }
        if isTooLarge { dataTask.cancel() }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        state.withLock { $0.error = error }
        done.signal()
    }
}
