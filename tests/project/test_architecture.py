"""Who may import whom: the table of arrows, held in both directions.

Rooms are the entries of catalog_search, and the folders of its workshop. Imports within functions
count like those at the top of a file.
"""

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "catalog_search"

ARROWS = """
workshop/starter -> backends protocols types workshop
apps -> checks
urls -> desk views
sitemaps -> conf models views
management -> categories conf exceptions indexing models operations protocols search sync text
    types workshop/evaluation workshop/export workshop/finetuning
tasks -> categories conf exceptions indexing models search sync
testing -> backends conf indexing models sync types
workshop/finetuning -> backends conf exceptions indexing models protocols text types workshop
    workshop/evaluation workshop/export
workshop/evaluation -> catalogue categories conf exceptions indexing models photos published
    retrieval search sync text types workshop
workshop/export -> backends conf exceptions indexing models protocols types workshop
operations -> conf exceptions indexing models photos protocols search sync telemetry types
admin -> categories conf exceptions indexing models photos retrieval search sync templatetags text
    views
checks -> conf exceptions indexing models protocols text types
desk -> catalogue categories conf exceptions indexing models photos retrieval search text views
templatetags -> conf exceptions models photos retrieval search text types views
views -> catalogue conf exceptions indexing models photos retrieval search signals telemetry types
backends -> conf exceptions models photos protocols published sync types
search -> catalogue conf exceptions indexing models photos protocols retrieval signals telemetry
    text types
categories -> conf exceptions indexing models photos signals text types
sync -> conf exceptions indexing models photos protocols signals telemetry text types
retrieval -> catalogue conf exceptions indexing models telemetry text types
indexing -> catalogue conf exceptions models photos protocols signals telemetry text types
catalogue -> conf models published text types
text -> conf exceptions models protocols published types
photos -> conf exceptions models telemetry types
published -> conf exceptions models types
signals -> models
models -> conf exceptions protocols
conf -> exceptions protocols
protocols -> exceptions telemetry types
telemetry -> exceptions
"""
"""From each room to those it imports. A new arrow needs a new word here, a lost one loses it."""

FLOORS = (
    "workshop/starter",
    "apps urls sitemaps management tasks testing",
    "workshop/finetuning",
    "workshop/evaluation workshop/export",
    "workshop",
    "operations",
    "admin checks desk",
    "templatetags",
    "views",
    "backends",
    "search categories sync",
    "retrieval",
    "indexing",
    "catalogue",
    "text photos",
    "published signals",
    "models",
    "conf",
    "protocols",
    "telemetry",
    "types exceptions",
)
"""Arrows lead down only, from a floor to those below it."""

PARSERS = {
    *("sync.cells", "sync.files", "sync.left_behind", "sync.records", "sync.tables"),
    "photos.boxes",
}
"""What backends share with services: parsers of a source's files and rows, and geometry."""

SHARED = (
    *("catalog_search.backends.onnx.pixels.", "catalog_search.backends.color_words."),
    *("catalog_search.backends.record_source.", "catalog_search.backends.snapshot_label"),
    *("catalog_search.backends.given_records.", "catalog_search.backends.as_sent."),
    *("catalog_search.backends.storage_errors.", "catalog_search.backends.packed."),
    "catalog_search.backends.sentence_transformers.",
)
"""Pictures as networks take them, the fake under its older name, the photos of a Django storage,
how files are unpacked, what a snapshot is of, and the library of which any other encoder may take
the tower of texts."""

ENGINES = {
    "boto3": {"s3"},
    "botocore": {"s3"},
    "qdrant_client": {"qdrant"},
    "qdrant_edge": {"qdrant_edge"},
    "grpc": {"qdrant"},
    "onnxruntime": {"onnx"},
    "open_clip": {"open_clip"},
    "oscar": {"adapters"},
    "tokenizers": {"onnx"},
    "sentence_transformers": {"sentence_transformers"},
    "transformers": {"transformers_detector"},
    "wagtail": {"adapters"},
}
"""Each engine, and the one file or folder of backends/ that imports it."""


def python_files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts]


@cache
def imported(path: Path) -> tuple[str, ...]:
    """Return the dotted name of everything the file imports, wherever in the file."""
    return tuple(imports(path))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(parts: tuple[str, ...]) -> str:
    """Return the room of a file or dotted name below catalog_search."""
    if parts[0] == "workshop" and len(parts) > 1 and (PLUGIN / "workshop" / parts[1]).is_dir():
        return f"workshop/{parts[1]}"
    return parts[0].removesuffix(".py")


def arrows() -> dict[str, set[str]]:
    by_room = defaultdict(set)
    for path in python_files(PLUGIN):
        room = room_of(path.relative_to(PLUGIN).parts)
        for name in imported(path):
            root, *parts = name.split(".")
            if root == "catalog_search" and room_of(tuple(parts)) != room:
                by_room[room].add(room_of(tuple(parts)))
    return by_room


def table() -> dict[str, set[str]]:
    rows = (line.split(" -> ") for line in ARROWS.replace("\n   ", "").strip().splitlines())
    return {room: set(targets.split()) for room, targets in rows}


def test_every_arrow_stands_in_the_table_and_every_line_of_it_exists() -> None:
    assert arrows() == table()


def test_arrows_lead_down() -> None:
    floor = {room: number for number, rooms in enumerate(FLOORS) for room in rooms.split()}
    upward = [
        f"{room} -> {other}"
        for room, targets in arrows().items()
        for other in targets
        if floor[room] >= floor[other]
    ]
    assert upward == []


def test_the_plugin_knows_neither_shop_nor_tasks_and_celery_in_one_file() -> None:
    for path in python_files(PLUGIN):
        roots = {name.split(".")[0] for name in imported(path)}
        assert not roots & {"shop", "tasks", "tests", "moto"}, path
        assert "celery" not in roots or path == PLUGIN / "tasks.py", path


def test_nothing_imports_the_starter_workshop() -> None:
    """It is not in the wheel."""
    assert not [room for room, targets in arrows().items() if "workshop/starter" in targets]


def test_backends_share_parsers_and_geometry_alone_with_services() -> None:
    for path in python_files(PLUGIN / "backends"):
        for name in imported(path):
            if name.startswith(("catalog_search.sync.", "catalog_search.photos.")):
                assert ".".join(name.split(".")[1:3]) in PARSERS, (path, name)


def test_a_backend_imports_no_other_backend() -> None:
    for path in python_files(PLUGIN / "backends"):
        own = path.relative_to(PLUGIN / "backends").parts[0].removesuffix(".py")
        for name in imported(path):
            parts = name.split(".")
            other = parts[:2] == ["catalog_search", "backends"] and parts[2] != own
            assert not other or name.startswith(SHARED), (path, name)


def test_each_engine_is_imported_in_its_own_backend_only() -> None:
    for path in python_files(PLUGIN):
        parts = path.relative_to(PLUGIN).parts
        for name in imported(path):
            allowed = ENGINES.get(name.split(".")[0])
            if allowed is not None and parts[0] != "workshop":
                assert parts[0] == "backends" and parts[1].removesuffix(".py") in allowed, path


def test_only_conf_reads_the_settings() -> None:
    for path in python_files(PLUGIN):
        if path.relative_to(PLUGIN).parts[0] not in {"conf.py", "checks"}:
            code = ast.dump(ast.parse(path.read_text()))
            assert "attr='CATALOG_SEARCH'" not in code, path


OPENED_IN = {
    "django.db.transaction": {
        *("models/databases.py", "models/request_transactions.py", "models/waits.py")
    },
    "django.db.connection": set(),
    "django.core.cache.cache": set(),
    "django.core.cache.caches": {"conf/backends.py"},
    "django.core.files.storage.default_storage": set(),
    "django.core.files.storage.storages": {"conf/backends.py", "backends/record_source.py"},
}
"""Where transactions, caches and storages are opened: a router and settings say which they are."""


def test_transactions_caches_and_storages_are_opened_in_one_place() -> None:
    for path in python_files(PLUGIN):
        for name in imported(path):
            where = OPENED_IN.get(name)
            assert where is None or str(path.relative_to(PLUGIN)) in where, (path, name)


@pytest.mark.parametrize(
    "heavy",
    [
        *("torch", "onnxruntime", "sentence_transformers", "open_clip", "boto3", "celery"),
        *("qdrant_client", "qdrant_edge"),
    ],
)
def test_setting_up_django_loads_no_engine(heavy: str) -> None:
    assert heavy not in loaded_by_django()


@cache
def loaded_by_django() -> set[str]:
    """Return the modules that a process of its own has once Django is set up."""
    code = "import django, sys; django.setup(); print(*sys.modules)"
    environment = {"DJANGO_SETTINGS_MODULE": "shop.settings", "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_files_stay_short() -> None:
    """A file that grows past 250 lines, or a test past 400, holds a second idea."""
    limits = {PLUGIN: 250, ROOT / "shop": 250, ROOT / "tasks": 250, ROOT / "tests": 400}
    long = [
        f"{path}: {count}"
        for folder, limit in limits.items()
        for path in python_files(folder)
        if (count := len(path.read_text().splitlines())) > limit
    ]
    assert long == []


def test_folders_stay_short() -> None:
    """What a folder lists is read at a glance."""
    entries = [entry for entry in PLUGIN.iterdir() if entry.name != "__pycache__"]
    assert len(entries) <= 36
