"""Writes model directories: in float32, and from those files in int8."""

import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process

from catalog_search.backends.onnx.directory import PARTS
from catalog_search.workshop.export.parts import Features, Parts, Tower, not_exported
from catalog_search.workshop.model_files import (
    write_description,
    write_json,
    write_network,
    write_small,
)

MAX_BYTES = 2**31
"""Size limit of an ONNX file, which is one protobuf message."""


def write_fp32(parts: Parts, directory: Path, *, name: str, logit_scale: float) -> None:
    """Write the model in float32. Raises ExportFailed."""
    directory.mkdir()
    write_tower(parts.image, parts.pixels, "image_embeds", directory / "image.onnx", name)
    write_tower(parts.text, parts.tokens, "text_embeds", directory / "text.onnx", name)
    parts.tokenizer.save(str(directory / "tokenizer.json"))
    write_json(directory / "preprocessor_config.json", parts.preprocessing)
    if extra := sorted({path.name for path in directory.iterdir()} - set(PARTS)):
        # The exporter moves weights of too large a network to separate files.
        raise not_exported(name, f"a network of it is over {MAX_BYTES / 1e9:.1f} GB ({extra[0]})")
    with torch.inference_mode():
        dimension = parts.text(*parts.tokens.values()).shape[1]
    write_description(
        directory,
        name=name,
        dimension=dimension,
        logit_scale=logit_scale,
        max_tokens=parts.max_tokens,
    )


def write_tower(tower: Tower, inputs: Features, output: str, path: Path, name: str) -> None:
    """Write one network. Raises ExportFailed."""
    try:
        with exportable(tower), quiet(), torch.inference_mode():
            write_network(tower, inputs, output, path)
    except (RuntimeError, TypeError, ValueError, NotImplementedError) as error:
        raise not_exported(name, f"torch cannot write {path.name} ({error})") from error


@contextmanager
def exportable(tower: Tower) -> Iterator[None]:
    """Use eager attention: the fused form does not export with dynamic sizes."""
    first: Any = tower.model[0]
    inner = first.model
    original = inner.config._attn_implementation
    inner.set_attn_implementation("eager")
    try:
        yield
    finally:
        inner.set_attn_implementation(original)


@contextmanager
def quiet() -> Iterator[None]:
    """Silence the exporter's warnings about fixed sizes, which are intended here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def write_int8(fp32: Path, directory: Path, *, name: str, description: dict[str, float]) -> None:
    """Write the same model with int8 arithmetic for the operators ONNX Runtime speeds up.

    Weights are int8 with a scale per channel; activations are scaled at run time. Static scales
    from samples would be faster, but the outliers of real transformers make them far less
    accurate. A run-time scale spans the whole batch, so photos are encoded one by one.
    """
    directory.mkdir()
    for part in ("image.onnx", "text.onnx"):
        write_int8_network(fp32 / part, directory / part)
    for part in ("tokenizer.json", "preprocessor_config.json"):
        shutil.copyfile(fp32 / part, directory / part)
    write_description(
        directory,
        name=name,
        dimension=int(description["dimension"]),
        logit_scale=description["logit_scale"],
        max_tokens=int(description["max_tokens"]),
        batch_size=1,
    )


def write_int8_network(source: Path, path: Path) -> None:
    prepared = path.with_suffix(".prepared")
    try:
        quant_pre_process(source, prepared, skip_symbolic_shape=True)
        quantize_dynamic(
            prepared,
            path,
            op_types_to_quantize=["MatMul", "Gemm"],
            per_channel=True,
            weight_type=QuantType.QInt8,
            # Seven bits: processors without VNNI add two products in 16 bits, which eight-bit
            # weights overflow.
            reduce_range=True,
        )
    finally:
        prepared.unlink(missing_ok=True)
    # Stores the remaining float32 tensors as int8 too, above all the token embeddings.
    write_small(path)
