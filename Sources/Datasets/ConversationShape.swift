import Foundation
import Tokenization

/// Turns the members of a JSON object, or the columns of a row, into messages.
enum ConversationShape {
    /// Names of what is asked and what is answered, where each is one text; the first pair is the format's own.
    static let pairs: [(prompt: String, completion: String)] = [
        ("prompt", "completion"), ("question", "answer"), ("input", "output"),
    ]

    /// The format that the names of the members speak for; half a pair is enough, so that the missing half can be named.
    static func recognise(_ names: some Sequence<String>) -> DatasetFormat? {
        let names = Set(names)
        if names.contains("messages") { return .messages }
        if names.contains("conversations") { return .sharegpt }
        if names.contains("instruction") { return .alpaca }
        if pairs.contains(where: { names.contains($0.prompt) || names.contains($0.completion) }) { return .promptCompletion }
        return nil
    }

    static func messages(of object: [String: Any], as format: DatasetFormat) throws(LineProblem) -> [ChatMessage] {
        switch format {
        case .messages:
            return try turns(object["messages"], of: "messages", keys: ("role", "content"))
        case .sharegpt:
            return try system(object) + turns(object["conversations"], of: "conversations", keys: ("from", "value"))
        case .alpaca:
            return try alpaca(object)
        case .promptCompletion:
            return try pair(object)
        case .csv:
            return try object["instruction"] == nil ? pair(object) : alpaca(object)
        }
    }

    private static func pair(_ object: [String: Any]) throws(LineProblem) -> [ChatMessage] {
        let names =
            pairs.first { object[$0.prompt] != nil && object[$0.completion] != nil }
            ?? pairs.first { object[$0.prompt] != nil || object[$0.completion] != nil } ?? pairs[0]
        let prompt = try side(object[names.prompt], name: names.prompt, role: .user)
        let completion = try side(object[names.completion], name: names.completion, role: .assistant)
        return try system(object) + prompt + completion
    }

    /// A text stands for one turn; TRL's conversational form holds a list of messages instead.
    private static func side(_ value: Any?, name: String, role: ChatMessage.Role) throws(LineProblem) -> [ChatMessage] {
        if value is [Any] { return try turns(value, of: name, keys: ("role", "content")) }
        return [ChatMessage(role: role, content: try text(value, name: name))]
    }

    private static func alpaca(_ object: [String: Any]) throws(LineProblem) -> [ChatMessage] {
        var messages = try system(object)
        if let history = object["history"], !(history is NSNull) {
            guard let pairs = history as? [[String]], pairs.allSatisfy({ $0.count == 2 }) else {
                throw LineProblem("\"history\" is not a list of [question, answer] pairs; correct it, or leave it out")
            }
            for pair in pairs { messages += [.user(pair[0]), .assistant(pair[1])] }
        }
        var prompt = try text(object["instruction"], name: "instruction")
        if let input = try optionalText("input", of: object), !ComparableText.isBlank(input) {
            prompt += ComparableText.isBlank(prompt) ? input : "\n\n\(input)"
        }
        return try messages + [.user(prompt), .assistant(text(object["output"], name: "output"))]
    }

    private static func system(_ object: [String: Any]) throws(LineProblem) -> [ChatMessage] {
        try optionalText("system", of: object).map { [.system($0)] } ?? []
    }

    private static func turns(
        _ value: Any?, of name: String, keys: (role: String, content: String)
    ) throws(LineProblem) -> [ChatMessage] {
        guard let value else { throw LineProblem("\"\(name)\" is missing; add it, or choose the format that the line has") }
        guard let list = value as? [Any] else { throw LineProblem("\"\(name)\" is not a list; write it as [{…}, {…}]") }
        var messages: [ChatMessage] = []
        for (index, element) in list.enumerated() {
            guard let turn = element as? [String: Any] else {
                throw LineProblem("turn \(index + 1) is not an object; write it as {\"\(keys.role)\": …, \"\(keys.content)\": …}")
            }
            guard let name = (turn[keys.role] ?? turn["role"]) as? String else {
                throw LineProblem("turn \(index + 1) has no \"\(keys.role)\"; say who speaks")
            }
            guard let role = role(name) else {
                throw LineProblem("unknown role \"\(name.prefix(40))\" in turn \(index + 1); use system, user or assistant")
            }
            guard let content = (turn[keys.content] ?? turn["content"]) as? String else {
                throw LineProblem("the content of turn \(index + 1) is not text; only text can be learnt from here")
            }
            if let weight = turn["weight"] as? NSNumber, weight.doubleValue == 0 {
                throw LineProblem("turn \(index + 1) has the weight 0, and every answer is learnt from here; split the line before it")
            }
            messages.append(ChatMessage(role: role, content: content))
        }
        return messages
    }

    /// The names in use: OpenAI's, and ShareGPT's.
    private static func role(_ name: String) -> ChatMessage.Role? {
        switch name {
        case "system", "developer": .system
        case "user", "human": .user
        case "assistant", "gpt", "chatgpt", "model": .assistant
        default: nil
        }
    }

    private static func text(_ value: Any?, name: String) throws(LineProblem) -> String {
        guard let value else { throw LineProblem("\"\(name)\" is missing; add it") }
        guard let text = value as? String else { throw LineProblem("\"\(name)\" is not text; write it in quotes") }
        return text
    }

    /// nil when the member is missing, null or empty.
    static func optionalText(_ name: String, of object: [String: Any]) throws(LineProblem) -> String? {
        guard let value = object[name], !(value is NSNull) else { return nil }
        let text = try text(value, name: name)
        return text.isEmpty ? nil : text
    }

    /// The id as text; numbers are common as ids.
    static func identifier(of object: [String: Any]) throws(LineProblem) -> String? {
        if let number = object["id"] as? NSNumber { return number.stringValue }
        return try optionalText("id", of: object)
    }
}
