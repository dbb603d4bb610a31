"""manage.py check: settings of the wrong kind, misspelled keys, functions that are not there."""

import sys
from typing import Any

import pytest
from django.utils.translation import gettext_lazy as _

from catalog_search import conf
from catalog_search.conf.building import wrong_options
from catalog_search.exceptions import WrongSettings
from catalog_search.models.stores import open_store
from tests.support.checks import ONNX, Configure, messages_by_id

pytestmark = pytest.mark.django_db

EDGE = "catalog_search.backends.qdrant_edge.EdgeIndex"
S3 = "catalog_search.backends.s3.S3Source"
FEED = "catalog_search.backends.json_feed.JsonFeedSource"
RECORDS = "catalog_search.backends.record_source.RecordSource"
SOURCE = {"BACKEND": S3, "OPTIONS": {"bucket": "my-products"}}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("FACETS", "size", "a list of names"),
        ("FACETS", ["size", 3], "a list of names"),
        ("SHOWN_ATTRIBUTES", "material", "a list of names"),
        ("BARCODES", "ean", "a list of names"),
        ("OWN_PRODUCT_PAGES", "no", "True or False"),
        ("LOG_SEARCHES", 0, "True or False"),
        ("LANGUAGE", "en", "german"),
        ("LANGUAGE", "English", "english"),
        ("SYNONYMS", {"sofa": "couch"}, '[["sofa", "couch"]'),
        ("SYNONYMS", ["sofa", "couch"], '[["sofa", "couch"]'),
        ("SYNONYMS", [{"trousers": 5}], '[["sofa", "couch"]'),
    ],
)
def test_a_value_of_another_kind(
    configure: Configure, name: str, value: Any, expected: str
) -> None:
    configure(**{name: value})
    assert list(messages_by_id()) == ["E005"]
    assert name in messages_by_id()["E005"].msg and expected in messages_by_id()["E005"].msg


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FACETS", ("size", "material")),
        ("LANGUAGE", ""),
        ("LANGUAGE", "german"),
        ("SYNONYMS", [["sofa", "couch"], ("cap", "hat"), {"trousers": ["jeans"], "tee": "shirt"}]),
        ("LOG_SEARCHES", False),
    ],
)
def test_values_as_documented(configure: Configure, name: str, value: Any) -> None:
    configure(**{name: value})
    assert messages_by_id() == {}


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("LEASE_SECONDS", 100 * 365 * 86_400),
        ("SYNC_LEASE_SECONDS", 100 * 365 * 86_400),
        ("LISTING_SECONDS", 100 * 365 * 86_400),
        ("LOG_DAYS", 365_000),
        ("SYNC_RUNS_KEPT", sys.maxsize),
    ],
)
def test_numbers_that_end_somewhere(configure: Configure, name: str, most: int) -> None:
    configure(**{name: most})
    assert "E005" not in messages_by_id()
    configure(**{name: most + 1})
    assert f"at most {most}" in messages_by_id()["E005"].msg


@pytest.mark.parametrize("name", [None, "", "  ", 5, ["a"], "x" * 201])
def test_a_store_whose_shown_name_cannot_be(configure: Configure, name: Any) -> None:
    configure(STORES={"demo": {"NAME": name, "SOURCE": SOURCE}})
    assert repr(name) in messages_by_id()["E009"].msg


@pytest.mark.parametrize("entry", [{}, {"NAME": "größe"}, {"NAME": "x" * 200}, {"NAME": _("Shop")}])
def test_shown_names_that_may_be(configure: Configure, entry: dict[str, Any]) -> None:
    configure(STORES={"demo": {**entry, "SOURCE": SOURCE}})
    assert "E009" not in messages_by_id()


@pytest.mark.parametrize("name", [None, ""])
def test_a_store_without_a_shown_name_has_its_own(configure: Configure, name: Any) -> None:
    configure(STORES={"other": {"NAME": name, "SOURCE": SOURCE}})
    assert open_store("other").name == "other"


def test_a_text_for_facets_stays_one_beside_attributes() -> None:
    options = {"ATTRIBUTES": {"fit": {"values": ["Slim", "Wide"]}}, "FACETS": "size"}
    assert conf.read(options).facets == "size"


@pytest.mark.parametrize("name", ["price", "color", "in_stock", "store", "product", "q", "page"])
def test_a_facet_whose_name_is_taken(configure: Configure, name: str) -> None:
    configure(FACETS=["size", name])
    assert list(messages_by_id()) == ["E005"]
    assert repr(name) in messages_by_id()["E005"].msg


@pytest.mark.parametrize(
    ("given", "meant"),
    [({"STORE": {}}, "STORES"), ({"facets": []}, "FACETS"), ({"ENCODERS": {}}, "ENCODER")],
)
def test_what_was_meant_by_an_unknown_key(given: dict[str, Any], meant: str) -> None:
    with pytest.raises(WrongSettings, match=rf"Did you mean {meant}\?"):
        conf.read(given)


def test_all_keys_are_told_where_none_is_near() -> None:
    with pytest.raises(WrongSettings, match="known are: STORES, DEFAULT_STORE"):
        conf.read({"BUCKET": "my-products"})


@pytest.mark.parametrize(
    ("store", "unknown", "known"),
    [
        ({"SOURCE": SOURCE, "Name": "Shop"}, "Name", "NAME, SOURCE"),
        ({"SOURCE": {**SOURCE, "OPTION": {}}}, "OPTION", "BACKEND, OPTIONS"),
        ({"SOURCE": {**SOURCE, "bucket": "b"}}, "bucket", "BACKEND, OPTIONS"),
    ],
)
def test_keys_of_a_store_that_nobody_reads(
    configure: Configure, store: dict[str, Any], unknown: str, known: str
) -> None:
    configure(STORES={"demo": store})
    message = messages_by_id()["E001"]
    assert repr(unknown) in message.msg and known in str(message.hint)


def test_a_next_encoder_that_does_not_exist(configure: Configure) -> None:
    configure(NEXT_ENCODER={"BACKEND": "nowhere.at.All"})
    assert "NEXT_ENCODER" in messages_by_id()["E002"].msg


@pytest.mark.parametrize("name", ["ENCODER", "CLASSIFIER", "INDEX", "DETECTOR"])
def test_a_path_alone_is_no_backend(configure: Configure, name: str) -> None:
    configure(**{name: ONNX})
    assert name in messages_by_id()["E002"].msg


def test_a_class_that_its_module_does_not_have(configure: Configure) -> None:
    configure(ENCODER={"BACKEND": "catalog_search.backends.onnx.OnnxEncodr"})
    assert "OnnxEncodr" in messages_by_id()["E025"].msg


@pytest.mark.parametrize("value", [print, 5, ["goods.stores.pick"]])
def test_a_hook_that_is_no_dotted_path(configure: Configure, value: Any) -> None:
    configure(START_SYNC=value)
    assert "START_SYNC" in messages_by_id()["E004"].msg


@pytest.mark.parametrize("name", ["START_SYNC", "BOUGHT_TOGETHER", "STORE_OF_REQUEST"])
def test_a_function_that_its_module_does_not_have(configure: Configure, name: str) -> None:
    configure(**{name: "catalog_search.tasks.start_sink"})
    assert "E004" not in messages_by_id()
    assert "start_sink" in messages_by_id(deploy=True)["E004"].msg


@pytest.mark.parametrize(
    ("backend", "options", "told"),
    [
        (S3, {"bucket": "b", "access_key": "k"}, "no option access_key; it has: bucket, prefix"),
        (FEED, {"adress": "https://shop.example"}, "no option adress; it has: "),
        (EDGE, {"folder": "var/index"}, "no option folder; it has: path"),
        (RECORDS, {}, "needs OPTIONS with records"),
        (S3, {}, "needs OPTIONS with bucket"),
    ],
)
def test_options_that_a_backend_lacks_or_needs(
    backend: str, options: dict[str, Any], told: str
) -> None:
    of_index = {"model_id": "m", "dimension": 2, "facets": (), "installation": None}
    with pytest.raises(WrongSettings, match=told) as refused:
        conf.build({"BACKEND": backend, "OPTIONS": options}, **of_index if backend == EDGE else {})
    assert "model_id" not in str(refused.value)


@pytest.mark.parametrize("named", ["a.path", None, {}, {"BACKEND": S3, "OPTIONS": ["bucket"]}])
def test_a_backend_of_another_form(named: Any) -> None:
    with pytest.raises(WrongSettings, match=r'"BACKEND": "dotted\.path\.to\.Class"'):
        conf.build(named)


def test_a_class_that_takes_any_options_is_left_alone() -> None:
    assert wrong_options("a", lambda **options: options, {"any": 1}, {}) is None


def test_an_index_with_an_option_that_it_lacks(configure: Configure) -> None:
    configure(INDEX={"BACKEND": EDGE, "OPTIONS": {"folder": "var/index"}})
    assert "no option folder" in messages_by_id(deploy=True)["E033"].msg


def test_an_encoder_that_cannot_be_built_is_told_once(configure: Configure) -> None:
    configure(ENCODER={"BACKEND": ONNX, "OPTIONS": {"dir": "model"}})
    problems = [m for m in messages_by_id(deploy=True).values() if "no option dir" in m.msg]
    assert [message.id for message in problems] == ["catalog_search.E025"]


def test_static_files_that_were_not_collected(settings: Any) -> None:
    assert "E013" not in messages_by_id(deploy=True)
    manifest = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": manifest}}
    settings.DEBUG = False
    found = messages_by_id(deploy=True)["E013"]
    assert "catalog_search/catalog_search.css" in found.msg
    assert "collectstatic" in str(found.hint)
