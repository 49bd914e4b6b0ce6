"""Writes quantized.json: floats, and the bytes that the Python package gguf stores them as in each type."""

import base64
import json

import numpy as np
from gguf import GGMLQuantizationType as Type
from gguf.quants import quantize

random = np.random.default_rng(4)
rows = [random.normal(0, 10.0**exponent, 32) for exponent in (-6, -4, -2, -1, 0, 1, 3)]
rows += [
    np.zeros(32),
    np.full(32, 0.25),
    np.full(32, -3.5),
    np.linspace(-1, 1, 32),
    np.arange(32) * 0.5,  # halves between two codes
    np.arange(-16, 16) * 127 / 16,
    np.where(np.arange(32) == 7, 60000, 1e-3),
    np.where(np.arange(32) == 7, -1.0, 0.0),
    -np.abs(random.normal(0, 0.1, 32)),
    np.abs(random.normal(0, 0.1, 32)),
]
values = np.stack(rows).astype(np.float32)


def text(array):
    return base64.b64encode(array.tobytes()).decode()


result = {"values": text(values)}
for kind in (Type.F16, Type.Q8_0, Type.Q4_1):
    result[kind.name] = text(np.ascontiguousarray(quantize(values, kind)))
with open("quantized.json", "w") as file:
    json.dump(result, file, indent=0)
    file.write("\n")
