"""The package in a project of someone else: from its wheel, its sdist, and as a checkout."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SETTINGS = """
from pathlib import Path

SECRET_KEY = "host"
DEBUG = True
ROOT_URLCONF = "host_urls"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
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
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": Path(__file__).parent / "host.sqlite3",
    },
}
STATIC_URL = "static/"
"""
URLS = """
from django.contrib import admin
from django.urls import include, path

urlpatterns = [path("admin/", admin.site.urls)]
"""
VISIT = """
import django

django.setup()

from django.core.management import call_command
from django.test import Client

import catalog_search

call_command("check", fail_level="WARNING")
call_command("migrate", verbosity=0)
answer = Client(headers={"host": "localhost"}).get("/find/")
print(catalog_search.__file__)
print(answer.status_code)
"""


def readme_part(name: str) -> str:
    """Return what README's "Into your shop" adds to this file of a project."""
    text = (ROOT / "README.md").read_text()
    _, _, part = text.partition("## Into your shop")[2].partition(f"# {name}\n")
    return part.partition("```")[0].partition("\n# ")[0]


def pip(*words: str) -> None:
    """Run pip without the network."""
    command = [sys.executable, "-m", "pip", *words, "--no-index", "--no-deps", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    (ROOT / "var").mkdir(exist_ok=True)
    (ROOT / "var/left-by-a-test").write_text("Nothing of var belongs to the package.")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.tar.gz")
    return built


@pytest.fixture(scope="module")
def wheel(sdist: Path) -> Path:
    """The wheel as a release has it, built from the sdist and from nothing else."""
    pip("wheel", "--no-build-isolation", "--wheel-dir", str(sdist.parent), str(sdist))
    (built,) = sdist.parent.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> list[str]:
    """Every file in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


@pytest.fixture
def host(tmp_path: Path) -> Path:
    """A project that did what README says, and whose templates are all in its apps."""
    (tmp_path / "host_settings.py").write_text(SETTINGS + readme_part("settings.py"))
    (tmp_path / "host_urls.py").write_text(URLS + readme_part("urls.py"))
    (tmp_path / "visit.py").write_text(VISIT)
    return tmp_path


def visit(host: Path, packages: Path) -> tuple[Path, str]:
    """Migrate and open /find/; return where the package lies, and the page's status."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")},
        "DJANGO_SETTINGS_MODULE": "host_settings",
        "PYTHONPATH": str(packages),
    }
    command = [sys.executable, "visit.py"]
    done = subprocess.run(command, cwd=host, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    *_, place, status = done.stdout.split()
    return Path(place), status


def test_a_project_that_installed_the_package_shows_its_search_page(
    wheel: Path, host: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """pip makes this wheel of an sdist, too, before it installs it."""
    installed = tmp_path_factory.mktemp("installed")
    pip("install", "--no-compile", "--target", str(installed), str(wheel))
    place, status = visit(host, installed)
    assert place.is_relative_to(installed)
    assert status == "200"


def test_a_project_that_uses_a_checkout_shows_its_search_page(host: Path) -> None:
    """The repository stands on the path, as an editable install puts it there."""
    place, status = visit(host, ROOT)
    assert place.is_relative_to(ROOT)
    assert status == "200"


def test_the_wheel_holds_the_package_without_the_starters_workshop(names: list[str]) -> None:
    files = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "catalog_search").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    workshop = {name for name in files if name.startswith("catalog_search/workshop/starter/")}
    assert workshop
    assert {name for name in names if ".dist-info/" not in name} == files - workshop


@pytest.mark.parametrize(
    "name",
    [
        "templates/catalog_search/search.html",
        "static/catalog_search/catalog_search.css",
        "backends/onnx/starter/image.onnx",
    ],
)
def test_the_wheel_holds_what_pages_and_searches_need(names: list[str], name: str) -> None:
    assert f"catalog_search/{name}" in names


def test_the_sdist_holds_the_sources_and_nothing_of_this_machine(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        held = {Path(*Path(name).parts[1:]) for name in archive.getnames()}
    folders = {path.parts[0] for path in held if len(path.parts) > 1}
    assert folders == {"catalog_search", "deploy", "docs", "shop", "tasks", "templates", "tests"}
    expected = {
        path.relative_to(ROOT)
        for folder in ("catalog_search", "tests")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert expected <= held
    files = {path for path in held if len(path.parts) == 1}
    assert {Path(name) for name in ("LICENSE", "NOTICE", "README.md", "pyproject.toml")} <= files
    left_out = {"var", "__pycache__", ".venv", ".git", "db.sqlite3", ".env"}
    assert not {path for path in held if left_out & {*path.parts}}
