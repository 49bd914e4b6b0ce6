"""Writes the small random models of this folder and what transformers computes with them; see README.md.

Linear weights and the embedding table are stored as Q8_0, norms and biases as floats. transformers runs in fp32 on the weights that the
file stands for, so that both sides compute with the same numbers. Needs torch, transformers and gguf.

    python make_architectures.py <folder>
"""
import json
import math
import sys

import gguf
import numpy as np
import torch
from transformers import (Gemma3ForCausalLM, Gemma3TextConfig, LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM, Qwen3Config,
                          Qwen3ForCausalLM)

Q8 = gguf.GGMLQuantizationType.Q8_0
CONTEXT = 1024
LENGTHS = [1, 9, 48, 49, 256, 257, 303, 304, 305, 512, 640]
GREEDY = 24


def vocabulary():
    """GPT-2's spelling of the 256 bytes, one merged pair, and an end token: enough to load."""
    printable = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    others = [b for b in range(256) if b not in printable]
    spelled = {b: chr(b) for b in printable} | {b: chr(256 + i) for i, b in enumerate(others)}
    return [spelled[b] for b in range(256)] + ["th", "<|endoftext|>"]


SIZES = dict(vocab_size=258, hidden_size=64, intermediate_size=96, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
             max_position_embeddings=CONTEXT, tie_word_embeddings=True, bos_token_id=257, eos_token_id=257)
PLAIN = {"rope_type": "default", "rope_theta": 10000.0}


def llama(**rope):
    return LlamaForCausalLM(LlamaConfig(**SIZES, rope_parameters={"rope_theta": 10000.0, **rope}))


# Each with the metadata about rotations that llama.cpp's converter writes for such a configuration.
MODELS = {
    "qwen2": (lambda: Qwen2ForCausalLM(Qwen2Config(**SIZES, rope_parameters=PLAIN)), {}),
    # Heads that are together wider than the embedding, and an output head of its own.
    "qwen3": (lambda: Qwen3ForCausalLM(Qwen3Config(**SIZES | {"tie_word_embeddings": False}, head_dim=32, rope_parameters=PLAIN)), {}),
    # Five layers with the window, one without, one with it again.
    "gemma3": (lambda: Gemma3ForCausalLM(Gemma3TextConfig(
        **SIZES | {"num_hidden_layers": 7, "intermediate_size": 64, "num_attention_heads": 2, "num_key_value_heads": 1}, head_dim=32,
        query_pre_attn_scalar=32, sliding_window=48,
        rope_parameters={"full_attention": {"rope_type": "linear", "factor": 2.0, "rope_theta": 1e6},
                         "sliding_attention": {"rope_type": "default", "rope_theta": 10000.0}})), {"linear": 2.0}),
    "llama-linear": (lambda: llama(rope_type="linear", factor=4.0), {"linear": 4.0}),
    "llama-yarn": (lambda: llama(rope_type="yarn", factor=4.0, original_max_position_embeddings=256), {"yarn": (4.0, 256)}),
    "llama3": (lambda: llama(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
                             original_max_position_embeddings=128), {"factors": True}),
    # transformers' attention_factor is the whole of what llama.cpp's attn_factor multiplies, 1 + ln(factor) / 10.
    "qwen2-yarn": (lambda: Qwen2ForCausalLM(Qwen2Config(**SIZES, rope_parameters={
        "rope_type": "yarn", "rope_theta": 10000.0, "factor": 8.0, "original_max_position_embeddings": 128, "beta_fast": 12.0,
        "beta_slow": 2.0, "attention_factor": 0.9 * (1 + math.log(8.0) / 10)})), {"yarn": (8.0, 128, 12.0, 2.0, 0.9)}),
}

NAMES = {
    "model.embed_tokens.weight": "token_embd.weight", "model.norm.weight": "output_norm.weight", "lm_head.weight": "output.weight",
    "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
    "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down", "input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm",
}
GEMMA_NAMES = {"post_attention_layernorm": "post_attention_norm", "pre_feedforward_layernorm": "ffn_norm",
               "post_feedforward_layernorm": "post_ffw_norm"}


def stored_name(name, architecture):
    if name in NAMES:
        return NAMES[name]
    layer, module = name.removeprefix("model.layers.").split(".", 1)
    module, kind = module.rsplit(".", 1)
    names = NAMES | (GEMMA_NAMES if architecture == "gemma3" else {})
    return f"blk.{layer}.{names[module]}.{kind}"


def paired(rows, heads):
    """Rows of q or k with the halves of each head interleaved, as llama files have them."""
    return rows.reshape(heads, 2, rows.shape[0] // heads // 2, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)


def randomise(model, random):
    """Random numbers everywhere, of a size at which every part of the computation matters; linear weights as Q8_0 keeps them."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            shape = tuple(parameter.shape)
            numbers = random.standard_normal(shape).astype(np.float32)
            if len(shape) == 2:
                size = {"q_proj": 2.0, "k_proj": 2.0}.get(name.split(".")[-2], 1.2) / shape[1] ** 0.5
                if "embed" in name:
                    size = 0.06 if "Gemma" in type(model).__name__ else 0.4 if model.config.tie_word_embeddings else 1.0
                if "lm_head" in name:
                    size = 0.4
                numbers = gguf.quants.dequantize(gguf.quants.quantize(numbers * np.float32(size), Q8), Q8)
            elif name.endswith("bias"):
                numbers *= 0.5
            elif "Gemma" in type(model).__name__:
                numbers *= 0.3
            else:
                numbers = 1 + 0.3 * numbers
            parameter.copy_(torch.from_numpy(numbers.astype(np.float32)))


def write(path, model, rotation):
    config = model.config
    architecture = {"gemma3_text": "gemma3"}.get(config.model_type, config.model_type)
    head = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    if architecture in ("qwen3", "gemma3"):
        writer.add_key_length(head)
        writer.add_value_length(head)
    if architecture == "gemma3":
        writer.add_sliding_window(config.sliding_window)
        writer.add_rope_freq_base(config.rope_parameters["full_attention"]["rope_theta"])
    else:
        writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
    if "linear" in rotation:
        writer.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
        writer.add_rope_scaling_factor(rotation["linear"])
    if "yarn" in rotation:
        writer.add_rope_scaling_type(gguf.RopeScalingType.YARN)
        writer.add_rope_scaling_factor(rotation["yarn"][0])
        writer.add_rope_scaling_orig_ctx_len(rotation["yarn"][1])
        if len(rotation["yarn"]) > 2:
            writer.add_rope_scaling_yarn_beta_fast(rotation["yarn"][2])
            writer.add_rope_scaling_yarn_beta_slow(rotation["yarn"][3])
            writer.add_rope_scaling_attn_factors(rotation["yarn"][4])
    if "factors" in rotation:
        # What the plain frequencies are divided by, taken from the ones that transformers uses.
        plain = 1.0 / (config.rope_parameters["rope_theta"] ** (np.arange(0, head, 2, dtype=np.float32) / head))
        writer.add_tensor("rope_freqs.weight", (plain / model.model.rotary_emb.inv_freq.numpy()).astype(np.float32))
    tokens = vocabulary()
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types([gguf.TokenType.NORMAL] * 257 + [gguf.TokenType.CONTROL])
    writer.add_token_merges(["t h"])
    writer.add_eos_token_id(257)
    for name, parameter in model.named_parameters():
        numbers = parameter.detach().numpy()
        if architecture == "gemma3" and name.endswith("norm.weight"):
            numbers = numbers + 1
        if architecture == "llama" and ".q_proj." in name:
            numbers = paired(numbers, config.num_attention_heads)
        if architecture == "llama" and ".k_proj." in name:
            numbers = paired(numbers, config.num_key_value_heads)
        stored = stored_name(name, architecture)
        if numbers.ndim == 2:
            writer.add_tensor(stored, gguf.quants.quantize(np.ascontiguousarray(numbers), Q8), raw_dtype=Q8)
        else:
            writer.add_tensor(stored, numbers.astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def greedy(model, prompt):
    tokens, margins = list(prompt), []
    for _ in range(GREEDY):
        best = torch.topk(model(torch.tensor([tokens]), use_cache=False).logits[0, -1], 2)
        tokens.append(int(best.indices[0]))
        margins.append(round(float(best.values[0] - best.values[1]), 4))
        if tokens[-1] == model.config.eos_token_id:
            break
    return tokens[len(prompt):], margins


def main(folder):
    results = {}
    for number, (name, (make, rotation)) in enumerate(MODELS.items()):
        torch.manual_seed(0)
        random = np.random.default_rng(100 + number)
        model = make().eval()
        model.set_attn_implementation("eager")
        randomise(model, random)
        write(f"{folder}/{name}.gguf", model, rotation)
        text = [int(t) for t in random.integers(0, 256, max(LENGTHS))]
        with torch.no_grad():
            logits = model(torch.tensor([text]), use_cache=False).logits[0]
            answers = [greedy(model, text[:length]) for length in (9, 600)]
        results[name] = {
            "tokens": text,
            "logits": [{"length": n, "values": [round(float(v), 5) for v in logits[n - 1]]} for n in LENGTHS],
            "greedy": [{"length": n, "tokens": t, "margins": m} for n, (t, m) in zip((9, 600), answers)],
        }
        print(name, "logits' deviation", round(float(logits.std()), 3), "margins from", [min(m) for _, m in answers])
    with open(f"{folder}/architectures.json", "w") as file:
        json.dump(results, file, separators=(",", ":"))


if __name__ == "__main__":
    main(sys.argv[1])
