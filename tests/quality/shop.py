"""Makes a shop in its scratch folder, synced and indexed once, and opens it again later."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django
from django.conf import settings

from tests.quality.written import EVERY_SHOP

ROOT = Path(__file__).parents[2]
MIGRATIONS = ROOT / "catalog_search/migrations"
REFRESHED_BY = ("catalog_search/text", "catalog_search/indexing", "catalog_search/types.py")
"""What decides about words, payloads and calibration: photos keep their vectors through changes."""


def ask_each(module: str, shops: Iterable[str]) -> None:
    """Run the module's command once for each shop, which has settings of its own."""
    for shop in shops:
        command = [sys.executable, "-m", module, *sys.argv[1:], "--shops", shop]
        subprocess.run(command, check=True, cwd=ROOT)


def folder_of(name: str) -> Path:
    return Path(os.environ.get("QUALITY_FOLDER", ROOT / "var/quality")) / name


def open_shop(name: str, data: Path) -> Any:
    """Return the store, made first if its folder does not fit this code and data."""
    folder = folder_of(name)
    set_up(name, folder, data)
    kept = folder / "made.json"
    was = json.loads(kept.read_text()) if kept.exists() else {}
    now = {"rows": rows_digest(name, data), "words": digest_of_files(*REFRESHED_BY)}
    if was.get("rows") != now["rows"]:
        start_anew(folder)
    if was != now:
        fill(name, anew=was.get("rows") != now["rows"])
        kept.write_text(json.dumps(now))
    from catalog_search.models import Store

    return Store.objects.get(slug=name)


def set_up(name: str, folder: Path, data: Path) -> None:
    shop = EVERY_SHOP[name]
    folder.mkdir(parents=True, exist_ok=True)
    settings.DATABASES["default"]["NAME"] = folder / "shop.sqlite3"
    settings.MEDIA_ROOT = folder / "media"
    source = {
        "BACKEND": "tests.quality.source.DataSource",
        "OPTIONS": {"shop": name, "data": str(data)},
    }
    settings.CATALOG_SEARCH = {
        "STORES": {name: {"NAME": name.capitalize(), "SOURCE": source}},
        "FACETS": list(shop.facets),
        "SHOWN_ATTRIBUTES": list(shop.shown),
        "INDEX": {
            "BACKEND": "catalog_search.backends.qdrant_edge.EdgeIndex",
            "OPTIONS": {"path": folder / "index"},
        },
    }
    django.setup()


def rows_digest(name: str, data: Path) -> str:
    """Return a digest of the records, of the tables they stand in, and of the model."""
    from catalog_search import conf
    from catalog_search.types import SCHEMA

    digest = hashlib.sha256(f"{SCHEMA} {conf.get_encoder().model_id}".encode())
    for migration in sorted(MIGRATIONS.glob("0*.py")):
        digest.update(migration.read_bytes())
    for record in EVERY_SHOP[name].records(data):
        digest.update(repr(record).encode())
    return digest.hexdigest()


def digest_of_files(*names: str) -> str:
    digest = hashlib.sha256()
    for name in names:
        path = ROOT / name
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    return digest.hexdigest()


def start_anew(folder: Path) -> None:
    for name in ("index", "media"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for path in folder.glob("*"):
        if path.is_file():
            path.unlink()


def fill(name: str, *, anew: bool) -> None:
    """Sync and index; where photos have vectors already, write all else of their points again."""
    from django.core.management import call_command

    from catalog_search.catalogue import store as catalogue
    from catalog_search.indexing.baselines import calibration
    from catalog_search.models import Photo, Store
    from catalog_search.text.store import words_cache

    call_command("migrate", verbosity=0)
    call_command("catalog_sync", store=name, full=True)
    if not anew:
        Photo.objects.update(indexed_digest="")
    call_command("catalog_index", store=name)
    store = Store.objects.get(slug=name)
    calibration.calibrate(store)
    words_cache.publish(store)
    if catalogue.needs_publishing(store):
        catalogue.publish(store)
