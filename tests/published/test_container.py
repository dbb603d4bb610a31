"""Files of arrays: what is written is read, and what is damaged is refused."""

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_search.exceptions import Damaged
from catalog_search.published import lists
from catalog_search.published.container import Container, write
from catalog_search.published.lists import GrowingLists, Lists, inverted
from catalog_search.published.strings import SortedStrings, Strings, pack

ARRAYS = {"numbers": np.arange(5, dtype=np.int32), "none": np.empty(0, np.int64)}
ABOUT = {"name": "Crème"}


def written(path: Path) -> Path:
    with path.open("wb") as file:
        write(file, ARRAYS, ABOUT)
    return path


def test_a_mapped_file_has_what_was_written(tmp_path: Path) -> None:
    container = Container.open(written(tmp_path / "file"))
    assert container["numbers"].tolist() == [0, 1, 2, 3, 4]
    assert container["numbers"].dtype == np.int32
    assert container["none"].tolist() == []
    assert container.about == ABOUT
    assert "numbers" in container
    assert "other" not in container
    with pytest.raises(ValueError, match="read-only"):
        container["numbers"][0] = 7


def test_the_size_and_digest_are_those_of_the_file() -> None:
    import hashlib

    file = io.BytesIO()
    digest, size = write(file, ARRAYS, ABOUT)
    assert size == len(file.getvalue())
    assert digest == hashlib.sha256(file.getvalue()).hexdigest()


@given(st.data())
def test_a_file_cut_short_or_with_a_changed_header_is_refused(data: st.DataObject) -> None:
    file = io.BytesIO()
    write(file, ARRAYS, ABOUT)
    content = file.getvalue()
    end = data.draw(st.integers(0, len(content) - 1))
    with pytest.raises(Damaged):
        Container(content[:end])
    changed = bytearray(content)
    changed[data.draw(st.integers(0, 80))] ^= 0xFF
    with pytest.raises(Damaged):
        Container(bytes(changed))


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    with pytest.raises(Damaged, match="empty cannot be read"):
        Container.open(tmp_path / "empty")


def test_a_file_with_anything_but_numbers_is_refused() -> None:
    with pytest.raises(Damaged, match="something else than numbers"):
        Container.of({"words": np.array(["a"])}, {})


texts = st.lists(st.text(st.characters(exclude_categories=()), max_size=6), max_size=30)


@given(texts, st.text(max_size=3))
def test_sorted_texts_are_found_and_listed_by_prefix(words: list[str], prefix: str) -> None:
    ordered = sorted(set(words))
    strings = SortedStrings(Container.of(pack("words", ordered), {}), "words")
    assert list(strings) == ordered
    assert all(strings.row(word) == row for row, word in enumerate(ordered))
    assert (prefix in strings) == (prefix in ordered)
    assert strings[:] == ordered
    found = [strings[row] for row in strings.with_prefix(prefix)]
    assert found == [word for word in ordered if word.startswith(prefix)]


@given(texts)
def test_texts_keep_their_order(words: list[str]) -> None:
    strings = Strings(Container.of(pack("words", words), {}), "words")
    assert list(strings) == words


@given(
    st.lists(st.sets(st.integers(0, 8)), min_size=1, max_size=12),
    st.randoms(use_true_random=False),
    st.sampled_from([1, 4, 1000]),
)
def test_inverted_lists_have_the_rows_of_each_number(members, random, at_once) -> None:
    growing = GrowingLists()
    for each in members:
        growing.add(each)
    rows, numbers = list(range(len(members))), list(range(9))
    random.shuffle(rows)
    random.shuffle(numbers)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lists, "SORTED_AT_ONCE", at_once)
        arrays = inverted("in", growing, np.array(rows, np.int32), np.array(numbers, np.int32))
    found = Lists(Container.of(arrays, {}), "in")
    for old, new in enumerate(numbers):
        having = sorted(row for row, each in zip(rows, members, strict=True) if old in each)
        assert found[new].tolist() == having
