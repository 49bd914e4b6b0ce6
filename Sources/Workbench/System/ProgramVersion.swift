/// The version that `assay --version` prints and records carry.
public enum ProgramVersion { public static let text = "0.1.0" }
