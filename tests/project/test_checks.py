"""manage.py check: what it says of wrong settings, files, sources and indexes."""

import gc
import os
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.utils.translation import override

from catalog_search import conf
from catalog_search.backends.qdrant.index import QdrantIndex
from catalog_search.checks import sources
from catalog_search.models.installations import installation
from catalog_search.types import Point
from tests.support.checks import ONNX, QDRANT, Configure, messages_by_id
from tests.support.servers.servers import S3Server

pytestmark = pytest.mark.django_db

S3 = "catalog_search.backends.s3.S3Source"


def stores(**options: Any) -> dict[str, Any]:
    return {"demo": {"NAME": "Demo", "SOURCE": {"BACKEND": S3, "OPTIONS": options}}}


class TestSettings:
    def test_good_settings_raise_nothing(self) -> None:
        assert messages_by_id() == {}

    def test_unknown_key_is_named(self, configure: Configure) -> None:
        configure(ENCODERS={})
        assert list(messages_by_id()) == ["E001"]
        assert "ENCODERS" in messages_by_id()["E001"].msg

    @pytest.mark.parametrize("value", ["demo", {"demo": "bucket"}, [1]])
    def test_stores_of_the_wrong_shape(self, configure: Configure, value: Any) -> None:
        configure(STORES=value)
        assert list(messages_by_id()) == ["E001"]

    def test_settings_that_are_no_dictionary(self, settings: Any) -> None:
        settings.CATALOG_SEARCH = 5
        assert list(messages_by_id()) == ["E001"]

    @pytest.mark.parametrize("name", ["My shop", "größe", "a/b", "", "x" * 51])
    def test_a_store_whose_name_is_no_part_of_an_address(
        self, configure: Configure, name: str
    ) -> None:
        configure(STORES={name: stores(bucket="b")["demo"]})
        assert "E009" in messages_by_id()
        assert repr(name) in messages_by_id()["E009"].msg

    def test_the_app_whose_tags_pages_use_is_missing(self, settings: Any) -> None:
        settings.INSTALLED_APPS = [a for a in settings.INSTALLED_APPS if a != "django_htmx"]
        assert list(messages_by_id()) == ["E008"]

    def test_no_store(self, configure: Configure) -> None:
        configure(STORES={})
        assert list(messages_by_id()) == ["W001"]
        assert "my-bucket" in str(messages_by_id()["W001"].hint)

    @pytest.mark.parametrize(
        ("language", "message"), [("de", "ist leer"), ("es", "está vacío"), ("fr", "est vide")]
    )
    def test_the_projects_language(self, configure: Configure, language: str, message: str) -> None:
        configure(STORES={})
        with override(language):
            problem = messages_by_id()["W001"]
        assert message in problem.msg and "my-bucket" in str(problem.hint)

    def test_default_store_that_is_none(self, configure: Configure) -> None:
        configure(DEFAULT_STORE="nowhere")
        assert list(messages_by_id()) == ["E003"]
        assert "demo" in str(messages_by_id()["E003"].hint)

    @pytest.mark.parametrize(
        "entry", [{}, None, {"BACKEND": "nowhere.at.All"}, {"BACKEND": "plain"}, {"BACKEND": 5}]
    )
    def test_backend_that_does_not_exist(self, configure: Configure, entry: Any) -> None:
        configure(ENCODER=entry)
        assert list(messages_by_id()) == ["E002"]
        assert "ENCODER" in messages_by_id()["E002"].msg

    def test_backend_of_a_store(self, configure: Configure) -> None:
        configure(STORES={"demo": {"SOURCE": {"BACKEND": "catalog_search.backends.s4.S3Source"}}})
        assert "STORES['demo']" in messages_by_id()["E002"].msg

    def test_hook_that_does_not_exist(self, configure: Configure) -> None:
        configure(START_SYNC="nowhere.start")
        assert list(messages_by_id()) == ["E004"]

    @pytest.mark.parametrize(
        ("name", "value"),
        [("BATCH_SIZE", 0), ("PAGE_SIZE", "24"), ("MAX_DELETED_SHARE", 20), ("CANDIDATES", -1)],
    )
    def test_number_that_makes_no_sense(
        self, configure: Configure, name: str, value: object
    ) -> None:
        configure(**{name: value})
        assert list(messages_by_id()) == ["E005"]
        assert repr(conf.DEFAULTS[name]) in str(messages_by_id()["E005"].hint)


class TestSourceOptions:
    @pytest.mark.parametrize("options", [{}, {"bucket": ""}, {"bucket": None}])
    def test_missing_bucket(self, configure: Configure, options: dict[str, Any]) -> None:
        configure(STORES=stores(**options))
        assert list(messages_by_id()) == ["E010"]
        assert "names no bucket" in messages_by_id()["E010"].msg

    @pytest.mark.parametrize("bucket", ["s3://demo", "demo/shoes", "a", "my bucket", 7])
    def test_what_is_no_bucket_name(self, configure: Configure, bucket: Any) -> None:
        configure(STORES=stores(bucket=bucket))
        assert list(messages_by_id()) == ["E010"]

    @pytest.mark.parametrize(
        "bucket", ["demo", "my.bucket-2", "arn:aws:s3:eu-west-1:123456789012:accesspoint/mine"]
    )
    def test_names_that_may_be(self, configure: Configure, bucket: str) -> None:
        configure(STORES=stores(bucket=bucket))
        assert messages_by_id() == {}

    @pytest.mark.parametrize(
        "address",
        [
            "localhost:9000",
            "s3.example.com",
            "ftp://s3.example.com",
            "http://",
            "http://:9000",
            "http://my host",
            "http://host:port",
            "http://host:99999",
            "http://host:0",
            "http://[::1",
        ],
    )
    def test_endpoint_that_cannot_be_reached(self, configure: Configure, address: str) -> None:
        configure(STORES=stores(bucket="demo", endpoint_url=address))
        assert list(messages_by_id()) == ["E011"]
        assert "http://127.0.0.1:9000" in str(messages_by_id()["E011"].hint)

    @pytest.mark.parametrize(
        "address",
        ["http://127.0.0.1:9000", "https://s3.example.com/", "http://[::1]:9000", "http://minio"],
    )
    def test_endpoints_that_may_be(self, configure: Configure, address: str) -> None:
        configure(STORES=stores(bucket="demo", endpoint_url=address))
        assert messages_by_id() == {}

    def test_bucket_in_the_endpoint(self, configure: Configure) -> None:
        configure(STORES=stores(bucket="demo", endpoint_url="http://127.0.0.1:9000/demo"))
        assert list(messages_by_id()) == ["W011"]

    def test_another_source_needs_no_bucket(self, configure: Configure) -> None:
        memory = {"BACKEND": "catalog_search.backends.memory_source.MemorySource"}
        configure(STORES={"demo": {"SOURCE": memory}})
        assert messages_by_id() == {}


class TestSourcesAnswer:
    def test_only_deploy_asks_the_network(self, configure: Configure) -> None:
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            address = f"http://127.0.0.1:{closed.getsockname()[1]}"
        keys = {"access_key_id": "a", "secret_access_key": "b", "region": "us-east-1"}
        configure(STORES=stores(bucket="demo", endpoint_url=address, **keys))
        assert messages_by_id() == {}
        message = messages_by_id(deploy=True)["E012"]
        assert address in message.msg
        assert "STORES']['demo']" in str(message.hint)

    def test_bucket_that_is_not_there(self, configure: Configure, seaweedfs: S3Server) -> None:
        configure(STORES=stores(**options(seaweedfs, bucket="not-there")))
        assert "not-there" in messages_by_id(deploy=True)["E012"].msg

    def test_refused_key(self, configure: Configure, seaweedfs: S3Server) -> None:
        wrong = options(seaweedfs, bucket="not-there", secret_access_key="wrong")
        configure(STORES=stores(**wrong))
        assert list(messages_by_id(deploy=True)) == ["E012"]

    def test_options_the_source_does_not_know(self, configure: Configure) -> None:
        configure(STORES=stores(bucket="demo", color="red"))
        assert "color" in messages_by_id(deploy=True)["E012"].msg

    def test_timeouts_are_short(self) -> None:
        entry = {
            "BACKEND": "tests.project.test_checks.SlowSource",
            "OPTIONS": {"connect_timeout": 60},
        }
        source: Any = sources.quick_source(entry)
        assert source.seconds == 2


class SlowSource:
    """A source that says how long it would wait."""

    def __init__(self, connect_timeout: float) -> None:
        self.seconds = connect_timeout


def options(server: S3Server, **changed: str) -> dict[str, Any]:
    return {**server.options, **changed}


class TestEncoder:
    def test_directory_that_is_not_there(self, configure: Configure, tmp_path: Path) -> None:
        missing = tmp_path / "model"
        configure(ENCODER={"BACKEND": ONNX, "OPTIONS": {"directory": missing}})
        assert list(messages_by_id()) == ["E020"]
        assert str(missing) in messages_by_id()["E020"].msg

    def test_empty_directory(self, configure: Configure, tmp_path: Path) -> None:
        configure(ENCODER={"BACKEND": ONNX, "OPTIONS": {"directory": str(tmp_path)}})
        assert "is empty" in messages_by_id()["E020"].msg

    def test_damaged_model_is_found_by_asking_it(
        self, configure: Configure, tmp_path: Path
    ) -> None:
        for name in ("image.onnx", "text.onnx", "tokenizer.json", "preprocessor_config.json"):
            (tmp_path / name).write_bytes(b"cut off")
        configure(ENCODER={"BACKEND": ONNX, "OPTIONS": {"directory": tmp_path}})
        assert messages_by_id() == {}
        assert str(tmp_path) in messages_by_id(deploy=True)["E021"].msg


class TestIndex:
    def use(self, configure: Configure, path: Path) -> None:
        configure(INDEX={"BACKEND": QDRANT, "OPTIONS": {"path": path}})

    def test_folder_under_a_file(self, configure: Configure, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        self.use(configure, tmp_path / "file" / "index")
        assert list(messages_by_id()) == ["E030"]

    def test_index_folder_that_is_a_link_to_nothing(
        self, configure: Configure, tmp_path: Path
    ) -> None:
        (tmp_path / "index").symlink_to(tmp_path / "gone")
        configure(INDEX={"BACKEND": QDRANT, "OPTIONS": {"path": str(tmp_path / "index")}})
        assert "a link to a folder that does not exist" in messages_by_id()["E030"].msg

    def test_folder_of_someone_else(
        self, configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # Root may write anywhere, so the answer of the system is given by hand.
        monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != tmp_path)
        self.use(configure, tmp_path / "new" / "index")
        assert str(tmp_path) in messages_by_id()["E030"].msg

    def test_folder_still_to_be_made(self, configure: Configure, tmp_path: Path) -> None:
        self.use(configure, tmp_path / "new" / "index")
        assert messages_by_id(deploy=True) == {}

    def test_collection_of_another_dimension(self, configure: Configure, tmp_path: Path) -> None:
        index = QdrantIndex(
            conf.get_encoder().model_id, 32, path=tmp_path, installation=installation()
        )
        vector = np.eye(1, 32, dtype=np.float32)[0]
        index.upsert([Point("6f0c2a9e-4c55-4d0a-9a39-4c1f2f6f7d10", vector, vector, {})])
        index.close()
        self.use(configure, tmp_path)
        assert messages_by_id() == {}
        message = messages_by_id(deploy=True)["E032"]
        assert "32" in message.msg
        assert "64" in message.msg
        assert "catalog_index" in str(message.hint)

    def test_collection_that_fits_and_is_let_go_again(
        self, configure: Configure, tmp_path: Path
    ) -> None:
        self.use(configure, tmp_path)
        assert messages_by_id(deploy=True) == {}
        assert messages_by_id(deploy=True) == {}

    # qdrant-client leaves the lock file open that it was refused.
    @pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
    def test_folder_that_a_running_server_holds(self, configure: Configure, tmp_path: Path) -> None:
        holder = QdrantIndex(conf.get_encoder().model_id, 64, path=tmp_path)
        holder.state()
        self.use(configure, tmp_path)
        assert list(messages_by_id(deploy=True)) == ["W031"]
        holder.close()
        gc.collect()

    def test_server_that_does_not_answer(self, configure: Configure) -> None:
        url = "http://127.0.0.1:1"
        configure(INDEX={"BACKEND": QDRANT, "OPTIONS": {"url": url, "timeout": 1}})
        assert url in messages_by_id(deploy=True)["E031"].msg


def test_command_tells_what_to_write_instead(configure: Configure) -> None:
    configure(STORES=stores(bucket="s3://demo", endpoint_url="localhost:9000"))
    with pytest.raises(SystemCheckError) as caught:
        call_command("check")
    message = str(caught.value)
    assert "catalog_search.E010" in message
    assert "catalog_search.E011" in message
    assert "without s3://" in message


@pytest.mark.parametrize("module", ["torch", "boto3", "qdrant_client", "onnxruntime"])
def test_plain_check_loads_no_engine(module: str) -> None:
    assert module not in loaded_by_check()


@cache
def loaded_by_check() -> set[str]:
    """Return the modules that a process of its own has after manage.py check."""
    code = (
        "import django, sys; django.setup()\n"
        "from django.core.management import call_command; call_command('check')\n"
        "print(*sys.modules)"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "shop.settings"}
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=environment, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    return set(run.stdout.split())


CACHES = "django.core.cache.backends"


class TestProxies:
    @pytest.mark.parametrize(
        "sign", ["SECURE_PROXY_SSL_HEADER", "USE_X_FORWARDED_HOST", "USE_X_FORWARDED_PORT"]
    )
    def test_a_proxy_that_hides_the_clients_is_told(self, settings: Any, sign: str) -> None:
        setattr(settings, sign, ("HTTP_X_FORWARDED_PROTO", "https"))
        assert sign in messages_by_id()["W053"].msg
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "TRUSTED_PROXIES": 1}
        assert messages_by_id() == {}

    @pytest.mark.parametrize(
        "given", [-1, True, "10.0.0.0/8", ["10.0.0.0/8", "proxy.example"], [None], {"a": 1}, [1]]
    )
    def test_what_names_no_proxies_is_an_error(self, settings: Any, given: object) -> None:
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "TRUSTED_PROXIES": given}
        assert "TRUSTED_PROXIES" in messages_by_id()["E007"].msg

    @pytest.mark.parametrize("given", [0, 2, [], ["10.0.0.1", "fd00::/8"], ("10.0.0.0/8",)])
    def test_numbers_and_networks_are_fine(self, settings: Any, given: object) -> None:
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "TRUSTED_PROXIES": given}
        assert messages_by_id() == {}


class TestCache:
    def test_a_cache_of_one_process_is_told_before_deploying(self, settings: Any) -> None:
        settings.SILENCED_SYSTEM_CHECKS = []
        settings.CACHES = {"default": {"BACKEND": f"{CACHES}.locmem.LocMemCache"}}
        assert messages_by_id() == {}
        message = messages_by_id(deploy=True)["W050"]
        assert "LocMemCache" in message.msg
        assert "Valkey" in message.hint

    def test_a_cache_that_keeps_nothing_is_told_always(self, settings: Any) -> None:
        settings.CACHES = {"default": {"BACKEND": f"{CACHES}.dummy.DummyCache"}}
        assert "keeps nothing" in messages_by_id()["W051"].msg

    def test_a_cache_with_little_room_is_told_before_deploying(self, settings: Any) -> None:
        settings.SILENCED_SYSTEM_CHECKS = []
        few = {"BACKEND": f"{CACHES}.db.DatabaseCache", "LOCATION": "cache"}
        settings.CACHES = {"default": few, "large": {**few, "OPTIONS": {"MAX_ENTRIES": 5000}}}
        assert "300" in messages_by_id(deploy=True)["W052"].msg
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "CACHE": "large"}
        assert "W052" not in messages_by_id(deploy=True)

    def test_thumbnails_without_a_folder_are_told_before_deploying(self, settings: Any) -> None:
        files = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
        settings.MEDIA_ROOT = ""
        settings.STORAGES = {**settings.STORAGES, "default": files}
        assert "W054" not in messages_by_id()
        assert "MEDIA_ROOT" in messages_by_id(deploy=True)["W054"].msg
        options = {"OPTIONS": {"location": "/srv/media"}}
        settings.STORAGES = {**settings.STORAGES, "default": {**files, **options}}
        assert "W054" not in messages_by_id(deploy=True)

    @pytest.mark.parametrize("name", ["CACHE", "STORAGE"])
    def test_an_alias_that_is_none_is_an_error(self, settings: Any, name: str) -> None:
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, name: "defualt"}
        message = messages_by_id(deploy=True)["E006"]
        assert "'defualt'" in message.msg
        assert "default" in str(message.hint)

    def test_a_shared_cache_is_fine(self, settings: Any) -> None:
        settings.SILENCED_SYSTEM_CHECKS = []
        backend = "django.core.cache.backends.db.DatabaseCache"
        settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "cache"}}
        assert "W050" not in messages_by_id(deploy=True)
