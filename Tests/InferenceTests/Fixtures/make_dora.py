"""Makes dora.json, and the folder peft-dora of ModelFormatsTests: a DoRA adapter with rsLoRA on SmolLM2-135M-Instruct, applied by peft.

    pip install torch==2.15.0+cpu transformers==5.23.0 peft==0.21.2 gguf safetensors
    python make_dora.py FOLDER_OF_THE_GGUF ../../ModelFormatsTests/Fixtures/peft-dora > dora.json

The adapter's numbers come from the integer hash of LoRATrainingTests/Fixtures/make_gradients.py, its magnitudes from the lengths of the
model's rows and that hash, so that the test makes the same ones without a file. The folder is what peft saves, cut down to one module.
"""

import json
import os
import sys

import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../LoRATrainingTests/Fixtures"))
from make_gradients import PROJECTIONS, hashed  # noqa: E402

RANK, ALPHA = 2, 3
PROMPTS = [[1, 4093, 198, 1780, 314, 14210, 7055, 47, 2, 198, 1, 520, 9531, 198], list(range(1000, 1090))]
STEP = 769

torch.set_num_threads(1)
base = AutoModelForCausalLM.from_pretrained(
    sys.argv[1], gguf_file="SmolLM2-135M-Instruct.Q4_1.gguf", dtype=torch.float32, attn_implementation="eager")
model = get_peft_model(base, LoraConfig(
    r=RANK, lora_alpha=ALPHA, target_modules=PROJECTIONS, task_type="CAUSAL_LM", use_dora=True, use_rslora=True))
model.eval()
for name, parameter in model.named_parameters():
    if "lora_" not in name:
        continue
    parts = name.replace("base_model.model.", "").split(".")
    seed = int(parts[2]) * 14 + PROJECTIONS.index(parts[4]) * 2
    if parts[5] == "lora_A":
        parameter.data = hashed(parameter.shape, seed, 1 / 16)
    elif parts[5] == "lora_B":
        parameter.data = hashed(parameter.shape, seed + 1, 1 / 16)
    else:
        parameter.data = parameter.data * (1 + hashed(parameter.shape, 5000 + seed, 0.2))

model.peft_config["default"].base_model_name_or_path = "SmolLM2-135M-Instruct"
model.save_pretrained(sys.argv[2])
for extra in os.listdir(sys.argv[2]):
    if not extra.startswith("adapter_"):
        os.remove(os.path.join(sys.argv[2], extra))
path = os.path.join(sys.argv[2], "adapter_model.safetensors")
save_file({name: tensor for name, tensor in load_file(path).items() if "layers.0.self_attn.k_proj" in name}, path)

with torch.no_grad():
    rows = [model(input_ids=torch.tensor([prompt])).logits[0, -1] for prompt in PROMPTS]
print(json.dumps({
    "rank": RANK, "alpha": ALPHA, "prompts": PROMPTS, "step": STEP, "top": [int(row.argmax()) for row in rows],
    "logits": [[float(f"{x:.7g}") for x in row[::STEP].tolist()] for row in rows],
}))
