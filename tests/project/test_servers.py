"""The servers that other tests stand on do what those tests take for granted."""

import pytest
from django.conf import settings
from django.db import connection

from catalog_search.models import Store
from tests.support.servers import servers

CONFIGURED = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2].removesuffix("3")


def test_seaweedfs_keeps_objects_and_turns_strangers_away(seaweedfs):
    owner = seaweedfs.client()
    owner.create_bucket(Bucket="kept")
    owner.put_object(Bucket="kept", Key="a", Body=b"x")
    assert owner.get_object(Bucket="kept", Key="a")["Body"].read() == b"x"
    stranger = servers.S3Server(seaweedfs.endpoint_url, secret_access_key="wrong").client()
    with pytest.raises(stranger.exceptions.ClientError, match="SignatureDoesNotMatch"):
        stranger.list_objects_v2(Bucket="kept")


def test_valkey_answers(valkey_url):
    import redis

    with redis.Redis.from_url(valkey_url) as client:
        client.set("answer", 42)
        assert client.get("answer") == b"42"


def test_postgres_is_the_default_database_while_asked_for(postgres):
    assert connection.vendor == "postgresql"
    Store.objects.create(slug="only-here")
    assert Store.objects.count() == 1


@pytest.mark.django_db
def test_the_configured_database_is_the_default_otherwise():
    assert connection.vendor == CONFIGURED
    assert not Store.objects.exists()


def test_either_database_starts_empty(either_database):
    assert connection.vendor == {"sqlite": CONFIGURED, "postgres": "postgresql"}[either_database]
    assert not Store.objects.exists()


@pytest.mark.parametrize(
    ("url", "engine"),
    [
        ("postgres://me@/shop?host=/run/sockets", "postgresql"),
        ("postgresql://me@db/shop", "postgresql"),
        ("mysql://me@db/shop", "mysql"),
        ("mariadb://me@db/shop", "mysql"),
    ],
)
def test_the_engine_of_an_address(url: str, engine: str) -> None:
    assert servers.database_settings(url)["ENGINE"] == f"django.db.backends.{engine}"


def test_addresses_of_databases_are_understood():
    settings = servers.database_settings(
        "postgresql://me:p%40ss@db.example:5433/shop?sslmode=require"
    )
    assert (settings["USER"], settings["PASSWORD"], settings["PORT"]) == ("me", "p@ss", "5433")
    assert (settings["HOST"], settings["NAME"]) == ("db.example", "shop")
    assert settings["OPTIONS"] == {"sslmode": "require"}
