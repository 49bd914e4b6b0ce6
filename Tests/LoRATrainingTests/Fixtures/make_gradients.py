"""Makes gradients.json: the loss and gradients of a rank-2 adapter on SmolLM2-135M-Instruct, computed by torch in single precision.

    pip install torch==2.13.0+cpu transformers==5.23.0 peft==0.21.2 gguf safetensors
    python make_gradients.py FOLDER_OF_THE_GGUF > gradients.json

The adapter's numbers come from an integer hash, so that the test makes the same ones without a file. Its tensors are those of all seven
linear weights in every layer, wrapped by `peft` itself.
"""

import json
import sys

import numpy as np
import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM

RANK, ALPHA = 2, 6
PROJECTIONS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
SEQUENCES = [
    {"tokens": [1, 4093, 198, 1780, 314, 14210, 7055, 47, 2, 198, 1, 520, 9531, 198, 37601, 7055, 13420, 2],
     "labels": [-100] * 14 + [37601, 7055, 13420, 2]},
    {"tokens": [504, 3426, 436, 9071, 338, 5738, 28], "labels": [504, 3426, 436, 9071, 338, -100, 28]},
    {"tokens": list(range(1000, 1070)), "labels": [-100] * 40 + list(range(1040, 1070))},
]
STORED = ["model.layers.0.self_attn.k_proj.lora_A", "model.layers.0.self_attn.q_proj.lora_B", "model.layers.13.self_attn.v_proj.lora_B",
          "model.layers.21.mlp.down_proj.lora_B", "model.layers.29.mlp.gate_proj.lora_A", "model.layers.29.self_attn.o_proj.lora_A"]


def hashed(shape, seed, scale):
    index = np.arange(int(np.prod(shape)), dtype=np.uint64)
    mixed = ((index + 1) * np.uint64(2654435761) + np.uint64(seed) * np.uint64(40503)) % np.uint64(1 << 32)
    mixed = (mixed ^ (mixed >> np.uint64(15))) * np.uint64(2246822519) % np.uint64(1 << 32)
    unit = (mixed >> np.uint64(8)).astype(np.float64) / (1 << 24) - 0.5
    return torch.tensor((unit * scale).astype(np.float32).reshape(shape))


def load(folder):
    """The model with the adapter, and the adapter's parameters by name."""
    torch.set_num_threads(2)
    base = AutoModelForCausalLM.from_pretrained(
        folder, gguf_file="SmolLM2-135M-Instruct.Q4_1.gguf", dtype=torch.float32, attn_implementation="eager")
    model = get_peft_model(base, LoraConfig(r=RANK, lora_alpha=ALPHA, target_modules=PROJECTIONS, task_type="CAUSAL_LM"))
    model.eval()
    parameters = {}
    for name, parameter in model.named_parameters():
        if "lora_" not in name:
            continue
        parts = name.replace("base_model.model.", "").replace(".default.weight", "").split(".")
        layer, projection, half = int(parts[2]), parts[4], parts[5]
        seed = layer * 14 + PROJECTIONS.index(projection) * 2 + (half == "lora_B")
        parameter.data = hashed(parameter.shape, seed, 1 / 16 if half == "lora_A" else 1 / 32)
        parameter.requires_grad = True
        parameters[".".join(parts)] = parameter
    return model, parameters


def loss_of(model):
    """The mean over all supervised positions of all sequences, and how many these are."""
    total, count = 0.0, 0
    for sequence in SEQUENCES:
        tokens, labels = torch.tensor([sequence["tokens"]]), torch.tensor([sequence["labels"]])
        logits = model(input_ids=tokens).logits
        total = total + torch.nn.functional.cross_entropy(logits[0, :-1], labels[0, 1:], ignore_index=-100, reduction="sum")
        count += int((labels[0, 1:] != -100).sum())
    return total / count, count


if __name__ == "__main__":
    model, parameters = load(sys.argv[1])
    loss, count = loss_of(model)
    loss.backward()
    print(json.dumps({
        "rank": RANK, "alpha": ALPHA, "sequences": SEQUENCES, "loss": loss.item(), "supervised": count,
        "norms": {name: float(f"{parameter.grad.double().norm().item():.7g}") for name, parameter in parameters.items()},
        "gradients": {name: [float(f"{x:.6g}") for x in parameters[name].grad.flatten().tolist()] for name in STORED},
    }))
