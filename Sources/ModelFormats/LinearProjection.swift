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
}
