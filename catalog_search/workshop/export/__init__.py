"""Exports a CLIP or SigLIP model to a directory of ONNX files, and measures it first."""
