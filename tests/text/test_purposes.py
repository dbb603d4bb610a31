"""Purposes that mean nearly what the words say, and the kept vectors of those in the list."""

import numpy as np
import pytest
from django.conf import settings
from django.test import override_settings

from catalog_search import conf
from catalog_search.backends.onnx import OnnxEncoder
from catalog_search.models import Product
from catalog_search.text.analysis import Terms, terms_of
from catalog_search.text.goods import purposes
from catalog_search.text.goods.purposes import (
    KnownPurposes,
    goods_for_words,
    goods_near,
    known_names,
    known_purposes,
    without_circumstances,
)
from catalog_search.text.goods.uses import by_purpose, names_in_uses
from catalog_search.text.store.store_words import StoreWords
from catalog_search.text.store.words_build import build
from tests.support.purposes import distinct


@pytest.fixture
def starter(monkeypatch: pytest.MonkeyPatch) -> OnnxEncoder:
    encoder = OnnxEncoder()
    monkeypatch.setattr(conf, "get_encoder", lambda: encoder)
    return encoder


@pytest.fixture
def words() -> StoreWords:
    return build([Product(pk=1, title="Handheld vacuum cleaner"), Product(pk=2, title="Oak bed")])


def test_the_nearest_purposes_come_first_and_far_ones_not_at_all() -> None:
    rows = np.array([[1, 0], [0.8, 0.6], [0.99, 0.141], [0, 1]], np.float32)
    purposes = KnownPurposes(
        "", np.eye(2, dtype=np.float32), rows, (("a",), ("b",), ("c",), ("d",))
    )
    # b is less near than the nearest one by .2.
    assert [*purposes.near(np.array([2, 0], np.float32))] == [("a",), ("c",)]
    assert [*purposes.near(np.array([-1, -0.2], np.float32))] == []


def test_what_is_said_in_other_words_asks_for_the_same_goods(starter: OnnxEncoder) -> None:
    [crumbs, dust, chair] = starter.encode_texts(
        ["get the crumbs off the floor quickly", "I sneeze from all the dust", "Armchair Edda"]
    )
    assert terms_of("hand vacuum") in goods_near(crumbs)[:3]
    assert terms_of("air purifier") in goods_near(dust)[:5]
    assert goods_near(chair) == []


def test_only_the_model_that_the_vectors_are_of_and_english_have_them(
    starter: OnnxEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    [vector] = starter.encode_texts(["dry my hair"])
    assert goods_near(vector)
    with override_settings(CATALOG_SEARCH={**settings.CATALOG_SEARCH, "LANGUAGE": "german"}):
        assert goods_near(vector) == []
    monkeypatch.setattr(OnnxEncoder, "model_id", "another")
    assert goods_near(vector) == []


def test_a_purpose_of_several_words_says_it_all(starter: OnnxEncoder, words: StoreWords) -> None:
    text = "vacuum under the bed"
    [vector] = starter.encode_texts([text])
    goods, near = goods_for_words("clean the floor", vector, words), goods_near(vector)
    assert goods
    assert not {*near} <= {*goods}
    # What one word says is less than the whole.
    all_goods = goods_for_words("vacuum", vector, words)
    assert all_goods[0] == by_purpose()[("vacuum",)][0]
    assert {*near} <= {*all_goods}
    listed = goods_for_words("vacuum", None, words)
    assert listed == all_goods[: len(listed)]
    assert len(listed) < len(all_goods)


def test_where_and_when_it_is_does_not_count_beside_what_is_surely_a_purpose(
    starter: OnnxEncoder, words: StoreWords
) -> None:
    def meant(text: str) -> list[Terms]:
        return goods_for_words(text, starter.encode_texts([text])[0], words)

    way = meant("find my way")
    assert terms_of("compass") in way
    assert meant("find my way on the mountain") == way
    assert meant("find my way") == meant("find my way when it is dark in the forest")
    # Whom a gift is for is no circumstance.
    assert meant("a gift for a gardener") != meant("a gift")
    # What no list knows is compared as a whole.
    text = "the quick brown fox jumps over the lazy dog"
    [vector] = starter.encode_texts([text])
    assert without_circumstances(text, vector)[0] == text


def test_names_of_goods_need_no_encoding(
    starter: OnnxEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["vacuum cleaner", "pajamas"]
    own = starter.encode_texts(names)
    with monkeypatch.context() as without:
        without.setattr(starter, "encode_texts", None)
        vectors = purposes.vectors_of([terms_of(name) for name in names])
    assert vectors is not None
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert (vectors * own).sum(axis=1).min() > 0.95
    assert purposes.vectors_of([]) is None


def test_another_model_encodes_the_names_as_they_stand_in_the_list(
    starter: OnnxEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OnnxEncoder, "model_id", "another")
    vectors = purposes.vectors_of([terms_of("vacuum cleaner"), terms_of("pajamas")])
    assert vectors is not None
    assert np.allclose(vectors, starter.encode_texts(["vacuum cleaner", "pajamas"]))


def test_the_kept_vectors_are_those_of_the_list(starter: OnnxEncoder) -> None:
    purposes, listed = known_purposes(), distinct()
    advice = "After a change of uses.txt or of the model run python -m tests.support.purposes"
    assert purposes.model_id == starter.model_id, advice
    assert purposes.purposes == tuple([*by_purpose()][place] for place in listed), advice
    rows = range(0, len(listed), 100)
    texts = [*listed.values()]
    for row, vector in zip(rows, starter.encode_texts([texts[row] for row in rows]), strict=True):
        own = vector @ purposes.axes
        assert float(purposes.vectors[row] @ own / np.linalg.norm(own)) > 0.99, (texts[row], advice)


def test_the_kept_names_are_those_of_the_list(starter: OnnxEncoder) -> None:
    stored = known_names()
    advice = "After a change of uses.txt or of the model run python -m tests.support.purposes"
    assert stored.model_id == starter.model_id, advice
    assert len(stored.vectors) == len(stored.rows), advice
    names = [*names_in_uses()][::100]
    exact = starter.encode_texts([names_in_uses()[name] for name in names])
    assert (stored.of(names) * exact).sum(axis=1).min() > 0.9, advice
