"""Settings of the demo project; what a merchant would change is read from the environment."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("SHOP_VAR_DIR", BASE_DIR / "var"))

# Behind a proxy that speaks https. The demo on loopback speaks http.
HTTPS = os.environ.get("SHOP_HTTPS", "") == "1"

SECRET_KEY = (
    os.environ["SHOP_SECRET_KEY"]
    if HTTPS
    else os.environ.get("SHOP_SECRET_KEY", "the-demo-on-loopback-needs-no-secret")
)
DEBUG = False
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_HSTS_SECONDS = 365 * 86_400 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
ALLOWED_HOSTS = os.environ.get("SHOP_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "catalog_search",
    "shop",
]

MIDDLEWARE = [
    "catalog_search.operations.middleware.request_telemetry",
    "catalog_search.views.overload.LimitedConcurrency",
    "shop.content_policy.content_policy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "shop.urls"
WSGI_APPLICATION = "shop.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR_DIR / "shop.sqlite3",
        "OPTIONS": {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    }
}

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "media"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# s3://name/prefix, or only the name.
BUCKET, _, PREFIX = (
    (os.environ.get("CATALOG_BUCKET") or "demo").removeprefix("s3://").partition("/")
)
QDRANT_URL = os.environ.get("SHOP_QDRANT", "")
EDGE = "qdrant_edge.EdgeIndex"

# The demo is one process, so it needs no shared cache.
SILENCED_SYSTEM_CHECKS = ["catalog_search.W050"]

CATALOG_SEARCH = {
    "STORES": {
        "demo": {
            "NAME": "Demo shop",
            "SOURCE": {
                "BACKEND": "catalog_search.backends.s3.S3Source",
                "OPTIONS": {
                    "bucket": BUCKET,
                    "prefix": PREFIX,
                    "endpoint_url": os.environ.get("CATALOG_ENDPOINT") or None,
                },
            },
        },
    },
    "INDEX": {
        "BACKEND": f"catalog_search.backends.{'qdrant.QdrantIndex' if QDRANT_URL else EDGE}",
        # The web server and workers of one machine share the folder; several need a server.
        "OPTIONS": {"url": QDRANT_URL} if QDRANT_URL else {"path": VAR_DIR / "index"},
    },
    "TRUSTED_PROXIES": int(os.environ.get("SHOP_PROXIES", "1" if HTTPS else "0")),
    "START_SYNC": "catalog_search.tasks.start_sync",
    "START_INDEXING": "catalog_search.tasks.start_indexing",
    "QUEUE_DEPTHS": "tasks.queues.depths" if os.environ.get("SHOP_BROKER") else "",
    "METRICS_TOKEN": os.environ.get("SHOP_METRICS_TOKEN", ""),
}
# Load balancers ask over http, within the machine or the network.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]

if os.environ.get("SHOP_JSON_LOGS", "") == "1":
    LOGGING = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "catalog_search.telemetry.logs.JsonFormatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
    }

CELERY_TASK_ALWAYS_EAGER = os.environ.get("SHOP_BROKER", "") == ""
CELERY_BROKER_URL = os.environ.get("SHOP_BROKER", "")
