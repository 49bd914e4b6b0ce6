"""Makes curve.json: the losses of 20 AdamW steps on the adapter and the sequences of make_gradients.py, computed by torch in single precision.

    pip install torch==2.15.0+cpu transformers==5.23.0 peft==0.21.2 gguf safetensors
    python make_curve.py FOLDER_OF_THE_GGUF > curve.json

It starts from A as there and B zero, decays weights and clips, as a training does.
"""

import json
import sys

import torch

from make_gradients import ALPHA, RANK, SEQUENCES, load, loss_of

STEPS, RATE, BETAS, EPSILON, DECAY, CLIP = 20, 1e-3, (0.9, 0.999), 1e-8, 0.01, 1.0

model, parameters = load(sys.argv[1])
for name, parameter in parameters.items():
    if name.endswith("lora_B"):
        parameter.data.zero_()
optimizer = torch.optim.AdamW(parameters.values(), lr=RATE, betas=BETAS, eps=EPSILON, weight_decay=DECAY)
losses, norms = [], []
for _ in range(STEPS):
    optimizer.zero_grad()
    loss, _ = loss_of(model)
    loss.backward()
    norms.append(torch.nn.utils.clip_grad_norm_(parameters.values(), CLIP).item())
    losses.append(loss.item())
    optimizer.step()
print(json.dumps({
    "rank": RANK, "alpha": ALPHA, "sequences": SEQUENCES, "learningRate": RATE, "betas": BETAS, "epsilon": EPSILON, "weightDecay": DECAY,
    "clip": CLIP, "losses": losses, "norms": norms,
}))
