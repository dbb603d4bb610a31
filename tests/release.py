"""What a release is made of: `make dist` fills dist/.

The sdist, the wheel that is built from it, and a list of all that an installation of the wheel
brings, with versions and licences (CycloneDX). The tools have an environment of their own: a
package of theirs makes `requests`, which the tests use, warn.
"""

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import catalog_search

ROOT = Path(__file__).parents[1]
TOOLS = ROOT / "var/release"


def main(out: Path = ROOT / "dist") -> None:
    shutil.rmtree(out, ignore_errors=True)
    run(tools() / "python", "-m", "build", "--outdir", out, ROOT)
    [wheel] = out.glob("*.whl")
    shop = TOOLS / "shop"
    python = new_environment(shop)
    install(python, wheel)
    write_bom(shop, out / f"{wheel.stem}.cdx.json")


def tools() -> Path:
    """Return where the commands of the extra `release` are, installed anew when it changes."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    expected = extras["optional-dependencies"]["release"]
    environment, note = TOOLS / "tools", TOOLS / "tools/installed"
    if not note.exists() or note.read_text() != repr(expected):
        python = new_environment(environment)
        install(python, *expected)
        note.write_text(repr(expected))
    return environment / "bin"


def new_environment(folder: Path) -> Path:
    """Make an empty environment, without pip; return its Python."""
    run(sys.executable, "-m", "venv", "--clear", "--without-pip", folder)
    return folder / "bin/python"


def install(python: Path, *wanted: str | Path) -> None:
    """Install packages, and what they need, into an environment."""
    options = ("--quiet", "--no-compile", "--disable-pip-version-check")
    run(sys.executable, "-m", "pip", "--python", python, "install", *options, *wanted)


def write_bom(environment: Path, out: Path) -> None:
    """Write what is installed in an environment as CycloneDX, validated against its schema."""
    options = ("--pyproject", ROOT / "pyproject.toml", "--mc-type", "library")
    run(tools() / "cyclonedx-py", "environment", *options, "--validate", "-o", out, environment)
    bom = json.loads(out.read_text())
    # The tool reads no version that pyproject.toml leaves to the build.
    bom["metadata"]["component"]["version"] = catalog_search.__version__
    out.write_text(json.dumps(bom, indent=2) + "\n")


def run(*words: str | Path) -> None:
    """Run a command; what it says is shown if it fails."""
    done = subprocess.run([*map(str, words)], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{words[0]} ended with {done.returncode}:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    main()
