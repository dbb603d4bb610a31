"""The example projects of docs/examples, as somebody would run them."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs/examples"


def manage(
    example: str, *words: str, packages: Sequence[Path] = ()
) -> "subprocess.CompletedProcess[str]":
    """Run a command of the example's manage.py, with further packages on the path."""
    outside = {
        name: value for name, value in os.environ.items() if not name.startswith("DJANGO_SETTINGS")
    }
    path = os.pathsep.join(map(str, [ROOT, *packages]))
    return subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:catalog_search", "manage.py", *words],
        cwd=EXAMPLES / example,
        env={**outside, "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
