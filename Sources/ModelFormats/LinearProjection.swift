/// The linear weights of a transformer layer that an adapter can sit on, by the name the Hugging Face model gives them.
public enum LinearProjection: String, CaseIterable, Sendable, Codable, Hashable {
    case q = "self_attn.q_proj"
    case k = "self_attn.k_proj"
    case v = "self_attn.v_proj"
    case o = "self_attn.o_proj"
    case gate = "mlp.gate_proj"
    case up = "mlp.up_proj"
    case down = "mlp.down_proj"

    /// The last part of the name, as `target_modules` of a PEFT configuration lists it.
    public var shortName: String { String(rawValue[rawValue.index(after: rawValue.lastIndex(of: ".")!)...]) }

    /// The tensor's name in a GGUF file, after "blk.N.".
    public var tensorName: String {
        switch self {
        case .q: "attn_q.weight"
        case .k: "attn_k.weight"
        case .v: "attn_v.weight"
        case .o: "attn_output.weight"
        case .gate: "ffn_gate.weight"
        case .up: "ffn_up.weight"
        case .down: "ffn_down.weight"
        }
    }
}
