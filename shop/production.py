"""Settings of the shop on servers: PostgreSQL, Valkey and Qdrant, all named by the environment.

deploy/env.example lists the variables. The start fails by name of the first that is missing.
"""

import json
import os
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured


def required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"Set the environment variable {name}; see deploy/env.example.")
    return value


# Behind a proxy that ends https, unless SHOP_HTTPS=0 says otherwise.
os.environ.setdefault("SHOP_HTTPS", "1")
required("SHOP_SECRET_KEY")
required("SHOP_HOSTS")

from shop.settings import *  # noqa: E402, F403
from shop.settings import ALLOWED_HOSTS, BASE_DIR, CATALOG_SEARCH, QDRANT_URL  # noqa: E402

# Health checks of the container itself; a proxy passes on no such name.
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "127.0.0.1"]

# A process keeps some connections for its threads; a request waits so many seconds for one.
POOL = {"min_size": 1, "max_size": 8, "timeout": 5}
DATABASES = {"default": dj_database_url.parse(required("DATABASE_URL"))}
DATABASES["default"].setdefault("OPTIONS", {})["pool"] = POOL
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": required("SHOP_CACHE"),
        # Seconds. A cache that does not answer is a miss, so nothing waits for it for long.
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}
SILENCED_SYSTEM_CHECKS: list[str] = []

# Files with a digest in their name, made when the image is built; browsers keep them for years.
STATIC_ROOT = BASE_DIR / "static"
WHITENOISE_USE_FINDERS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

required("CATALOG_BUCKET")
required("SHOP_BROKER")
required("SHOP_QDRANT")
INDEX_OPTIONS: dict[str, Any] = {
    "url": QDRANT_URL,
    "api_key": os.environ.get("SHOP_QDRANT_KEY") or None,
    **json.loads(os.environ.get("SHOP_QDRANT_OPTIONS") or "{}"),
}
CATALOG_SEARCH = {
    **CATALOG_SEARCH,
    "INDEX": {
        "BACKEND": "catalog_search.backends.qdrant.QdrantIndex",
        "OPTIONS": INDEX_OPTIONS,
    },
}

if os.environ.get("SHOP_JSON_LOGS", "") != "1":
    LOGGING = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": os.environ.get("SHOP_LOG_LEVEL", "INFO")},
    }
