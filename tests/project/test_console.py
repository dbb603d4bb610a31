"""Consoles of any encoding, and paths that are no UTF-8."""

import io
from importlib import import_module
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from catalog_search import conf
from catalog_search.backends.onnx import prepared
from catalog_search.management import commands
from catalog_search.management.console import CatalogCommand, writable
from catalog_search.models import SyncRun, databases
from catalog_search.types import Record

NAMES = sorted(path.stem for path in Path(commands.__file__).parent.glob("catalog_*.py"))


class Console(io.TextIOWrapper):
    def __init__(self, encoding: str) -> None:
        super().__init__(io.BytesIO(), encoding, newline="")

    @property
    def text(self) -> str:
        self.flush()
        return self.buffer.getvalue().decode(self.encoding)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", NAMES)
def test_every_command_writes_so(name: str) -> None:
    command = import_module(f"catalog_search.management.commands.{name}").Command
    assert issubclass(command, CatalogCommand)


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_a_sync_goes_on_after_a_name_that_the_console_lacks(settings, encoding: str) -> None:
    demo = settings.CATALOG_SEARCH["STORES"]["demo"]
    settings.CATALOG_SEARCH = {
        **settings.CATALOG_SEARCH,
        "STORES": {"demo": demo, "second": demo},
    }
    conf.forget_backends()
    source = conf.get_source("demo")
    source.stored_records = [Record("hat", "帽子", images=("fehlt→.jpg",))]
    console = Console(encoding)
    call_command("catalog_sync", stdout=console)
    lines = console.text.splitlines()
    assert ("fehlt→.jpg" if encoding == "utf-8" else "fehlt\\u2192.jpg") in lines[1]
    assert lines[-1].startswith("second done")
    assert {run.state for run in SyncRun.objects.all()} == {"done"}


@pytest.mark.django_db
def test_errors_are_written_so_as_well() -> None:
    console = Console("ascii")
    with pytest.raises(CommandError):
        call_command("catalog_categorize", store="höhe→", stderr=console, stdout=console)


@pytest.mark.parametrize(
    ("text", "encoding", "written"),
    [
        ("a→b", "cp1252", "a\\u2192b"),
        ("ä", "cp1252", "ä"),
        ("ä", "ascii", "\\xe4"),
        ("a\udce4b", "utf-8", "a\\udce4b"),
        ("a→b", "no such encoding", "a→b"),
    ],
)
def test_escapes_stand_for_what_cannot_be_written(text: str, encoding: str, written: str) -> None:
    class Stream:
        pass

    stream = Stream()
    stream.encoding = encoding  # type: ignore[attr-defined]
    assert writable(text, stream) == written


@pytest.mark.django_db
def test_a_database_whose_path_is_no_utf_8_has_a_place(monkeypatch) -> None:
    plain = databases.place()
    monkeypatch.setitem(databases.connection().settings_dict, "NAME", "/srv/L\udce4den.sqlite3")
    assert databases.place() != plain
    assert prepared.prefix_of(Path("/srv/L\udce4den/model.onnx"))


@pytest.mark.parametrize("name", ["catalog_index", "catalog_sync", "catalog_status"])
def test_an_empty_store_is_not_taken_for_all(name: str) -> None:
    with pytest.raises(CommandError, match="--store is empty"):
        call_command(name, "--store", "")


@pytest.mark.parametrize(
    ("name", "option"),
    [
        *(("catalog_index", "--snapshot"), ("catalog_index", "--restore")),
        *(("catalog_export_categories", "--to-bucket"), ("catalog_evaluate", "--split")),
        ("catalog_encoder", "--bind"),
    ],
)
def test_an_empty_option_is_not_taken_for_none(name: str, option: str) -> None:
    with pytest.raises(CommandError, match=f"{option} is empty"):
        call_command(name, f"{option}=")


@pytest.mark.parametrize("option", ["--switch", "--rollback", "--drop-old", "--moved"])
@pytest.mark.parametrize("store", ["demo", "nosuch"])
def test_what_is_for_all_stores_takes_none(option: str, store: str) -> None:
    with pytest.raises(CommandError, match=f"{option} is for all stores"):
        call_command("catalog_index", option, "--store", store)
