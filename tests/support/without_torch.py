"""Which test files need torch, so that an environment without it leaves them out."""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
TORCH_IS_MISSING = find_spec("torch") is None
IMPORTS = re.compile(r"^\s*(?:from|import) ([\w.]+)(?: import \(?([\w, ]+))?", re.MULTILINE)
NEED_IT = (
    *("torch", "transformers", "sentence_transformers", "onnx", "peft", "tantivy", "sklearn"),
    *("catalog_search.workshop.starter", "catalog_search.workshop.finetuning"),
    *("catalog_search.workshop.export", "catalog_search.backends.sentence_transformers"),
    *("catalog_search.backends.transformers_detector", "catalog_search.backends.adapted"),
    *("open_clip", "timm", "torchvision"),
)
"""Modules that import torch, or what comes with it, when they are loaded or used."""


@cache
def needs_torch(path: Path) -> bool:
    """Return whether the file, or a file of tests/ that it imports, imports one of NEED_IT."""
    for module, names in IMPORTS.findall(path.read_text()):
        for full in (module, *(f"{module}.{name.strip()}" for name in names.split(","))):
            if any(full == each or full.startswith(f"{each}.") for each in NEED_IT):
                return True
            file = ROOT / f"{full.replace('.', '/')}.py"
            if full.startswith("tests.") and file != path and file.exists() and needs_torch(file):
                return True
    return False
