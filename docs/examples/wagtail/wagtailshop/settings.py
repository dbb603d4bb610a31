"""A Wagtail site whose products are pages, and catalog_search beside them."""

from pathlib import Path

from catalog_search import testing

BASE_DIR = Path(__file__).parents[1]
SECRET_KEY = "an example"
DEBUG = True
ROOT_URLCONF = "wagtailshop.urls"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "wagtailshop",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
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
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
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
MEDIA_ROOT = BASE_DIR / "media"
MEDIA_URL = "media/"
STATIC_URL = "static/"
WAGTAIL_SITE_NAME = "Wagtail shop"
WAGTAILADMIN_BASE_URL = "http://localhost:8000"

# The fakes keep this example small and quick: without `testing.settings(...)` around them, the
# same keys are a shop with the starter model and an index in a folder.
CATALOG_SEARCH = testing.settings(
    STORES={"main": {"NAME": "Wagtail shop", "SOURCE": {"BACKEND": "wagtailshop.catalog.Catalog"}}},
)
