"""The core works without what the extras install: a process in which they cannot be imported."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]

BLOCKED = (
    *("boto3", "botocore", "celery", "google.protobuf", "grpc", "httpx", "ninja", "pydantic"),
    *("opentelemetry", "prometheus_client", "qdrant_client", "sentence_transformers", "torch"),
    *("ir_measures", "onnx", "pi_heif", "transformers"),
)

BLOCK = f"""
import sys


class Without:
    def __init__(self, finder):
        self.finder = finder

    def find_spec(self, name, *rest):
        blocked = any(name == each or name.startswith(each + ".") for each in {BLOCKED!r})
        return None if blocked else self.finder.find_spec(name, *rest)

    def __getattr__(self, name):
        return getattr(self.finder, name)


sys.meta_path[:] = map(Without, sys.meta_path)
"""

SETTINGS = """
from pathlib import Path

VAR = Path(__file__).parent
SECRET_KEY = "host"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "host_urls"
DEBUG = True
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
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": VAR / "rows.sqlite3"}}
MEDIA_ROOT = VAR / "media"
STATIC_URL = "static/"
CATALOG_SEARCH = {
    "STORES": {
        "main": {
            "SOURCE": {
                "BACKEND": "catalog_search.backends.record_source.RecordSource",
                "OPTIONS": {"records": "host_products.records"},
            },
        },
    },
    "ENCODER": {"BACKEND": "catalog_search.backends.color_words.ColorWordsEncoder"},
    "INDEX": INDEX,
}
"""

PRODUCTS = """
from catalog_search.types import Record


def records():
    yield Record(sku="cup", title="Red cup", price="9.90", currency="EUR", images=("red.png",))
    yield Record(sku="mug", title="Blue mug", price="8.90", currency="EUR", images=("blue.png",))
"""

VISIT = """
import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from PIL import Image

(settings.VAR / "media").mkdir()
for color in ("red", "blue"):
    Image.new("RGB", (64, 64), color).save(settings.VAR / "media" / f"{color}.png")

call_command("check", fail_level="WARNING")
call_command("migrate", verbosity=0)
call_command("catalog_sync", verbosity=0, json=True)
call_command("catalog_index", verbosity=0, json=True)
client = Client()
page = client.get("/find/", {"q": "red cup"})
assert page.status_code == 200, page.content
assert b"Red cup" in page.content and b"Search by meaning" not in page.content
assert client.get("/find/api/search", {"q": "cup"}).status_code == 404
loaded = sorted({name.partition(".")[0] for name in sys.modules} & set(BLOCKED))
print("LOADED", loaded)
"""

TASKS = "import catalog_search.tasks"

INDEXES = {
    "memory": {"BACKEND": "catalog_search.backends.memory_index.MemoryIndex"},
    "folder": {"BACKEND": "catalog_search.backends.qdrant_edge.EdgeIndex", "OPTIONS": "here"},
}


@pytest.fixture
def host(tmp_path: Path) -> Path:
    """A project with two products of its own and none of the extras."""
    (tmp_path / "host_urls.py").write_text(
        "from django.contrib import admin\n"
        "from django.urls import include, path\n\n"
        'find = path("find/", include("catalog_search.urls"))\n'
        'urlpatterns = [path("admin/", admin.site.urls), find]\n'
    )
    (tmp_path / "host_products.py").write_text(PRODUCTS)
    return tmp_path


def run(host: Path, index: dict[str, object], code: str) -> subprocess.CompletedProcess[str]:
    if "OPTIONS" in index:
        index = {**index, "OPTIONS": {"path": str(host / "index")}}
    (host / "host_settings.py").write_text(SETTINGS.replace('"INDEX": INDEX', f'"INDEX": {index}'))
    (host / "run.py").write_text(f"{BLOCK}\nBLOCKED = {BLOCKED!r}\n{code}")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")},
        "DJANGO_SETTINGS_MODULE": "host_settings",
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.run(
        [sys.executable, "run.py"], cwd=host, env=environment, capture_output=True, text=True
    )


@pytest.mark.parametrize("name", INDEXES)
def test_the_core_checks_syncs_indexes_and_searches_without_any_extra(
    host: Path, name: str
) -> None:
    done = run(host, INDEXES[name], VISIT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "LOADED []"


def test_tasks_say_that_they_need_celery(host: Path) -> None:
    done = run(host, INDEXES["memory"], TASKS)
    assert "pip install catalog-search[celery]" in done.stderr


@pytest.mark.parametrize(
    ("path", "extra"),
    [("s3.S3Source", "s3"), ("qdrant.QdrantIndex", "qdrant")],
)
def test_a_backend_without_its_library_names_the_extra(host: Path, path: str, extra: str) -> None:
    code = (
        "import django\n\ndjango.setup()\n\nfrom catalog_search import conf\n\n"
        f'conf.build({{"BACKEND": "catalog_search.backends.{path}"}})\n'
    )
    done = run(host, INDEXES["memory"], code)
    assert f"Run pip install catalog-search[{extra}]" in done.stderr
