"""Settings of a shop whose goods change while four processes serve it: see changing_shop.py."""

import os
from pathlib import Path

from catalog_search.backends.qdrant_edge import writer
from tests.settings import *  # noqa: F403
from tests.support.shops.changing_shop import BATCH

# So few products make several shards, which are merged again and again.
writer.SMALL, writer.MAX_HIDDEN = 60, 60

VAR_DIR = Path(os.environ["SHOP_VAR_DIR"])
MEDIA_ROOT = VAR_DIR / "media"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR_DIR / "shop.sqlite3",
        "OPTIONS": {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 60,
        },
    }
}
CATALOG_SEARCH = {
    "STORES": {
        "demo": {
            "SOURCE": {
                "BACKEND": "catalog_search.backends.record_source.RecordSource",
                "OPTIONS": {"records": "tests.support.shops.changing_shop.records"},
            }
        }
    },
    "ENCODER": {"BACKEND": "catalog_search.backends.color_words.ColorWordsEncoder"},
    "INDEX": {
        "BACKEND": "catalog_search.backends.qdrant_edge.EdgeIndex",
        "OPTIONS": {"path": VAR_DIR / "index"},
    },
    "INSTALLATION": "tested",
    "BATCH_SIZE": BATCH,
    "LEASE_SECONDS": 2,
    "SEARCHES_PER_MINUTE": 1_000_000,
}
