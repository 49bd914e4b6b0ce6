import Foundation

/// Why a model file could not be used: what, why, and what to do about it, in one sentence or two (`description`).
public enum ModelFormatError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The system refused to open, map or read the file.
    case cannotOpen(path: String, reason: String)
    /// The first bytes are not those of the format.
    case notRecognised(path: String, expected: String, found: String)
    /// The right format in a version that this reader does not know.
    case unsupportedVersion(path: String, problem: String)
    /// The file ends before something it announces.
    case truncated(path: String, reading: String, offset: Int, needed: UInt64, available: Int)
    /// The bytes contradict the format or themselves.
    case malformed(path: String, problem: String)
    /// A metadata key that the caller needs is not there.
    case missingKey(path: String, key: String)
    /// A metadata value has another type than the caller needs.
    case wrongType(path: String, key: String, expected: String, found: String)
    /// A tensor that the caller needs is not there.
    case missingTensor(path: String, name: String)
    /// A tensor is stored in a type that this reader cannot decode.
    case unsupportedTensor(path: String, name: String, type: String)
    /// A tensor is there with another shape than the caller needs.
    case wrongShape(path: String, name: String, expected: [Int], found: [Int])
    /// The file was rewritten or cut while it was mapped.
    case changedWhileOpen(path: String)
    /// An adapter that is well-formed but asks for something this program does not apply.
    case unsupportedAdapter(path: String, problem: String)
    /// An adapter whose parts do not fit together.
    case inconsistentAdapter(path: String, problem: String)
    /// The system refused to write.
    case cannotWrite(path: String, reason: String)

    public var description: String {
        switch self {
        case .cannotOpen(let path, let reason):
            "Cannot open \(shown(path)): \(reason). Check the path and its permissions."
        case .notRecognised(let path, let expected, let found):
            "\(shown(path)) is not \(expected): it begins with \(found). Point to another file, or fetch it again."
        case .unsupportedVersion(let path, let problem):
            "\(shown(path)) cannot be read: \(problem). Convert it again with a current tool."
        case .truncated(let path, let reading, let offset, let needed, let available):
            "\(shown(path)) is cut off: \(reading) at byte \(offset) needs \(needed) bytes, \(available) are left. Fetch the file again."
        case .malformed(let path, let problem):
            "\(shown(path)) is damaged or was written wrongly: \(problem). Fetch or convert the file again."
        case .missingKey(let path, let key):
            "\(shown(path)) has no metadata \"\(shown(key))\". It is not a complete model file of this kind; convert it again."
        case .wrongType(let path, let key, let expected, let found):
            "\(shown(path)): metadata \"\(shown(key))\" is \(found), \(expected) is needed. Convert the model again with a current tool."
        case .missingTensor(let path, let name):
            "\(shown(path)) has no tensor \"\(shown(name))\". It is not a complete model of this kind; fetch or convert it again."
        case .unsupportedTensor(let path, let name, let type):
            "\(shown(path)): tensor \"\(shown(name))\" is stored as \(type). "
                + "Readable are \(TensorType.allCases.map(\.rawValue).joined(separator: ", ")); quantise the model to one of these."
        case .wrongShape(let path, let name, let expected, let found):
            "\(shown(path)): tensor \"\(shown(name))\" has shape \(found), \(expected) is needed. The file belongs to another model."
        case .changedWhileOpen(let path):
            "\(shown(path)) was changed while it was in use. Leave model files alone while they are loaded, and load it again."
        case .unsupportedAdapter(let path, let problem):
            "\(shown(path)) cannot be applied: \(problem). Export the adapter as plain LoRA over the linear layers."
        case .inconsistentAdapter(let path, let problem):
            "\(shown(path)) is not a complete LoRA adapter: \(problem). Export or train it again."
        case .cannotWrite(let path, let reason):
            "Cannot write \(shown(path)): \(reason). What was there before is untouched; free space or choose another place."
        }
    }
}

/// A name from a stranger's file made fit for a message: control characters become `\u{…}`, and it ends after 120 characters.
func shown(_ name: String) -> String {
    var result = ""
    var count = 0
    for scalar in name.unicodeScalars {
        if count == 120 { return result + "…" }
        count += 1
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
            result += "\\u{" + String(scalar.value, radix: 16) + "}"
        default:
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}

/// The words of the last system error.
func systemReason() -> String { String(cString: strerror(errno)) }
