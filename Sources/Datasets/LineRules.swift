import Foundation

/// What one exported line must look like.
enum LineRules {
    private struct Turn {
        let role: String
        let text: String
    }

    static func problems(in object: [String: Any], _ format: ExportFormat) -> [String] {
        switch format {
        case .openai: openAI(object)
        case .trl: trl(object)
        case .alpaca: alpaca(object)
        case .sharegpt: shareGPT(object)
        case .bedrock: bedrock(object)
        case .vertex: vertex(object)
        }
    }

    private static func openAI(_ object: [String: Any]) -> [String] {
        var problems = unknown(object, ["messages"])
        guard let list = object["messages"] as? [[String: Any]], !list.isEmpty else { return problems + ["has no list of messages"] }
        for message in list { problems += unknown(message, ["role", "content"]) }
        guard let turns = turns(list, role: "role", text: { $0["content"] as? String }) else {
            return problems + ["has a turn without text"]
        }
        if let other = turns.first(where: { !["system", "user", "assistant"].contains($0.role) }) {
            problems.append("has the role \"\(other.role)\"; system, user and assistant are allowed")
        }
        if turns.last?.role != "assistant" { problems.append("does not end with the assistant") }
        return problems
    }

    private static func trl(_ object: [String: Any]) -> [String] {
        guard let prompt = (object["prompt"] as? [[String: Any]]).flatMap({ turns($0, role: "role") { $0["content"] as? String } }),
            let completion = (object["completion"] as? [[String: Any]]).flatMap({ turns($0, role: "role") { $0["content"] as? String } })
        else { return ["has no prompt and completion that are lists of messages"] }
        var problems: [String] = []
        if prompt.last?.role != "user" { problems.append("has a prompt that does not end with the user") }
        if completion.map(\.role) != ["assistant"] { problems.append("has a completion that is not one turn of the assistant") }
        return problems
    }

    private static func alpaca(_ object: [String: Any]) -> [String] {
        var problems: [String] = []
        for name in ["instruction", "output"] where isBlank(object[name]) { problems.append("has no \"\(name)\"") }
        for name in ["input", "system"] where object[name] != nil && !(object[name] is String) {
            problems.append("has a \"\(name)\" that is no text")
        }
        if let history = object["history"], (history as? [[String]])?.allSatisfy({ $0.count == 2 }) != true {
            problems.append("has a \"history\" that is not a list of pairs")
        }
        return problems
    }

    /// The human speaks at odd places and the model at even ones, after a system turn if there is any.
    private static func shareGPT(_ object: [String: Any]) -> [String] {
        guard let turns = (object["conversations"] as? [[String: Any]]).flatMap({ turns($0, role: "from") { $0["value"] as? String } })
        else { return ["has no list of conversations with text"] }
        return alternation(turns.first?.role == "system" ? Array(turns.dropFirst()) : turns, "human", "gpt")
    }

    private static func bedrock(_ object: [String: Any]) -> [String] {
        var problems: [String] = []
        if object["schemaVersion"] as? String != "bedrock-conversation-2024" {
            problems.append("does not name the schema bedrock-conversation-2024")
        }
        var prompts: [String] = []
        if let system = object["system"] {
            guard let text = parts(system) else { return problems + ["has a system message without text"] }
            prompts.append(text)
        }
        guard let turns = (object["messages"] as? [[String: Any]]).flatMap({ turns($0, role: "role") { parts($0["content"]) } })
        else { return problems + ["has a turn without text"] }
        problems += alternation(turns, "user", "assistant")
        prompts += turns.filter { $0.role == "user" }.map(\.text)
        if let word = reserved.first(where: { word in prompts.contains { $0.contains(word) } }) {
            problems.append("has the reserved keyword \"\(word)\" in a prompt, with which the job fails; write it otherwise")
        }
        return problems
    }

    private static let reserved = ["User:", "Bot:", "Assistant:", "System:", "<image>", "<video>", "[EOS]"]

    private static func vertex(_ object: [String: Any]) -> [String] {
        var problems = unknown(object, ["systemInstruction", "contents"])
        if let system = object["systemInstruction"], parts((system as? [String: Any])?["parts"]) == nil {
            problems.append("has a system instruction without text")
        }
        guard let turns = (object["contents"] as? [[String: Any]]).flatMap({ turns($0, role: "role") { parts($0["parts"]) } })
        else { return problems + ["has a turn without text"] }
        return problems + alternation(turns, "user", "model")
    }

    // MARK: pieces

    private static func alternation(_ turns: [Turn], _ first: String, _ second: String) -> [String] {
        for (index, turn) in turns.enumerated() where turn.role != (index.isMultiple(of: 2) ? first : second) {
            return ["has \"\(turn.role)\" in turn \(index + 1); \(first) and \(second) must alternate, \(first) first"]
        }
        return turns.isEmpty || !turns.count.isMultiple(of: 2) ? ["does not end with \"\(second)\""] : []
    }

    /// nil when a turn has no role or no text.
    private static func turns(_ list: [[String: Any]], role: String, text: ([String: Any]) -> String?) -> [Turn]? {
        var turns: [Turn] = []
        for element in list {
            guard let name = element[role] as? String, let content = text(element) else { return nil }
            // An empty system message says nothing, which is allowed.
            guard name == "system" || !ComparableText.isBlank(content) else { return nil }
            turns.append(Turn(role: name, text: content))
        }
        return turns
    }

    /// The joined texts of `[{"text":…}…]`.
    private static func parts(_ value: Any?) -> String? {
        guard let list = value as? [[String: Any]], !list.isEmpty else { return nil }
        let texts = list.compactMap { $0["text"] as? String }
        return texts.count == list.count ? texts.joined(separator: "\n") : nil
    }

    private static func isBlank(_ value: Any?) -> Bool { (value as? String).map(ComparableText.isBlank) ?? true }

    private static func unknown(_ object: [String: Any], _ known: Set<String>) -> [String] {
        Set(object.keys).subtracting(known).sorted().map { "has the member \"\($0)\", which the service does not know" }
    }
}
