"""Makes options.json: what torch and peft compute for the training options, on a llama of a few thousand weights.

    pip install torch==2.15.0+cpu transformers==5.23.0 peft==0.21.2 safetensors
    python make_options.py > options.json

The model is that of the tests (`TinyModel`): its numbers come from an integer hash, and so do those of the adapters. Masks of dropout and
noise on embeddings are made here as our kernels define them and applied in torch. Gradients of layer 0 are kept whole, of layer 1 as norms.
"""

import json
import math

import numpy as np
import torch
from peft import LoraConfig, get_peft_model
from peft.optimizers import create_loraplus_optimizer
from transformers import LlamaConfig, LlamaForCausalLM

from make_gradients import PROJECTIONS, hashed

LAYERS, WIDTH, HEADS, KEY_HEADS, HEAD, FEED, VOCABULARY = 2, 24, 4, 2, 8, 40, 37
RANK, ALPHA, DROPOUT, NEFTUNE = 3, 6, 0.3, 5.0
SHAPES = {"q_proj": (32, 24), "k_proj": (16, 24), "v_proj": (16, 24), "o_proj": (24, 32), "gate_proj": (40, 24), "up_proj": (40, 24),
          "down_proj": (24, 40)}
GROUPS = {"q_proj": 0, "k_proj": 0, "v_proj": 0, "o_proj": 1, "gate_proj": 2, "up_proj": 2, "down_proj": 3}
SEQUENCES = [
    {"tokens": [1, 5, 9, 2, 30, 7, 7], "labels": [-100, -100, 9, 2, -100, 7, 7]},
    {"tokens": [36, 0, 12], "labels": [36, 0, 12]},
    {"tokens": [4, 4, 8, 15, 16, 23, 5, 6, 7, 8, 1], "labels": [-100, -100, -100, 15, 16, 23, 5, -100, -100, -100, -100]},
]
# Rows that are computed: up to the position before the last label.
ROWS = [6, 2, 6]
STARTS = [0, 6, 8]


# ---- random numbers as CounterRandom and the kernels define them ----

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def bits(seed, stream, counter):
    key = mix(mix((seed + GOLDEN) & MASK) ^ ((stream * GOLDEN) & MASK))
    return mix((key + counter * GOLDEN) & MASK)


def position_bits(key, first, count):
    position = (first + np.arange(count, dtype=np.uint64)) & np.uint64(0xFFFFFFFF)
    low, high, limit = np.uint64(key & 0xFFFFFFFF), np.uint64(key >> 32), np.uint64(0xFFFFFFFF)
    h = ((position ^ low) * np.uint64(0x9E3779B1)) & limit
    h = ((h ^ (h >> np.uint64(16))) * np.uint64(0x85EBCA6B)) & limit
    h = (((h ^ (h >> np.uint64(13))) + high) & limit) * np.uint64(0xC2B2AE35) & limit
    return ((h ^ (h >> np.uint64(16))) >> np.uint64(8)).astype(np.int64)


class FixedDropout(torch.nn.Module):
    """The mask of one group in one layer, for the sequence that `current` says."""

    current = 0

    def __init__(self, layer, group):
        super().__init__()
        self.key = bits(1, 3 << 56, 4 * layer + group)

    def forward(self, x):
        rows, start, width = ROWS[FixedDropout.current], STARTS[FixedDropout.current], x.shape[-1]
        kept = position_bits(self.key, start * width, rows * width) >= int(np.float32(DROPOUT) * np.float32(16777216.0))
        factor = torch.ones(x.shape[1], width)
        factor[:rows] = torch.tensor(kept.reshape(rows, width) / (1 - DROPOUT), dtype=torch.float32)
        return x * factor


def noise(sequence):
    rows, start = ROWS[sequence], STARTS[sequence]
    key = bits(1, 4 << 56, 0)
    size = NEFTUNE / math.sqrt(rows * WIDTH)
    unit = position_bits(key, start * WIDTH, rows * WIDTH) / (1 << 23) - 1
    return torch.tensor((unit * size).reshape(1, rows, WIDTH), dtype=torch.float32)


# ---- the model and its adapters ----

def load():
    torch.set_num_threads(1)
    model = LlamaForCausalLM(LlamaConfig(
        vocab_size=VOCABULARY, hidden_size=WIDTH, intermediate_size=FEED, num_hidden_layers=LAYERS, num_attention_heads=HEADS,
        num_key_value_heads=KEY_HEADS, head_dim=HEAD, rms_norm_eps=1e-5, tie_word_embeddings=True, max_position_embeddings=256,
        rope_parameters={"rope_type": "default", "rope_theta": 100.0}, attn_implementation="eager"))
    seed = 1000

    def take(shape, scale, around=0.0):
        nonlocal seed
        seed += 1
        return hashed(shape, seed, scale) + around

    for layer in model.model.layers:
        layer.input_layernorm.weight.data = take((WIDTH,), 0.5, 1)
        layer.post_attention_layernorm.weight.data = take((WIDTH,), 0.5, 1)
        for name in PROJECTIONS:
            linear = getattr(layer.self_attn if name[0] in "qkvo" else layer.mlp, name)
            linear.weight.data = take(SHAPES[name], 5 / math.sqrt(SHAPES[name][1]))
    model.model.norm.weight.data = take((WIDTH,), 0.5, 1)
    model.model.embed_tokens.weight.data = take((VOCABULARY, WIDTH), 2)
    return model


def adapted(dropout=False, zero_b=False, **options):
    model = get_peft_model(load(), LoraConfig(
        r=RANK, lora_alpha=ALPHA, target_modules=PROJECTIONS, task_type="CAUSAL_LM", lora_dropout=DROPOUT if dropout else 0, **options))
    model.train()
    parameters = {}
    for name, parameter in model.named_parameters():
        if "lora_" not in name:
            continue
        short = name.replace("base_model.model.", "").replace(".default.weight", "")
        parts = short.split(".")
        layer, projection, kind = int(parts[2]), parts[4], parts[5]
        seed = layer * 14 + PROJECTIONS.index(projection) * 2
        if kind == "lora_A":
            parameter.data = hashed(parameter.shape, seed, 0.5)
        elif kind == "lora_B":
            parameter.data = hashed(parameter.shape, seed + 1, 0 if zero_b else 0.5)
        elif not zero_b:
            # Away from the lengths of the rows, at which peft starts.
            parameter.data = parameter.data * (1 + hashed(parameter.shape, 500 + seed, 0.8))
        parameters[short] = parameter
    for layer in range(LAYERS):
        for name in PROJECTIONS:
            linear = model.get_submodule(f"base_model.model.model.layers.{layer}.{'self_attn' if name[0] in 'qkvo' else 'mlp'}.{name}")
            if dropout:
                linear.lora_dropout["default"] = FixedDropout(layer, GROUPS[name])
    return model, parameters


def loss_of(model, neftune=False):
    total, count = 0.0, 0
    for index, sequence in enumerate(SEQUENCES):
        FixedDropout.current = index
        tokens, labels = torch.tensor([sequence["tokens"]]), torch.tensor([sequence["labels"]])
        embeddings = model.get_input_embeddings()(tokens)
        if neftune:
            embeddings = embeddings + torch.nn.functional.pad(noise(index), (0, 0, 0, tokens.shape[1] - ROWS[index]))
        logits = model(inputs_embeds=embeddings).logits
        total = total + torch.nn.functional.cross_entropy(logits[0, :-1], labels[0, 1:], ignore_index=-100, reduction="sum")
        count += int((labels[0, 1:] != -100).sum())
    return total / count


def numbers(tensor):
    return [float(f"{x:.7g}") for x in tensor.flatten().tolist()]


def gradients(neftune=False, **options):
    model, parameters = adapted(**options)
    loss = loss_of(model, neftune)
    loss.backward()
    return {
        "dora": options.get("use_dora", False), "rslora": options.get("use_rslora", False),
        "dropout": DROPOUT if options.get("dropout") else 0, "neftuneAlpha": NEFTUNE if neftune else 0, "loss": loss.item(),
        "magnitudes": {name: numbers(p.data) for name, p in parameters.items() if "magnitude" in name},
        "norms": {name: float(f"{p.grad.double().norm().item():.7g}") for name, p in parameters.items()},
        "gradients": {name: numbers(p.grad) for name, p in parameters.items() if ".layers.0." in name},
    }


def curve(steps=12, rate=2e-3, ratio=4.0, decay=0.01, clip=1.0, **options):
    model, parameters = adapted(zero_b=True, **options)
    optimizer = create_loraplus_optimizer(
        model, torch.optim.AdamW, lr=rate, loraplus_lr_ratio=ratio, loraplus_weight_decay=decay, betas=(0.9, 0.999), eps=1e-8)
    losses, norms = [], []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_of(model)
        loss.backward()
        norms.append(torch.nn.utils.clip_grad_norm_(parameters.values(), clip).item())
        losses.append(loss.item())
        optimizer.step()
    last = {name: p for name, p in parameters.items() if ".layers.1.self_attn.k_proj." in name}
    return {
        "dora": options.get("use_dora", False), "rslora": options.get("use_rslora", False), "learningRate": rate, "ratio": ratio,
        "weightDecay": decay, "clip": clip, "losses": losses, "norms": norms, "last": {name: numbers(p.data) for name, p in last.items()},
    }


if __name__ == "__main__":
    print(json.dumps({
        "cases": [
            gradients(use_rslora=True), gradients(use_dora=True), gradients(use_dora=True, use_rslora=True, dropout=True),
            gradients(dropout=True), gradients(neftune=True),
        ],
        "curves": [curve(), curve(use_dora=True, use_rslora=True)],
    }))
