"""Dual encoders in ONNX Runtime, the starter model among them."""

from catalog_search.backends.onnx.encoder import OnnxEncoder

__all__ = ["OnnxEncoder"]
