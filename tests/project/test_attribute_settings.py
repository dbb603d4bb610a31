"""ATTRIBUTES: what a project may declare, and what it is told of a mistake."""

from typing import Any

import pytest

from catalog_search import conf
from catalog_search.conf.attribute_sets import SETS
from catalog_search.exceptions import WrongSettings
from tests.support.checks import Configure, messages_by_id

pytestmark = pytest.mark.django_db

TWO = {"values": ["one", "two"]}


def declared(attributes: Any) -> Any:
    return conf.read({"ATTRIBUTES": attributes})


def test_nothing_is_declared_by_default() -> None:
    assert conf.read({}).attributes == {}
    assert declared({}).facets == declared([]).facets == []


def test_ready_made_sets_are_named_alone_or_for_another_attribute() -> None:
    got = declared(["pattern", "color"]).attributes
    assert got["pattern"].values == SETS["pattern"].values
    assert (got["pattern"].several, got["color"].several) == (False, True)
    muster = declared({"muster": {"values": "pattern", "several": True}}).attributes["muster"]
    assert (muster.values, muster.several) == (SETS["pattern"].values, True)


@pytest.mark.parametrize("name", [name for name in SETS if name])
def test_every_ready_made_set_can_be_declared(name: str) -> None:
    got = declared([name]).attributes[name]
    assert len(got.values) >= 4
    assert all(value and words for value, words in got.values.items())


def test_values_are_a_list_or_have_words_of_their_own() -> None:
    got = declared({"fit": TWO, "cut": {"values": {"slim": "a slim cut", "wide": "a wide cut"}}})
    assert got.attributes["fit"].values == {"one": "one", "two": "two"}
    assert got.attributes["cut"].values["slim"] == "a slim cut"


def test_attributes_are_facets_unless_they_say_otherwise() -> None:
    options = {"ATTRIBUTES": {"fit": TWO, "cut": {**TWO, "facet": False}, "color": {}}}
    assert conf.read({**options, "FACETS": ["size", "fit"]}).facets == ["size", "fit"]
    assert conf.read(options).facets == ["fit"]


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        (5, "must be a dictionary or a list of color, pattern"),
        (["shape"], "['shape'] must have values, or be one of the ready-made color"),
        ({"my fit": TWO}, "write letters, digits and underscores"),
        ({3: TWO}, "has the name 3"),
        ({"price": TWO}, "['price'] is no free name"),
        ({"fit": ["one"]}, "write a dictionary of values, several"),
        ({"fit": {**TWO, "prompt": ""}}, "has the keys ['prompt']"),
        ({"fit": {"values": ["one"]}}, "has too few values"),
        ({"fit": {"values": []}}, "has too few values"),
        ({"fit": {"values": ["one"], "several": True}}, "has too few values"),
        ({"fit": {"values": ["one", "One"]}}, "has the value 'One' twice, also as 'one'"),
        ({"fit": {"values": ["one", "a, b"]}}, "has the value 'a, b'"),
        ({"fit": {"values": ["one", " two"]}}, "has the value ' two'"),
        ({"fit": {"values": ["one", 2]}}, "has the value 2"),
        ({"fit": {"values": {"one": "", "two": "x"}}}, "describes 'one' by ''"),
        ({"fit": {"values": 7}}, "must have at most 200 values"),
        ({"fit": {"values": [str(n) for n in range(201)]}}, "must have at most 200 values"),
        ({"fit": {**TWO, "several": "yes"}}, "True or False as several"),
        ({"fit": {**TWO, "categories": "Apparel"}}, "must have a list as categories"),
    ],
)
def test_mistakes_are_told(configure: Configure, attributes: Any, words: str) -> None:
    with pytest.raises(WrongSettings) as raised:
        declared(attributes)
    assert words in str(raised.value)
    assert str(raised.value).startswith("CATALOG_SEARCH['ATTRIBUTES']")
    configure(ATTRIBUTES=attributes)
    assert list(messages_by_id()) == ["E001"]
    assert words in messages_by_id()["E001"].msg


ONE = (
    *("S/M", "Small", "1/2 inch", "Black/Other", "Tops & Tees", "Half-open", "42/44", "R&B"),
    *("Rock and Roll", "A / B", "12:30", "C++", "3-6 months"),
)
SEVERAL = (
    *("S/M/L", "S & M", "Small and Large", "36/37/38", "A / B / C", "S-M-L", "M or L", "日本、靴"),
    *("x•y", "Black/White", "[a\uff0cb]"),
)


def test_values_that_read_as_several_are_told(configure: Configure) -> None:
    """They would become those several when they are accepted."""
    ready_made = [name for name in SETS if name]
    configure(ATTRIBUTES={name: {} for name in ready_made} | {"fit": {"values": [*ONE]}})
    assert messages_by_id() == {}
    for value in SEVERAL:
        configure(ATTRIBUTES={"fit": {"values": ["one", value]}})
        assert list(messages_by_id()) == ["E005"], value
        assert f"['fit'] has the value {value!r}" in messages_by_id()["E005"].msg


def test_function_that_does_not_exist_is_told(configure: Configure) -> None:
    configure(ON_ATTRIBUTE_DECIDED="nowhere.at.all")
    assert "E004" in messages_by_id()
