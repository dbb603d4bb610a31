"""Search pages for a shop that runs elsewhere and gives out a JSON feed of its products."""

import os
from pathlib import Path

from catalog_search import testing

BASE_DIR = Path(__file__).parents[1]
SECRET_KEY = "an example"
DEBUG = True
ROOT_URLCONF = "feedshop.urls"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "catalog_search",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "static/"

# The fakes keep this example small and quick: without `testing.settings(...)` around them, the
# same keys are a shop with the starter model and an index in a folder.
CATALOG_SEARCH = testing.settings(
    STORES={
        "main": {
            "NAME": "Feed shop",
            "SOURCE": {
                "BACKEND": "catalog_search.backends.json_feed.JsonFeedSource",
                "OPTIONS": {
                    "url": os.environ.get("FEED", "https://shop.example/products.json"),
                    "items": "products",
                    "layout": "shopify",
                    "fields": {
                        "url": "https://shop.example/products/{handle}",
                        "currency": "=EUR",
                    },
                    "page_parameter": "page",
                    "photo_hosts": ["cdn.shop.example"],
                },
            },
        },
    },
)
