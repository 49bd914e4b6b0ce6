"""Makes blocks.json: a few blocks of every quantised type, and the floats that ggml-org's own Python package makes of them.

    pip install gguf==0.19.0 numpy
    python make_blocks.py > blocks.json

Bytes are random, with scales chosen: ordinary, zero, negative, the largest and the smallest half. For the types that the package can
quantise too, one block comes from that.
"""

import base64
import json

import numpy as np
from gguf.constants import GGML_QUANT_SIZES, GGMLQuantizationType
from gguf.quants import dequantize, quantize

# Where the halves of a block stand.
HALVES = {"Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0], "IQ4_NL": [0],
          "Q2_K": [80, 82], "Q3_K": [108], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208]}
SCALES = [(0.0123, 0.0456), (0, 0), (-0.0123, -0.0456), (65504, -65504), (2.0 ** -24, 2.0 ** -24)]
QUANTISED = ["Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0"]

random = np.random.default_rng(5)
types = {}
for name, places in HALVES.items():
    kind = GGMLQuantizationType[name]
    numbers, size = GGML_QUANT_SIZES[kind]
    blocks = random.integers(0, 256, (len(SCALES), size), dtype=np.uint8)
    for block, scales in zip(blocks, SCALES):
        for place, scale in zip(places, scales):
            block[place:place + 2] = np.array([scale], dtype=np.float16).view(np.uint8)
    if numbers == 256:
        # All packed scales at their extreme.
        extreme = blocks[0].copy()
        scales = {"Q2_K": slice(0, 16), "Q3_K": slice(96, 108), "Q6_K": slice(192, 208)}.get(name, slice(4, 16))
        extreme[scales] = 0x80 if name == "Q6_K" else 0xFF
        blocks = np.concatenate([blocks, [extreme]])
    if name in QUANTISED:
        blocks = np.concatenate([blocks, quantize(random.normal(0, 0.1, (1, numbers)).astype(np.float32), kind)])
    values = dequantize(blocks, kind)
    assert np.isfinite(values).all()
    types[name] = {"blocks": base64.b64encode(blocks.tobytes()).decode(),
                   "values": base64.b64encode(values.astype("<f4").tobytes()).decode()}
print(json.dumps(types, indent=0))
