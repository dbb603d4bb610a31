"""The image without a container engine: its Dockerfile's own commands, run in folders of a test."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.servers.compose import DEPLOY
from tests.support.servers.servers import process

ROOT = DEPLOY.parent
PLACES = ("/venv", "/data", "/machine", "/app")
"""Folders of the image; a test has them below a folder of its own."""


@dataclass(frozen=True)
class Line:
    word: str
    rest: str


def lines() -> list[Line]:
    """Return the Dockerfile's instructions, continued lines joined, comments left out."""
    text = (DEPLOY / "Dockerfile").read_text()
    text = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    text = re.sub(r"\\\n\s*", "", text)
    return [Line(*line.split(None, 1)) for line in text.splitlines() if line.strip()]


def stages() -> list[list[Line]]:
    """Return the instructions of each stage, the last of which is the image."""
    found: list[list[Line]] = []
    for line in lines():
        if line.word == "FROM":
            found.append([])
        if found:
            found[-1].append(line)
    return found


def of(word: str) -> list[str]:
    """Return what stands behind every instruction of this kind in the final stage."""
    return [line.rest for line in stages()[-1] if line.word == word]


@dataclass(frozen=True)
class Image:
    """The final stage below a folder, and the environment of its processes."""

    folder: Path

    @property
    def app(self) -> Path:
        return self.folder / "app"

    def placed(self, text: str) -> str:
        """Return the text with the image's folders replaced by the test's."""
        return re.sub(rf"(?<![\w.])({'|'.join(PLACES)})(?=[/:\s\"']|$)", rf"{self.folder}\1", text)

    @property
    def environment(self) -> dict[str, str]:
        told = dict(word.split("=", 1) for rest in of("ENV") for word in shlex.split(rest))
        told["PATH"] = told["PATH"].replace("$PATH", os.environ["PATH"])
        told["PROMETHEUS_MULTIPROC_DIR"] = str(self.folder / "machine")
        return {name: self.placed(value) for name, value in told.items()}

    def run(self, command: str | list[str], **environment: str) -> str:
        """Run a shell line or an exec form as the image would; return what it printed."""
        words = ["sh", "-c", self.placed(command)] if isinstance(command, str) else command
        done = subprocess.run(
            words,
            cwd=self.app,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def running(self, command: list[str], **environment: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run a service; its output is in the file named after its program."""
        log = self.folder / f"{command[0]}.log"
        words = ["env", f"--chdir={self.app}", *self.assignments(environment), *command]
        with process(words, log, wait=60) as running:
            yield running

    def assignments(self, environment: dict[str, str]) -> list[str]:
        return [f"{name}={value}" for name, value in {**self.environment, **environment}.items()]

    def files(self) -> set[Path]:
        """Return all files that the image brings; its root file system may be read-only."""
        return {path for place in ("app", "venv") for path in (self.folder / place).rglob("*")}


def build(folder: Path) -> Image:
    """Do what both stages do, but take dependencies from this Python instead of an index."""
    image = Image(folder)
    for place in PLACES:
        (folder / place.strip("/")).mkdir()
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    offline = ["--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "wheel", *offline, "-w", str(folder), str(ROOT)], check=True)
    (wheel,) = folder.glob("*.whl")
    python = str(folder / "venv/bin/python")
    subprocess.run(
        [*pip, "--python", python, "install", "--no-index", "--no-deps", str(wheel)], check=True
    )
    borrow_dependencies(folder / "venv")
    for rest in of("COPY"):
        if not rest.startswith("--from"):
            copy(image, rest.split())
    for rest in of("RUN"):
        if "python" in rest:
            image.run(rest)
    return image


def borrow_dependencies(home: Path) -> None:
    """Let the environment import what this one has installed, behind its own packages."""
    (packages,) = home.glob("lib/python*/site-packages")
    here = Path(shutil.__file__).parent.parent
    found = {path for path in map(Path, sys.path) if path.name == "site-packages"}
    (packages / "borrowed.pth").write_text("\n".join(map(str, sorted(found - {here}))))
    for name in ("gunicorn", "celery"):
        script = home / "bin" / name
        module = "gunicorn" if name == "gunicorn" else "celery"
        script.write_text(
            f"#!{home}/bin/python\nimport runpy, sys\n"
            f"sys.path.insert(0, '')\nrunpy.run_module('{module}', run_name='__main__')\n"
        )
        script.chmod(0o755)


def copy(image: Image, words: list[str]) -> None:
    """Copy from the repository what a COPY names, as .dockerignore lets it through."""
    *sources, target = words
    for source in sources:
        place = image.app / target
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            place = place / Path(source).name if target.endswith("/") else place
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / source, place)


def command() -> list[str]:
    """Return the image's own command."""
    (rest,) = of("CMD")
    words: list[str] = json.loads(rest)
    return words
