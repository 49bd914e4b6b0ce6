import Inference
import Scoring

extension ProjectSession {
    /// The project's form, ready for its model.
    struct Form: Sendable {
        var constraint: TokenConstraint
        /// sha256 of its text: it decides the answers.
        var hash: String
    }

    /// The arms that this project compares: every approach, and those that `[form]` names with the form imposed.
    public var arms: [Arm] { configuration.arms }

    static let noForm = WorkbenchError(
        .notFound, "This project has no form to impose.",
        next: "Add a [form] section with schema = \"FILE\" or regex = '...' to assay.toml.")

    /// The form as it is written; nil without one.
    func formText() throws -> String? { try configuration.form.map { try resolve($0).text() } }

    /// Throws when the form that some of these arms impose is none: once and before anything is asked, not as the failure of every answer.
    package func checkForm(of arms: [Arm]) throws {
        guard arms.contains(where: \.isConstrained), let form = configuration.form else { return }
        do { _ = try resolve(form).automaton() } catch { throw WorkbenchError.wrapping(error) }
    }

    private func resolve(_ form: AnswerForm) -> AnswerForm {
        if case .schema(let path) = form { .schema(path: project.absolute(path)) } else { form }
    }

    func form() throws -> Form {
        guard let form = configuration.form else { throw Self.noForm }
        return try formBox.value {
            let resolved = resolve(form)
            return Form(
                constraint: try resolved.constraint(for: try languageModel()), hash: FileHash.sha256(Array(try resolved.text().utf8)))
        }
    }
}
