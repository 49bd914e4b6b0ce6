"""Writes gemma3-270m.json: what transformers computes in fp32 with the dequantised weights of gemma-3-270m-q4_k_m.gguf.

    python make_gemma3.py <folder of the model> gemma-3-270m-q4_k_m.gguf gemma3-270m.json
"""
import json
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

folder, name = sys.argv[1:3]
tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=name)
model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=torch.float32, attn_implementation="eager").eval()
texts = [
    "The capital of France is",
    "Water boils at a temperature of",
    "def fibonacci(n):\n    if n < 2:\n        return n\n    return",
    "Once upon a time, in a small village by the sea, there lived",
]
# Longer than the sliding window of 512: a list that only repeats its pattern.
months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
texts.append("The meetings of the year:\n" + "".join(
    f"{i + 1}. On day {(i * 7) % 28 + 1} of {months[i % 12]}, room {100 + i * 3 % 40}, chaired by {'Ada Ben Cleo Dan Eve'.split()[i % 5]}.\n"
    for i in range(36)))
prompts = []
for text in texts:
    ids = [2] + tokenizer(text, add_special_tokens=False)["input_ids"]
    with torch.no_grad():
        output = list(ids)
        margins = []
        top = None
        cache = None
        step = torch.tensor([ids])
        for _ in range(24):
            result = model(step, past_key_values=cache, use_cache=True)
            cache = result.past_key_values
            scores = torch.log_softmax(result.logits[0, -1].double(), -1)
            best = torch.topk(scores, 20)
            if top is None:
                top = [{"id": int(i), "logprob": round(float(v), 5)} for v, i in zip(best.values, best.indices)]
            margins.append(round(float(best.values[0] - best.values[1]), 4))
            output.append(int(best.indices[0]))
            step = torch.tensor([[output[-1]]])
        # The same without a cache, in one go.
        whole = model(torch.tensor([output[:-1]]), use_cache=False).logits[0, len(ids) - 1:].argmax(-1).tolist()
        assert whole == output[len(ids):], (text[:20], whole, output[len(ids):])
    shown = text if len(text) < 200 else text[:60] + "…"
    prompts.append({"text": shown, "tokens": ids, "greedy": output[len(ids):], "margins": margins, "top": top})
    print(len(ids), repr(tokenizer.decode(output[len(ids):])), min(margins), flush=True)
with open(sys.argv[3], "w") as file:
    json.dump({"prompts": prompts}, file, ensure_ascii=False, separators=(",", ":"))
