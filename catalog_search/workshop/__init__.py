"""Measuring, training and exporting models. Nothing that serves a shop imports it."""
