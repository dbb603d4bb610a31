"""manage.py check: values that pages would stumble over are told, without a traceback."""

from typing import Any

import pytest
from django.test import Client
from django.utils.translation import gettext_lazy

from catalog_search import conf
from catalog_search.checks.functions import why_uncallable
from catalog_search.checks.values import TAKEN_BY_PAGES
from catalog_search.exceptions import WrongSettings
from catalog_search.operations import warming
from catalog_search.views.pages import PHOTO, SEARCH, WORDS
from catalog_search.views.parts import examples
from tests.support.checks import ONNX, TORCH, Configure, messages_by_id

pytestmark = pytest.mark.django_db

S3 = "catalog_search.backends.s3.S3Source"
MEMORY = "catalog_search.backends.memory_source.MemorySource"
REMOTE = "catalog_search.backends.remote.RemoteEncoder"


class Odd:
    """An encoder of a project that raises what it likes."""

    dimension, model_id = 2, "odd"

    def encode_texts(self, texts: Any) -> None:
        raise RuntimeError("no card in the machine")


def a_function(request: object) -> str:
    return "demo"


TEXT = "a text"


def test_headers_as_requests_have_them_are_fine(configure: Configure) -> None:
    for header in ("X-Forwarded-For", "X-Real-IP", "CF-Connecting-IP", "forwarded", "X_Real_IP"):
        configure(CLIENT_HEADER=header)
        assert messages_by_id() == {}


@pytest.mark.parametrize(
    "header",
    [
        *("HTTP_X_FORWARDED_FOR", "http_x_real_ip", "REMOTE_ADDR", "X Forwarded", "X-Real-IP:"),
        *("", None, 5, ["X-Real-IP"], gettext_lazy("X-Real-IP")),
    ],
)
def test_a_header_that_no_request_has(configure: Configure, header: Any) -> None:
    configure(CLIENT_HEADER=header)
    assert list(messages_by_id()) == ["E005"]
    assert "X-Forwarded-For" in messages_by_id()["E005"].msg


@pytest.mark.parametrize("name", ["STORE_OF_REQUEST", "CLIENT_OF_REQUEST"])
@pytest.mark.parametrize("value", ["", None, 0, a_function, gettext_lazy("os.getcwd")])
def test_a_function_that_pages_need(configure: Configure, name: str, value: Any) -> None:
    configure(**{name: value})
    assert name in messages_by_id()["E004"].msg


@pytest.mark.parametrize(
    ("name", "path", "reason"),
    [
        ("STORE_OF_REQUEST", "catalog_search.models.stores", "is no function"),
        ("BOUGHT_TOGETHER", "catalog_search.urls.app_name", "is no function"),
        ("CLIENT_OF_REQUEST", f"{__name__}.TEXT", "is no function"),
        ("STORE_OF_REQUEST", "os.getcwd", "does not take the arguments (request)"),
        ("QUEUE_DEPTHS", f"{__name__}.a_function", "does not take the arguments ()"),
        ("START_SYNC", "catalog_search.tasks.start_sink", "Did you mean start_sync?"),
    ],
)
def test_what_is_no_function_to_call_is_told_before_deploying(
    configure: Configure, name: str, path: str, reason: str
) -> None:
    configure(**{name: path})
    message = messages_by_id(deploy=True)["E004"].msg
    assert name in message and reason.rstrip("?") in message


def test_a_function_is_called_with_what_it_takes() -> None:
    assert why_uncallable(a_function, ("request",)) == why_uncallable(dict, ("store",)) == ""


@pytest.mark.parametrize("name", ["DEFAULT_STORE", "CACHE", "LISTING_CACHE", "STORAGE"])
@pytest.mark.parametrize(
    "value", [["demo"], {"demo": 1}, {"demo"}, 5, gettext_lazy("default"), b"default"]
)
def test_a_name_that_is_no_text(configure: Configure, name: str, value: Any) -> None:
    configure(**{name: value})
    assert messages_by_id(deploy=True).keys() & {"E003", "E006"}


@pytest.mark.parametrize("slug", [1, None, True, b"demo", ("demo",), gettext_lazy("demo")])
def test_a_stores_name_that_is_no_text(configure: Configure, slug: Any) -> None:
    configure(STORES={slug: {"SOURCE": {"BACKEND": MEMORY}}})
    assert "in quotes" in str(messages_by_id()["E009"].hint)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("METRICS_TOKEN", value) for value in (5, b"x", True, ["x"], " secret", "tökn", "a b")),
        *(("INSTALLATION", value) for value in (5, ["x"], gettext_lazy("shop"))),
        *(("MAX_PHOTO_BYTES", value) for value in (True, 5.5, "5")),
        *(("ENGINE_SECONDS", value) for value in (True, float("inf"), float("nan"), "1")),
        *(("MAX_DELETED_SHARE", value) for value in (True, float("nan"))),
        *(("FACETS", value) for value in ([""], ["size", " "], [" size"])),
        *(("LANGUAGE", value) for value in (["english"], {"english"}, None)),
        *(("SYNONYMS", value) for value in ([{1: ["b"]}], [{None: "b"}])),
    ],
)
def test_what_cannot_be(configure: Configure, name: str, value: Any) -> None:
    configure(**{name: value})
    assert list(messages_by_id()) == ["E005"]
    assert name in messages_by_id()["E005"].msg
    assert name != "METRICS_TOKEN" or repr(value) not in messages_by_id()["E005"].msg


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FACETS", [gettext_lazy("size")]),
        ("SHOWN_ATTRIBUTES", (gettext_lazy("size"),)),
        ("BARCODES", [gettext_lazy("size")]),
        ("SYNONYMS", [["cup", gettext_lazy("size")]]),
        ("SYNONYMS", [{gettext_lazy("size"): ["cup"]}]),
        ("SYNONYMS", [{"cup": [gettext_lazy("size")]}]),
        ("LANGUAGE", gettext_lazy("size")),
    ],
)
def test_a_lazy_translation_is_told_as_one(configure: Configure, name: str, value: Any) -> None:
    configure(**{name: value})
    assert "gettext_lazy('size')" in messages_by_id()["E005"].msg


def test_all_parameters_of_pages_are_taken(configure: Configure) -> None:
    own = {*SEARCH, *WORDS, *PHOTO, *examples.NAMES}
    assert own <= {*TAKEN_BY_PAGES}
    for name in TAKEN_BY_PAGES:
        configure(FACETS=[name])
        assert repr(name) in messages_by_id()["E005"].msg


def test_variables_that_are_not_set_are_as_good_as_empty(
    configure: Configure, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The thread would write the store's row, also when the test is over.
    monkeypatch.setattr(warming, "search_stores", lambda: None)
    names = [name for name, default in conf.DEFAULTS.items() if default == ""]
    configure(**dict.fromkeys(names))
    assert messages_by_id() == {}
    assert {conf.get(name) for name in names} == {""}
    assert client.get("/").status_code == 200
    assert client.get("/readyz").status_code in (200, 503)


@pytest.mark.parametrize("setting", ["ENCODER", "NEXT_ENCODER"])
class TestEncoders:
    def test_a_directory_that_is_missing(self, configure: Configure, setting: str) -> None:
        configure(**{setting: {"BACKEND": ONNX, "OPTIONS": {"directory": "/nowhere"}}})
        assert f"['{setting}']" in str(messages_by_id()["E020"].hint)

    @pytest.mark.parametrize(
        ("backend", "options", "told"),
        [
            (ONNX, {"path": "/x"}, "no option path; it has: directory"),
            (ONNX, {"device": "cuda"}, "no option device"),
            (TORCH, {"modell": "x"}, "no option modell"),
            (REMOTE, {}, "needs OPTIONS with url"),
            (REMOTE, {"url": ""}, "no address"),
            (REMOTE, {"url": None}, "no address"),
            (REMOTE, {"url": "127.0.0.1:7997"}, "no address"),
        ],
    )
    def test_options_are_told_at_once(
        self, configure: Configure, setting: str, backend: str, options: Any, told: str
    ) -> None:
        configure(**{setting: {"BACKEND": backend, "OPTIONS": options}})
        assert list(messages_by_id()) == ["E025"]
        message = messages_by_id()["E025"].msg
        assert message.startswith(f"CATALOG_SEARCH['{setting}']") and told in message
        assert "E021" not in messages_by_id(deploy=True)

    def test_a_class_that_is_misspelled(self, configure: Configure, setting: str) -> None:
        configure(**{setting: {"BACKEND": "catalog_search.backends.onnx.OnxEncoder"}})
        message = messages_by_id()["E025"].msg
        assert message.startswith(f"CATALOG_SEARCH['{setting}']")
        assert "Did you mean OnnxEncoder?" in message

    @pytest.mark.parametrize("backend", [f"{__name__}.Odd", MEMORY])
    def test_what_it_raises_is_told_before_deploying(
        self, configure: Configure, setting: str, backend: str
    ) -> None:
        configure(**{setting: {"BACKEND": backend}})
        assert messages_by_id(deploy=True)["E021"].msg.startswith(f"CATALOG_SEARCH['{setting}']")


@pytest.mark.parametrize("options", [None, [], "directory", 5])
@pytest.mark.parametrize("setting", ["ENCODER", "NEXT_ENCODER", "INDEX", "DETECTOR", "CLASSIFIER"])
def test_options_that_are_no_dictionary(configure: Configure, setting: str, options: Any) -> None:
    configure(**{setting: {"BACKEND": ONNX, "OPTIONS": options}})
    assert f"the OPTIONS of {setting} are {options!r}" in messages_by_id()["E001"].msg


@pytest.mark.parametrize(
    "source",
    [
        {"BACKEND": S3, "OPTIONS": None},
        {"BACKEND": S3, "OPTIONS": {"bucket": "my-products", "prefix": 5}},
        {"BACKEND": S3, "OPTIONS": {"bucket": "my-products", "prefix": ["x"]}},
        None,
        MEMORY,
    ],
)
def test_a_source_that_cannot_be_built_is_told(configure: Configure, source: Any) -> None:
    configure(STORES={"demo": {"SOURCE": source}})
    assert "'demo'" in messages_by_id(deploy=True)["E012"].msg


@pytest.mark.parametrize("setting", ["DETECTOR", "CLASSIFIER"])
def test_an_engine_of_another_kind_is_told(configure: Configure, setting: str) -> None:
    configure(**{setting: {"BACKEND": MEMORY}})
    assert messages_by_id(deploy=True).keys() & {"E022", "E024"}


@pytest.mark.parametrize("facets", [None, 5, object()])
def test_facets_that_are_no_list_end_no_check(configure: Configure, facets: Any) -> None:
    configure(FACETS=facets)
    assert "E005" in messages_by_id(deploy=True)


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("catalog_search.backends.s3.S3Sorce", "S3Source"),
        ("catalog_search.backends.qdrant_edge.EdgIndex", "EdgeIndex"),
        ("catalog_search.backends.segments.SegmentDetector", "SegmentsDetector"),
    ],
)
def test_a_class_that_was_probably_meant(path: str, near: str) -> None:
    with pytest.raises(WrongSettings, match=rf"Did you mean {near}\?"):
        conf.build({"BACKEND": path})
