"""A CLIP or SigLIP model as a directory of ONNX files, measured before it is let out."""
