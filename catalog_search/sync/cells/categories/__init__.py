"""Cells of category paths: their levels, their style in a file, and what stands for none."""
