"""Settings of the tests: fakes at every seam; a test that wants a real part names it."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from shop.settings import *  # noqa: F403
from tests.support.settings.database_url import database_settings

VAR_DIR = Path(tempfile.mkdtemp(prefix="catalog-search-"))
atexit.register(shutil.rmtree, VAR_DIR, ignore_errors=True)
SECRET_KEY = "tests"
# A file, not memory: the live server's threads get connections of their own, as in a shop.
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR_DIR / "shop.sqlite3",
        "OPTIONS": {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
        "TEST": {"NAME": VAR_DIR / "test.sqlite3"},
    }
}
if TEST_DATABASE_URL := os.environ.get("TEST_DATABASE_URL", ""):
    DATABASES = {"default": database_settings(TEST_DATABASE_URL)}
# Django's own, with room for 300 entries, as a project has that sets none.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SILENCED_SYSTEM_CHECKS = ["catalog_search.W050", "catalog_search.W052"]
MEDIA_ROOT = VAR_DIR / "media"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir()
# Each test has a client of its own, and each client would read all static files beforehand.
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

CATALOG_SEARCH = {
    "STORES": {
        "demo": {
            "NAME": "Demo shop",
            "SOURCE": {"BACKEND": "catalog_search.backends.memory_source.MemorySource"},
        },
    },
    "ENCODER": {"BACKEND": "catalog_search.backends.color_words.ColorWordsEncoder"},
    "INDEX": {"BACKEND": "catalog_search.backends.memory_index.MemoryIndex"},
}
CELERY_TASK_ALWAYS_EAGER = True
os.environ.setdefault("AWS_EC2_METADATA_DISABLED", "true")
