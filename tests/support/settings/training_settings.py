"""Settings of a training that a test kills. They use files instead of memory."""

import os
from pathlib import Path

from tests.settings import *  # noqa: F403

VAR_DIR = Path(os.environ["SHOP_VAR_DIR"])
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": VAR_DIR / "shop.sqlite3"}}
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "photos"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CATALOG_SEARCH = {
    "STORES": {
        "demo": {
            "SOURCE": {
                "BACKEND": "catalog_search.backends.record_source.RecordSource",
                "OPTIONS": {"records": "tests.support.shops.trained_shop.records"},
            }
        }
    },
    "ENCODER": {"BACKEND": "catalog_search.backends.color_words.ColorWordsEncoder"},
    "INDEX": {"BACKEND": "catalog_search.backends.memory_index.MemoryIndex"},
}
