"""Settings of the drawn shop, whose folder is in SHOP_VAR_DIR."""

import os
from pathlib import Path

from shop.settings import *  # noqa: F403
from shop.settings import CATALOG_SEARCH as OF_THE_SHOP

VAR_DIR = Path(os.environ["SHOP_VAR_DIR"])
MEDIA_ROOT = VAR_DIR / "media"
CATALOG_SEARCH = {
    **OF_THE_SHOP,
    "STORES": {
        "demo": {
            "NAME": "Corner Store",
            "SOURCE": {
                "BACKEND": "catalog_search.backends.record_source.RecordSource",
                "OPTIONS": {"records": "tests.pictures.shop.records"},
            },
        }
    },
    "INDEX": {
        "BACKEND": "catalog_search.backends.qdrant_edge.EdgeIndex",
        "OPTIONS": {"path": VAR_DIR / "index"},
    },
}
