"""The map in ARCHITECTURE.md, held: who may import whom, and nothing heavy before it is needed."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PLUGIN = ROOT / "catalog_search"
FACES = {
    "active_filters",
    "admin",
    "api",
    "api_schemas",
    "camera_views",
    "checks",
    "crop_links",
    "examples",
    "forms",
    "look_views",
    "management",
    "pages",
    "price_slider",
    "photo_views",
    "problems",
    "templatetags",
    "thumbnail_views",
    "urls",
    "views",
    "visits",
}
"""Modules that speak to people or programs; services know none of them."""

WORKSHOPS = {"export", "finetuning", "training"}
"""Folders that make models: they know the engines they make them with."""

ENGINES = {
    "boto3": {"s3", "s3_connection", "s3_errors"},
    "botocore": {"s3", "s3_connection", "s3_errors"},
    "qdrant_client": {"qdrant", "qdrant_local", "qdrant_messages"},
    "grpc": {"qdrant"},
    "onnxruntime": {"onnx", "onnx_network", "onnx_overflow"},
    "tokenizers": {"onnx", "onnx_tokens"},
    "sentence_transformers": {"sentence_transformers"},
}
"""Each engine, and the only files of backends/ that may import it."""


def modules(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts]


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted name of everything the file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part(path: Path) -> str:
    """Return the file's or folder's name directly below the plugin."""
    return path.relative_to(PLUGIN).parts[0].removesuffix(".py")


def test_the_plugin_knows_neither_shop_nor_tasks_nor_celery() -> None:
    for path in modules(PLUGIN):
        roots = {name.split(".")[0] for name in imports(path)}
        assert not roots & {"shop", "tasks", "celery", "tests", "moto"}, path


def test_services_know_no_faces() -> None:
    faces = {f"catalog_search.{name}" for name in FACES}
    for path in modules(PLUGIN):
        if part(path) in FACES or part(path) in {"apps", "background"}:
            continue
        known = {".".join(name.split(".")[:2]) for name in imports(path)}
        assert not known & faces, path


def test_backends_are_named_in_settings_and_imported_nowhere() -> None:
    for path in modules(PLUGIN):
        if part(path) in {"backends", *WORKSHOPS}:
            continue
        assert not [n for n in imports(path) if n.startswith("catalog_search.backends")], path


def test_each_engine_is_imported_in_its_own_backend_only() -> None:
    for path in modules(PLUGIN):
        if part(path) in WORKSHOPS:
            continue
        for name in imports(path):
            allowed = ENGINES.get(name.split(".")[0])
            assert allowed is None or (part(path) == "backends" and path.stem in allowed), path


def test_only_conf_reads_the_settings() -> None:
    for path in modules(PLUGIN):
        if "settings.CATALOG_SEARCH" in path.read_text() and part(path) not in {"conf", "checks"}:
            code = ast.dump(ast.parse(path.read_text()))
            assert "attr='CATALOG_SEARCH'" not in code, path


@pytest.mark.parametrize(
    "heavy", ["torch", "onnxruntime", "sentence_transformers", "boto3", "qdrant_client", "celery"]
)
def test_setting_up_django_loads_no_engine(heavy: str) -> None:
    code = f"import django, sys; django.setup(); sys.exit({heavy!r} in sys.modules)"
    environment = {"DJANGO_SETTINGS_MODULE": "shop.settings", "PATH": ""}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment)
    assert done.returncode == 0


def test_files_stay_short() -> None:
    """A file that grows past 250 lines holds a second idea."""
    lines = {
        path: len(path.read_text().splitlines())
        for folder in (PLUGIN, ROOT / "shop", ROOT / "tasks")
        for path in modules(folder)
    }
    assert {path.name: count for path, count in lines.items() if count > 250} == {}
