import CKernels
import COneDNN

extension PackedMatrix {
    /// Whether a packed copy is faster than widening quantised weights piece by piece into the panels of `ck_panel_multiply`: where
    /// oneDNN has a blocked layout of its own for this processor, or where the panels have no vector instructions.
    public static let isWorthItsMemory = conednn_prefers_blocks(1536, 576, 0) != 0 || ck_panel_is_fast() == 0
}
