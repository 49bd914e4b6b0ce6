import Foundation
import TerminalCells
import TerminalDriver
import Workbench
import WorkbenchUI

/// The wiring of the workbench on a terminal: keys to `update`, effects to the service, events back through the mailbox.
struct ScreenSession {
    let project: Project
    let theme: String?
    let mouse: Bool

    func run() throws {
        try FileManager.default.createDirectory(atPath: Directories.state, withIntermediateDirectories: true)
        let loop = try RunLoop<Message>()
        let service = WorkbenchService(project: project) { [mailbox = loop.mailbox] in mailbox.post(.event($0)) }
        var state = AppState(configuration())
        if project.configuration.watch { service.send(.watch(true)) }
        let exit = try loop.run(
            options: .init(logPath: Directories.log, mouse: mouse),
            input: { .input($0) },
            handle: { message, terminal in
                for effect in update(&state, message) {
                    perform(effect, terminal, service, loop.mailbox)
                }
            },
            view: { view(state, size: $0) })
        if !service.shutDown() { Console.complain("a job did not end in time; what it had saved is kept") }
        if case .terminated(let signal) = exit { Foundation.exit(128 + signal) }
    }

    private func perform(_ effect: Effect, _ terminal: Terminal, _ service: WorkbenchService, _ mailbox: Mailbox<Message>) {
        switch effect {
        case .request(let request): service.send(request)
        case .copy(let text): terminal.copy(text)
        case .edit(let text): mailbox.post(.edited(try? terminal.edit(text)))
        case .open(let path, let line):
            do {
                try terminal.editFile(project.absolute(path), line: line)
            } catch {
                mailbox.post(.event(.failed("The editor could not be started: \(error)")))
            }
        case .tick(let on): terminal.tick(every: on ? 0.1 : nil)
        case .mouse(let on): terminal.captureMouse(on)
        case .suspend: terminal.suspend()
        case .repaint: terminal.repaint()
        case .quit: terminal.quit()
        }
    }

    private func configuration() -> Configuration {
        let wanted = theme ?? project.configuration.theme ?? "default"
        var warnings = [project.warning].compactMap { $0 }
        let names = Set(ThemeFolder.names + [wanted, "default"])
        let themes = names.sorted().compactMap { name -> Theme? in
            guard name != "default" || ThemeFolder.text(name) != nil else { return nil }
            let (theme, problems) = ThemeFile.load(name, source: ThemeFolder.text)
            if name == wanted { warnings += problems.map(\.description) }
            return theme
        }
        return Configuration(theme: wanted, themes: themes, mouse: mouse, warning: warnings.first)
    }
}

/// Theme files: the user's own before those that come with the program.
enum ThemeFolder {
    private static var folders: [String] {
        [Directories.configuration + "/themes", ProjectTemplate.sharedFolder("themes")].compactMap { $0 }
    }

    static var names: [String] {
        folders.flatMap { (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? [] }
            .filter { $0.hasSuffix(".toml") }.map { String($0.dropLast(5)) }
    }

    static func text(_ name: String) -> String? {
        guard !name.contains("/") else { return nil }
        return folders.lazy.compactMap { try? String(contentsOfFile: "\($0)/\(name).toml", encoding: .utf8) }.first
    }
}
