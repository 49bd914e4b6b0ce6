import ArgumentParser
import Foundation
import Workbench

enum ProgressStyle: String, ExpressibleByArgument, CaseIterable { case auto, json, none }

/// Progress on standard error: one rewritten line on a terminal, now and then a line elsewhere, JSON lines on request.
final class ProgressLine {
    private let style: ProgressStyle
    private let started = Date()
    private var last = Date.distantPast
    private var open = false

    init(style: ProgressStyle, quiet: Bool) { self.style = quiet ? .none : style }

    func show(_ text: String, fraction: Double? = nil, force: Bool = false) {
        guard style == .auto else { return }
        let now = Date()
        let interval = Console.errorIsTerminal ? 0.1 : 15
        guard force || now.timeIntervalSince(last) >= interval else { return }
        last = now
        let percent = fraction.map { String(format: "%3.0f%% ", $0 * 100) } ?? ""
        if Console.errorIsTerminal {
            Console.rewrite(percent + text + (force ? "\n" : ""))
            open = !force
        } else {
            Console.note(percent + text)
        }
    }

    /// The progress of a job in the style that was asked for; a milestone keeps a line of its own.
    func report(_ update: ProgressUpdate) {
        let left = update.etaSeconds.map { $0 < 90 ? String(format: "%.0f s left", $0) : String(format: "%.0f min left", $0 / 60) }
        let text = [update.text, update.rate, left].compactMap { $0 }.joined(separator: " · ")
        show(text, fraction: update.fraction, force: update.isMilestone)
        event(update)
    }

    /// A JSON line, only with `--progress json`.
    func event<Value: Encodable>(_ value: Value) {
        guard style == .json, let data = try? JSONEncoder().encode(value) else { return }
        Console.note(String(decoding: data, as: UTF8.self))
    }

    func finish(_ text: String? = nil) {
        if open { Console.rewrite("") }
        open = false
        if let text, style == .auto {
            Console.note("\(text) (\(String(format: "%.1f", Date().timeIntervalSince(started))) s)")
        }
    }
}
