"""The settings of servers: what the environment must say, and what becomes of it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMPLETE = {
    "SHOP_SECRET_KEY": "".join(map(chr, range(48, 110))),
    "SHOP_HOSTS": "shop.example,www.shop.example",
    "DATABASE_URL": "postgresql://shop:p%40ss@db:5433/shop?sslmode=require",
    "SHOP_CACHE": "redis://:secret@cache:6379/0",
    "SHOP_BROKER": "amqp://shop:secret@broker:5672//",
    "SHOP_QDRANT": "http://qdrant:6333",
    "CATALOG_BUCKET": "s3://goods/spring",
}


def shown(expression: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Print an expression of the settings `s`, in a process that is told nothing else."""
    code = f"from django.conf import settings as s; print({expression})"
    told = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "shop.production"}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=told | environment,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("name", COMPLETE)
def test_what_is_missing_is_named(name: str) -> None:
    remaining = {key: value for key, value in COMPLETE.items() if key != name}
    done = shown("s.DEBUG", **remaining)
    assert done.returncode != 0
    assert f"Set the environment variable {name}; see deploy/env.example." in done.stderr


def test_the_database_is_the_one_that_is_named() -> None:
    database = "[s.DATABASES['default'][key] for key in ('ENGINE', 'PASSWORD', 'HOST', 'PORT')]"
    done = shown(database, **COMPLETE)
    assert done.stdout == "['django.db.backends.postgresql', 'p@ss', 'db', 5433]\n"


def test_the_index_is_a_server_with_its_key_and_more_options() -> None:
    more = {"SHOP_QDRANT_KEY": "k", "SHOP_QDRANT_OPTIONS": '{"timeout": 1}'}
    done = shown("s.CATALOG_SEARCH['INDEX']['OPTIONS']", **COMPLETE, **more)
    assert done.stdout == "{'url': 'http://qdrant:6333', 'api_key': 'k', 'timeout': 1}\n"


def test_https_is_wanted_but_for_questions_of_health() -> None:
    done = shown("s.SECURE_SSL_REDIRECT, s.SECURE_REDIRECT_EXEMPT, s.ALLOWED_HOSTS", **COMPLETE)
    assert "True ['^healthz$', '^readyz$', '^metrics$']" in done.stdout
    assert "['shop.example', 'www.shop.example', '127.0.0.1']" in done.stdout
