"""The benchmark's shop for gunicorn: rows in PostgreSQL, the index folder, Valkey as the cache."""

import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from tests.benchmarks import large_shop

large_shop.set_up(Path(os.environ["GROWTH_FOLDER"]))
settings.DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 8}
settings.CACHES["default"] = {
    "BACKEND": "django.core.cache.backends.redis.RedisCache",
    "LOCATION": os.environ["LOAD_CACHE"],
}
# Each shopper writes an address of its own into the header, as a proxy would.
settings.CATALOG_SEARCH["TRUSTED_PROXIES"] = 1
if token := os.environ.get("LOAD_METRICS_TOKEN"):
    settings.CATALOG_SEARCH["METRICS_TOKEN"] = token
if os.environ.get("LOAD_UNLIMITED"):
    limited = "catalog_search.views.overload.LimitedConcurrency"
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != limited]
application = get_wsgi_application()
