import ArgumentParser
import Workbench

struct Locate: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print where something lives.")

    enum Place: String, ExpressibleByArgument, CaseIterable { case models, downloads, configuration, log, project, samples, themes }

    @Argument(help: "models, downloads, configuration, log, project, samples or themes.")
    var what: Place

    func run() throws {
        let path: String? =
            switch what {
            case .models: Directories.models
            case .downloads: Directories.downloads
            case .configuration: Directories.configuration
            case .log: Directories.log
            case .project: try Project.nearest().root
            case .samples: ProjectTemplate.sharedFolder("sample-projects")
            case .themes: ProjectTemplate.sharedFolder("themes")
            }
        guard let path else { throw WorkbenchError(.notFound, "The folder of \(what.rawValue) was not found beside the program.") }
        Console.write(path)
    }
}
