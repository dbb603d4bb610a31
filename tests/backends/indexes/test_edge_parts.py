"""Of which parts an index folder consists: logs become shards, shards are merged."""

from dataclasses import replace

import pytest

from catalog_search.backends.qdrant_edge import constants, writer
from catalog_search.backends.qdrant_edge.generation import Part
from catalog_search.types import Exclude, Match, Payload
from tests.support.index_folder import POINTS, MakeIndex


def test_shards_stay_few(make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "SMALL", 4)
    index = make_index()
    for point in POINTS[:24]:
        index.upsert([point])
    with index.reader.current() as view:
        assert 2 <= len(view.parts) <= 4
    monkeypatch.setattr(writer, "LEFT_BEHIND", 0)
    index.upsert([POINTS[0]])
    with index.reader.current() as view:
        named = {part.name for part, _ in view.parts}
    assert {folder.name for folder in index.writer.folders()} == named


@pytest.mark.parametrize(
    ("sizes", "place"),
    [([], 0), ([10], 0), ([8000, 1999], 0), ([8001, 2000], 0), ([8000, 2000], 1),
     ([100_000, 8000, 2000], 2), ([40_000, 8000, 2000], 2), ([100_000, 9000, 1999], 0),
     ([200_000, 50_000], 1), ([250_000, 150_000], 0)],
)  # fmt: skip
def test_a_shard_is_merged_when_it_is_no_longer_small_against_the_older(
    sizes: list[int], place: int
) -> None:
    parts = [Part(f"shard-{number}", size) for number, size in enumerate(sizes)]
    assert writer.due_for_merge(parts) == place


def test_a_full_log_becomes_a_shard() -> None:
    assert writer.due_for_merge([Part("shard-1", 100_000), Part("log-2", 1999)]) == 0
    assert writer.due_for_merge([Part("shard-1", 100_000), Part("log-2", 2000)]) == 2
    assert writer.due_for_merge([Part("shard-1", 8000), Part("log-2", 2000)]) == 1


def test_what_was_deleted_in_a_shard_is_not_copied_for_ever() -> None:
    hidden = frozenset(range(10))
    assert writer.worth_copying(Part("shard-1", 100, hidden))
    assert writer.worth_copying(Part("shard-1", 100, hidden, spent=80))
    assert not writer.worth_copying(Part("shard-1", 100, hidden, spent=81))


def test_a_shard_with_much_hidden_is_merged() -> None:
    hidden = frozenset(range(writer.MAX_HIDDEN + 1))
    assert writer.due_for_merge([Part("shard-1", 100_000, hidden), Part("shard-2", 10)]) == 1
    assert writer.due_for_merge([Part("shard-1", 500_000), Part("shard-2", 50_000, hidden)]) == 2


def test_points_of_any_ids_are_told_apart(make_index: MakeIndex) -> None:
    """Also those whose halves are alike, and those that end in zeros."""
    ids = [
        "00000000-0000-0000-0000-000000000000",
        "00000000-0000-0000-0000-000000000001",
        "01000000-0000-0000-0000-000000000000",
        "01000000-0000-0000-0100-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
    ]
    points = [replace(point, id=each) for point, each in zip(POINTS, ids, strict=False)]
    index = make_index()
    index.upsert(points)
    assert sorted(index.ids()) == ids
    assert {each: point.payload for each, point in index.fetch(ids).items()} == {
        point.id: point.payload for point in points
    }
    index.delete(ids[:1])
    assert sorted(make_index().ids()) == ids[1:]


def test_a_condition_that_all_points_meet_or_none_is_not_compared() -> None:
    payloads: list[Payload] = [
        {"store": "a", "visible": True, "in_stock": 1},
        {"store": "a", "visible": True, "in_stock": True},
    ]
    common = constants.shared(None, payloads)
    assert common == {"store": "a", "visible": True}
    brand = Match("brand", ("x",))
    where = (Match("store", ("a", "b")), Match("visible", (True,)), brand)
    assert constants.narrowed(where, common) == (brand,)
    assert constants.narrowed((brand, Exclude("store", ("a",))), common) is None
    assert constants.shared(common, [{"store": "b", "visible": True}]) == {"visible": True}
    assert constants.shared(common, [{"visible": 1}]) == {}


def test_what_is_deleted_from_the_only_shard_does_not_stay_hidden_in_it(
    make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "MAX_HIDDEN", 5)
    monkeypatch.setattr(writer, "SMALL", 20)
    index = make_index()
    index.upsert(POINTS)
    index.delete([point.id for point in POINTS[:30]])
    with index.reader.current() as view:
        assert [(part.points, len(part.hidden)) for part, _ in view.parts] == [(30, 0)]
    assert sorted(index.ids()) == sorted(point.id for point in POINTS[30:])
