"""exceptions.Message: English as a str, stored as text, translated where it is shown."""

import json
import logging
import pickle

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from catalog_search.exceptions import (
    InvalidPhoto,
    Message,
    SourceUnavailable,
    WrongSettings,
    message,
    message_of,
    read_message,
    translated,
)

TOO_LARGE = message("The file is larger than %(size)s MB.", size="20")
GERMAN = "Die Datei ist größer als 20 MB."


def test_it_is_the_english_text() -> None:
    assert TOO_LARGE == "The file is larger than 20 MB."
    with override("de"):
        assert f"{TOO_LARGE} {json.dumps(TOO_LARGE)}" == (
            'The file is larger than 20 MB. "The file is larger than 20 MB."'
        )


def test_it_is_translated_where_it_is_shown() -> None:
    with override("de"):
        assert TOO_LARGE.translated == translated(TOO_LARGE.stored) == GERMAN
    with override("fr"):
        assert "20 Mo" in TOO_LARGE.translated
    with override("en"):
        assert TOO_LARGE.translated == TOO_LARGE


def test_a_message_within_a_message_is_translated_too() -> None:
    outer = message("%(key)r cannot be read: %(reason)s", key="a.jpg", reason=TOO_LARGE)
    with override("de"):
        assert translated(outer.stored) == f"'a.jpg' kann nicht gelesen werden: {GERMAN}"
    assert outer == "'a.jpg' cannot be read: The file is larger than 20 MB."


def test_so_is_an_error_within_one() -> None:
    outer = message("%(sku)s: %(reason)s.", sku="7", reason=ValueError(message("is not a price")))
    with override("de"):
        assert outer.translated == "7: ist kein Preis."
    other = message("%(sku)s: %(reason)s.", sku="7", reason=OSError("disk"))
    assert other == "7: disk."


def test_an_error_speaks_the_active_language() -> None:
    error = SourceUnavailable(message("%(key)r is missing from the source.", key="a.jpg"))
    with override("es"):
        assert str(error) == "'a.jpg' falta en el origen."
    assert str(error) == message_of(error) == "'a.jpg' is missing from the source."
    assert str(SourceUnavailable("by a backend of a shop")) == "by a backend of a shop"
    assert str(SourceUnavailable()) == ""
    assert str(SourceUnavailable("two", "arguments")) == "('two', 'arguments')"


@pytest.mark.parametrize("error", [InvalidPhoto(TOO_LARGE), WrongSettings(TOO_LARGE)])
def test_an_error_can_be_sent_to_another_process(error: Exception) -> None:
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301
    with override("de"):
        assert str(copy) == GERMAN


def test_the_log_has_the_projects_language(caplog: pytest.LogCaptureFixture) -> None:
    with override("de"), caplog.at_level(logging.INFO):
        logging.getLogger(__name__).info("Answered with 503: %s", InvalidPhoto(TOO_LARGE))
    assert GERMAN in caplog.text


def test_what_was_stored_before_there_were_messages_is_shown_as_it_is() -> None:
    with override("de"):
        assert translated("The bucket is on holiday.") == "The bucket is on holiday."
        assert translated("Blocked by a person.") == "Von einer Person gesperrt."
        assert translated("") == ""


@pytest.mark.parametrize(
    "text",
    [
        '{"msgid": "cut off',
        '{"msgid": 5}',
        '{"msgid": "%(a)s", "values": {"b": 1}}',
        '{"msgid": "%(a)d", "values": {"a": "x"}}',
        "100 % of it",
        '{"msgid":' * 9000,
    ],
)
def test_text_of_others_that_looks_like_a_stored_message_is_shown_as_it_is(text: str) -> None:
    assert translated(text) == text


@given(st.dictionaries(st.sampled_from("abc"), st.text() | st.integers(), min_size=1))
def test_every_value_comes_back(values: dict[str, object]) -> None:
    msgid = " ".join(f"%({name})s" for name in values)
    before = message(msgid, **values)
    after = read_message(before.stored)
    assert (after, after.msgid, after.values) == (before, before.msgid, before.values)
    assert isinstance(after, Message)
    assert "\0" not in before.stored
