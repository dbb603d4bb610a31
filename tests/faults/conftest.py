"""Engines as shops have them: an index in a folder instead of the fake of the other tests."""

import json
import os
import shutil
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from catalog_search.backends.color_words import COLORS
from tests.support.servers.servers import S3Server
from tests.support.shops.factories import color_bytes
from tests.support.shops.shops import PHOTOS, Shop

QDRANT = "catalog_search.backends.qdrant.QdrantIndex"


@pytest.fixture
def index_folder(settings: Any, tmp_path: Path) -> Path:
    """The test's index is Qdrant's embedded engine in this folder."""
    folder = tmp_path / "index"
    use_index(settings, path=folder)
    return folder


def use_index(settings: Any, **options: object) -> None:
    """Configure a QdrantIndex with these options."""
    entry = {"BACKEND": QDRANT, "OPTIONS": options}
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "INDEX": entry}


@pytest.fixture(scope="session")
def bucket(moto: S3Server) -> str:
    name = f"kill-{uuid.uuid4().hex[:8]}"
    client = moto.client()
    client.create_bucket(Bucket=name)
    lines = []
    for number in range(PHOTOS):
        color = list(COLORS)[number % len(COLORS)]
        key = f"photos/{number}.png"
        body = color_bytes(color, size=(20 + number, 20))
        client.put_object(Bucket=name, Key=key, Body=body)
        record = {"sku": f"sku-{number}", "title": f"{color} {number}", "images": [key]}
        lines.append(json.dumps(record))
    client.put_object(Bucket=name, Key="catalog.jsonl", Body="\n".join(lines).encode())
    client.close()
    return name


@pytest.fixture(scope="session")
def synced(moto: S3Server, bucket: str, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A synced shop whose photos are all stale. Tests have copies of it."""
    folder = tmp_path_factory.mktemp("synced")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.support.settings.process_settings",
        "SHOP_VAR_DIR": str(folder),
        "CATALOG_BUCKET": bucket,
        "CATALOG_ENDPOINT": moto.endpoint_url,
        "SHOP_BROKER": "",
    }
    shop = Shop(folder, environment)
    shop.manage("migrate", "--verbosity=0")
    shop.manage("catalog_sync")
    assert shop.count() == PHOTOS
    return shop


@pytest.fixture(scope="session")
def open_shop(synced: Shop, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Shop]:
    """Return a function that makes a synced shop whose photos are all stale.

    It takes the address of a broker and more environment variables.
    """

    def opened(broker: str = "", **more: str) -> Shop:
        folder = tmp_path_factory.mktemp("shop")
        shutil.copytree(synced.folder, folder, dirs_exist_ok=True)
        own = {"SHOP_VAR_DIR": str(folder), "SHOP_BROKER": broker}
        return Shop(folder, {**synced.environment, **own, **more})

    return opened


@pytest.fixture(scope="session")
def undisturbed(open_shop: Callable[..., Shop]) -> dict[str, tuple]:
    """Return the points that indexing leaves when nobody is killed."""
    shop = open_shop()
    shop.manage("catalog_index", "--json")
    return shop.points()
