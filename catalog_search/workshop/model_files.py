"""Writes the files of a model directory: ONNX networks, encoder.json and preprocessing."""

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import ModelProto, TensorProto, helper, numpy_helper
from torch import nn

OPSET = 17

MIN_SIZE = 4096
"""Smaller tensors stay in float32."""


def write_network(
    network: nn.Module, inputs: dict[str, torch.Tensor], output: str, path: Path
) -> None:
    """Export a network to ONNX, traced on `inputs`; the batch and token axes stay dynamic."""
    axes = {
        name: {0: "n", 1: "tokens"} if value.ndim == 2 else {0: "n"}
        for name, value in inputs.items()
    }
    torch.onnx.export(
        network.eval(),
        tuple(inputs.values()),
        str(path),
        dynamo=False,
        opset_version=OPSET,
        input_names=list(inputs),
        output_names=[output],
        dynamic_axes={**axes, output: {0: "n"}},
    )


def write_small(path: Path) -> None:
    """Store the large tensors of an ONNX file as int8 with a float scale per channel.

    ONNX Runtime expands them once at load time and computes in float32, so a vector does not
    depend on the rest of its batch, as it would with int8 activations.
    """
    model = onnx.load(path)
    axes = channel_axes(model)
    nodes, tensors = [], []
    for tensor in model.graph.initializer:
        weights = numpy_helper.to_array(tensor)
        if weights.dtype != np.float32 or weights.size < MIN_SIZE:
            tensors.append(tensor)
            continue
        numbers, scale = rounded(weights, axes.get(tensor.name, 0))
        small, float_name = f"{tensor.name}.int8", f"{tensor.name}.float"
        tensors.append(numpy_helper.from_array(numbers, small))
        tensors.append(numpy_helper.from_array(scale, f"{tensor.name}.scale"))
        nodes.append(helper.make_node("Cast", [small], [float_name], to=TensorProto.FLOAT))
        nodes.append(helper.make_node("Mul", [float_name, f"{tensor.name}.scale"], [tensor.name]))
    nodes.extend(model.graph.node)
    del model.graph.initializer[:], model.graph.node[:]
    model.graph.initializer.extend(tensors)
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def channel_axes(model: ModelProto) -> dict[str, int]:
    """Return the output axis of each weight that a MatMul reads; for other weights it is 0."""
    return {node.input[1]: -1 for node in model.graph.node if node.op_type == "MatMul"}


def rounded(weights: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Return int8 numbers and the float32 scale per channel that restores the weights."""
    other_axes = tuple(number for number in range(weights.ndim) if number != axis % weights.ndim)
    scale = np.abs(weights).max(axis=other_axes, keepdims=True) / 127
    scale = np.where(scale == 0, 1, scale).astype(np.float32)
    return np.round(weights / scale).astype(np.int8), scale


def write_description(
    directory: Path,
    *,
    name: str,
    dimension: int,
    logit_scale: float,
    max_tokens: int,
    batch_size: int | None = None,
) -> None:
    """Write encoder.json, which pins the SHA-256 of every other part.

    `batch_size` limits how many items are encoded at once, whatever the settings say.
    """
    parts = ("image.onnx", "text.onnx", "tokenizer.json", "preprocessor_config.json")
    digests = {part: hashlib.sha256((directory / part).read_bytes()).hexdigest() for part in parts}
    write_json(
        directory / "encoder.json",
        {
            "name": name,
            "dimension": dimension,
            "logit_scale": logit_scale,
            "max_tokens": max_tokens,
            **({"batch_size": batch_size} if batch_size else {}),
            "files": digests,
        },
    )


def write_preprocessing(directory: Path, pixels: int) -> None:
    """Write preprocessor_config.json: resize to a square of `pixels`, scale to about [-1, 1]."""
    write_json(
        directory / "preprocessor_config.json",
        {
            "do_resize": True,
            "size": {"height": pixels, "width": pixels},
            "resample": 3,
            "do_center_crop": False,
            "do_rescale": True,
            "rescale_factor": 1 / 255,
            "do_normalize": True,
            # EfficientNet-Lite was trained on (pixel - 127) / 128.
            "image_mean": [127 / 255] * 3,
            "image_std": [128 / 255] * 3,
        },
    )


def write_tokenizer(source: Path, directory: Path) -> None:
    shutil.copyfile(source, directory / "tokenizer.json")


def write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
