"""Settings of the tests: fakes at every seam; a test that wants a real part names it."""

import os
import tempfile
from pathlib import Path

from shop.settings import *  # noqa: F403

VAR_DIR = Path(tempfile.mkdtemp(prefix="catalog-search-"))
SECRET_KEY = "tests"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
MEDIA_ROOT = VAR_DIR / "media"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir()
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

CATALOG_SEARCH = {
    "STORES": {
        "demo": {
            "NAME": "Demo shop",
            "SOURCE": {"BACKEND": "catalog_search.backends.memory_source.MemorySource"},
        },
    },
    "ENCODER": {"BACKEND": "catalog_search.backends.colour_words.ColourWordsEncoder"},
    "INDEX": {"BACKEND": "catalog_search.backends.memory_index.MemoryIndex"},
}
CELERY_TASK_ALWAYS_EAGER = True
os.environ.setdefault("AWS_EC2_METADATA_DISABLED", "true")
