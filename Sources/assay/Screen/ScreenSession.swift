import Foundation
import TerminalCells
import TerminalDriver
import Workbench
import WorkbenchUI

/// The wiring of the workbench on a terminal: keys to `update`, effects to the service, events back through the mailbox.
final class ScreenSession {
    private let configuration: Configuration
    private var project: Project?
    private var service: WorkbenchService?

    /// - Parameter project: nil begins with the choice of one.
    init(project: Project?, configuration: Configuration) {
        self.project = project
        self.configuration = Self.complete(configuration, warning: project?.warning)
    }

    func run() throws {
        try FileManager.default.createDirectory(atPath: Directories.state, withIntermediateDirectories: true)
        let loop = try RunLoop<Message>()
        var state = AppState(configuration, start: project == nil ? StartState(choices: ProjectChoice.all()) : nil)
        if let project { open(project, loop.mailbox) }
        let exit = try loop.run(
            options: .init(logPath: Directories.log, mouse: configuration.mouse),
            input: { .input($0) },
            handle: { message, terminal in
                for effect in update(&state, message) {
                    perform(effect, terminal, loop.mailbox)
                }
            },
            view: { view(state, size: $0) })
        if service?.shutDown() == false { Console.complain("a job did not end in time; what it had saved is kept") }
        if case .terminated(let signal) = exit { Foundation.exit(128 + signal) }
    }

    private func open(_ project: Project, _ mailbox: Mailbox<Message>) {
        self.project = project
        service = WorkbenchService(project: project) { mailbox.post(.event($0)) }
        service?.watchElsewhere()
        if project.configuration.watch { service?.send(.watch(true)) }
        RecentProjects().note(project)
    }

    /// Opens what `find` gives, and tells the screen.
    private func open(_ mailbox: Mailbox<Message>, _ find: () throws -> Project) {
        do {
            open(try find(), mailbox)
            mailbox.post(.opened)
        } catch {
            mailbox.post(.event(.failed("\(WorkbenchError.wrapping(error))")))
        }
    }

    private func attempt(_ mailbox: Mailbox<Message>, _ work: () throws -> Void) {
        do { try work() } catch { mailbox.post(.event(.failed("\(WorkbenchError.wrapping(error))"))) }
    }

    private func perform(_ effect: Effect, _ terminal: Terminal, _ mailbox: Mailbox<Message>) {
        switch effect {
        case .request(let request): service?.send(request)
        case .copy(let text): terminal.copy(text)
        case .edit(let text):
            do {
                mailbox.post(.edited(try terminal.edit(text)))
            } catch {
                mailbox.post(.edited(nil))
                mailbox.post(.event(.failed(Self.editorFailure(error))))
            }
        case .open(let path, let line):
            do {
                try terminal.editFile(project?.absolute(path) ?? path, line: line)
            } catch {
                mailbox.post(.event(.failed(Self.editorFailure(error))))
            }
        case .tick(let on): terminal.tick(every: on ? (configuration.reducedMotion ? 1 : 0.1) : nil)
        case .mouse(let on): terminal.captureMouse(on)
        case .suspend: terminal.suspend()
        case .repaint: terminal.repaint()
        case .quit: terminal.quit()
        case .openProject(let path): open(mailbox) { try Project(at: Self.expanded(path)) }
        case .createProject(let path, let sample): open(mailbox) { try ProjectTemplate.create(at: Self.expanded(path), from: sample) }
        case .keepTheme(let name): attempt(mailbox) { try ScreenPreferences().keep(theme: name) }
        case .forgetProject(let path): attempt(mailbox) { try RecentProjects().forget(path) }
        case .rememberProject(let choice): attempt(mailbox) { try RecentProjects().restore(choice) }
        }
    }

    private static func editorFailure(_ error: TerminalError) -> String {
        "The editor could not be started: \(error). Set VISUAL or EDITOR to one that is installed."
    }

    /// A path as people type it: `~` is the home folder.
    private static func expanded(_ path: String) -> String { (path as NSString).expandingTildeInPath }

    /// With every theme there is, and what is wrong with the one that is wanted or with the project's settings.
    private static func complete(_ configuration: Configuration, warning: String?) -> Configuration {
        var warnings = [warning].compactMap { $0 }
        let names = Set(ThemeFolder.names + [configuration.theme, "default"])
        let themes = names.sorted().compactMap { name -> Theme? in
            guard name != "default" || ThemeFolder.text(name) != nil else { return nil }
            let (theme, problems) = ThemeFile.load(name, source: ThemeFolder.text)
            if name == configuration.theme { warnings += problems.map(\.description) }
            return theme
        }
        var complete = Configuration(
            theme: configuration.theme, themes: themes, symbols: configuration.symbols, mouse: configuration.mouse,
            warning: warnings.first)
        complete.reducedMotion = configuration.reducedMotion
        complete.seed = .random(in: 0...UInt64.max)
        return complete
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
