"""The exports of each shop system."""
