"""Dual encoders run by ONNX Runtime, including the starter model."""

from catalog_search.backends.onnx.encoder import OnnxEncoder

__all__ = ["OnnxEncoder"]
