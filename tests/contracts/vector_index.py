"""The contract of VectorIndex. Subclasses provide the fixture `index`, of dimension 8."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_search.exceptions import CatalogSearchError
from catalog_search.protocols import MADE_FROM, VERSION, VectorIndex
from catalog_search.types import (
    Exclude,
    Match,
    Point,
    Range,
    SparseVector,
    VectorQuery,
    Where,
    satisfies,
)

DIMENSION = 8
BRANDS = ["acme", "Ünï", "b c"]
COLORS = ["red", "blue", "green"]


def unit(rng: np.random.Generator) -> np.ndarray:
    vector = rng.normal(size=DIMENSION).astype(np.float32)
    return vector / np.linalg.norm(vector)


def make_price(number: int) -> float | list[float] | None:
    """Return one price, of each fifth two because a sale is ahead, and of each seventh none."""
    if number % 7 == 0:
        return None
    return [number - 2.5, float(number)] if number % 5 == 0 else float(number)


def make_points(count: int, seed: int = 0) -> list[Point]:
    rng = np.random.default_rng(seed)
    return [
        Point(
            id=f"00000000-0000-5000-8000-{number:012d}",
            photo=unit(rng),
            title=unit(rng),
            payload={
                "store": "a" if number % 3 else "b",
                "product": number // 2,
                "photo": 1000 + number,
                "visible": bool(number % 5),
                "in_stock": bool(number % 2),
                "price": make_price(number),
                "brand": BRANDS[number % 3],
                "color": COLORS[: number % 4],
            },
            words=make_words(number, rng),
        )
        for number in range(count)
    ]


def make_words(number: int, rng: np.random.Generator) -> SparseVector:
    """Return no terms for every sixth point, else terms shared with others, the largest id too."""
    ids = sorted({number % 4, 7 + number % 9, 2**32 - 1}) if number % 6 else []
    return SparseVector(tuple(ids), tuple(round(float(rng.uniform(0.1, 1)), 4) for _ in ids))


def nearness(point: Point, query: SparseVector) -> float:
    own = dict(zip(point.words.ids, point.words.weights, strict=True))
    return sum(w * own.get(i, 0) for i, w in zip(query.ids, query.weights, strict=True))


conditions = st.one_of(
    st.builds(Exclude, st.just("brand"), st.lists(st.sampled_from([*BRANDS, "none"])).map(tuple)),
    st.builds(
        Exclude,
        st.sampled_from(["color", "never"]),
        st.lists(st.sampled_from(COLORS), min_size=1).map(tuple),
    ),
    st.builds(Exclude, st.just("product"), st.lists(st.integers(0, 25), max_size=20).map(tuple)),
    st.builds(Exclude, st.just("visible"), st.just((True,))),
    st.builds(
        Match, st.just("brand"), st.lists(st.sampled_from([*BRANDS, "none"]), min_size=1).map(tuple)
    ),
    st.builds(Match, st.just("color"), st.lists(st.sampled_from(COLORS), min_size=1).map(tuple)),
    st.builds(
        Match,
        st.sampled_from(["visible", "in_stock"]),
        st.lists(st.booleans(), min_size=1).map(tuple),
    ),
    st.builds(
        Match, st.just("product"), st.lists(st.integers(0, 25), min_size=1, max_size=3).map(tuple)
    ),
    st.builds(
        Range,
        st.just("price"),
        st.none() | st.floats(0, 60, width=32),
        st.none() | st.floats(0, 60, width=32),
    ),
)


def photo_of(point: Point) -> int:
    photo = point.payload["photo"]
    assert isinstance(photo, int)
    return photo


class VectorIndexContract:
    points: ClassVar[Sequence[Point]] = make_points(60)

    @pytest.fixture
    def filled(self, index: VectorIndex) -> VectorIndex:
        index.upsert(self.points)
        return index

    def test_empty_index_answers(self, index: VectorIndex) -> None:
        query = VectorQuery(self.points[0].photo)
        assert [len(hits) for hits in index.search([query, query])] == [0, 0]
        assert index.count() == 0
        assert index.fetch([self.points[0].id]) == {}
        assert list(index.ids()) == []
        index.delete([self.points[0].id])
        assert index.state().dimension is None

    def test_hits_come_best_first_with_their_cosines_and_keys(self, filled: VectorIndex) -> None:
        query = self.points[7].photo
        for using in ("photo", "title"):
            [hits] = filled.search([VectorQuery(query, using, limit=10)])
            scores = {photo_of(p): float(getattr(p, using) @ query) for p in self.points}
            best = sorted(scores.values(), reverse=True)[:10]
            assert hits.scores == pytest.approx(best, abs=1e-5)
            assert hits.scores == pytest.approx([scores[each] for each in hits.photos], abs=1e-5)
        [first] = filled.search([VectorQuery(query, limit=1)])
        assert (first.products.tolist(), first.photos.tolist()) == ([3], [1007])

    def test_of_several_vectors_the_nearest_counts(self, filled: VectorIndex) -> None:
        by_photo = {photo_of(point): point for point in self.points}
        rng = np.random.default_rng(5)
        for using, count in (("photo", 3), ("title", 2)):
            first, *further = (unit(rng) for _ in range(count))
            red = (Match("color", ("red",)),)
            queries = [
                VectorQuery(first, using, limit, where, tuple(further))
                for limit in (10, 100)
                for where in ((), red)
            ]
            alone = VectorQuery(first, using, limit=10)
            *answers, hits_of_first = filled.search([*queries, alone])
            assert hits_of_first.photos.tolist() == filled.search([alone])[0].photos.tolist()
            for query, hits in zip(queries, answers, strict=True):
                scores = {
                    key: max(float(getattr(p, using) @ each) for each in (first, *further))
                    for key, p in by_photo.items()
                    if satisfies(p.payload, query.where)
                }
                best = sorted(scores, key=lambda key: -scores[key])[: query.limit]
                assert hits.photos.tolist() == best
                assert hits.scores == pytest.approx([scores[item] for item in best], abs=1e-5)

    def test_payloads_come_by_point(self, filled: VectorIndex) -> None:
        expected = [self.points[7], self.points[2]]
        unknown = "00000000-0000-5000-8000-999999999999"
        answer = filled.payloads([*(point.id for point in expected), unknown])
        assert answer == {point.id: point.payload for point in expected}
        assert filled.payloads([]) == {}
        brand = {point.id: point.payload["brand"] for point in expected}
        payloads = filled.payloads(list(brand), ["brand", "price"])
        assert {one: payload["brand"] for one, payload in payloads.items()} == brand

    def test_each_query_has_its_own_answer(self, filled: VectorIndex) -> None:
        answers = filled.search([VectorQuery(p.photo, limit=1) for p in self.points[:5]])
        assert [hits.photos.tolist() for hits in answers] == [
            [photo_of(p)] for p in self.points[:5]
        ]
        vector, red = self.points[0].photo, (Match("color", ("red",)),)
        queries = [
            VectorQuery(vector, using, limit, where)
            for using in ("photo", "title")
            for limit in (3, 40)
            for where in ((), red)
        ]
        for hits, query in zip(filled.search(queries), queries, strict=True):
            [alone] = filled.search([query])
            assert hits.photos.tolist() == alone.photos.tolist()
            assert hits.scores.tolist() == alone.scores.tolist()

    def test_words_find_what_shares_a_term_best_first(self, filled: VectorIndex) -> None:
        for query in (
            SparseVector((2, 9), (0.5, 2.0)),
            SparseVector((2**32 - 1,), (1.0,)),
            SparseVector((5,), (1.0,)),
        ):
            scores = {photo_of(p): nearness(p, query) for p in self.points}
            sharing = {key: score for key, score in scores.items() if score > 0}
            [hits] = filled.search([VectorQuery(query, "words", limit=100)])
            scores_by_photo = dict(zip(hits.photos.tolist(), hits.scores.tolist(), strict=True))
            assert scores_by_photo == pytest.approx(sharing, abs=1e-5)
            assert hits.scores.tolist() == sorted(hits.scores.tolist(), reverse=True)

    def test_word_queries_and_vector_queries_share_one_call(self, filled: VectorIndex) -> None:
        vector, words = self.points[0].photo, SparseVector((2, 9), (0.5, 2.0))
        red = (Match("color", ("red",)),)
        queries = [
            VectorQuery(words, "words", 4, red),
            VectorQuery(vector, "photo", 4, red),
            VectorQuery(words, "words", 4),
            VectorQuery(vector, "title", 4),
        ]
        answers = filled.search(queries)
        assert all(answers)
        by_photo = {photo_of(point): point.payload for point in self.points}
        assert all("red" in by_photo[each]["color"] for each in answers[0].photos.tolist())
        for query, hits in zip(queries, answers, strict=True):
            [alone] = filled.search([query])
            assert hits.scores == pytest.approx(alone.scores)

    def test_words_come_back_as_they_went_in(self, filled: VectorIndex) -> None:
        stored = filled.fetch([point.id for point in self.points[:8]])
        for point in self.points[:8]:
            assert stored[point.id].words.ids == point.words.ids
            assert stored[point.id].words.weights == pytest.approx(point.words.weights)
        filled.upsert([replace(self.points[1], words=SparseVector())])
        assert filled.fetch([self.points[1].id])[self.points[1].id].words == SparseVector()

    def test_filters_agree_with_brute_force(self, filled: VectorIndex) -> None:
        by_photo = {photo_of(point): point for point in self.points}

        @settings(max_examples=60, deadline=None)
        @given(where=st.lists(conditions, max_size=3).map(tuple), limit=st.integers(1, 70))
        def agree(where: Where, limit: int) -> None:
            expected = {key for key, p in by_photo.items() if satisfies(p.payload, where)}
            query = self.points[0].photo
            [hits] = filled.search([VectorQuery(query, limit=limit, where=where)])
            best = sorted(expected, key=lambda key: -float(by_photo[key].photo @ query))[:limit]
            assert hits.photos.tolist() == best
            assert filled.count(where) == len(expected)
            assert set(filled.ids(where)) == {by_photo[key].id for key in expected}

        agree()

    def test_the_farthest_point_is_found_if_only_it_passes_the_filter(
        self, filled: VectorIndex
    ) -> None:
        query = self.points[0].photo
        last = min(self.points, key=lambda point: float(point.photo @ query))
        where = (Match("product", (last.payload["product"],)),)
        filled.delete(
            [p.id for p in self.points if satisfies(p.payload, where) and p.id != last.id]
        )
        [hits] = filled.search([VectorQuery(query, limit=1, where=where)])
        assert hits.photos.tolist() == [photo_of(last)]

    def test_a_search_sees_writes_since_the_last_search(self, filled: VectorIndex) -> None:
        old, gone = self.points[3], self.points[4]
        query = VectorQuery(old.photo, where=(Match("brand", ("new", *BRANDS)),), limit=100)
        [before] = filled.search([query])
        filled.upsert([replace(old, payload={**old.payload, "brand": "new"})])
        filled.delete([gone.id])
        [after] = filled.search([query])
        assert filled.payloads([old.id])[old.id]["brand"] == "new"
        assert set(before.photos.tolist()) - set(after.photos.tolist()) == {photo_of(gone)}
        [only] = filled.search([replace(query, where=(Match("brand", ("new",)),))])
        assert only.photos.tolist() == [photo_of(old)]

    def test_upserting_again_replaces_the_point(self, filled: VectorIndex) -> None:
        old = self.points[3]
        new = Point(old.id, old.title, old.photo, {**old.payload, "brand": "new"})
        filled.upsert([new, new])
        assert filled.count() == len(self.points)
        stored = filled.fetch([old.id])[old.id]
        assert stored.photo == pytest.approx(new.photo, abs=1e-6)
        assert stored.title == pytest.approx(new.title, abs=1e-6)
        assert stored.payload["brand"] == "new"

    def test_an_overtaken_write_changes_nothing(self, filled: VectorIndex) -> None:
        def written(number: int, version: int, brand: str) -> Point:
            old = self.points[number]
            payload = {**old.payload, "brand": brand, VERSION: version, MADE_FROM: brand}
            return replace(old, payload=payload, photo=old.title)

        filled.upsert([written(0, 7, "v7"), written(1, 7, "v7")])
        # One chunk with an older, an equal, a newer and a new point: each is judged by itself.
        filled.upsert(
            [written(0, 6, "v6"), written(1, 7, "again"), written(2, 9, "v9"), written(3, 0, "v0")]
        )
        filled.upsert([self.points[2]])
        ids = [point.id for point in self.points[:4]]
        brands = {key: payload["brand"] for key, payload in filled.payloads(ids).items()}
        assert [brands[each] for each in ids] == ["v7", "again", "v9", "v0"]
        assert [filled.fetch(ids)[each].payload[MADE_FROM] for each in ids] == list(brands.values())
        overtaken = (Match("brand", ("v6",)),)
        [hits] = filled.search([VectorQuery(self.points[0].photo, where=overtaken)])
        assert len(hits) == 0
        filled.delete([ids[0]])
        filled.upsert([written(0, 6, "v6")])
        assert filled.payloads([ids[0]])[ids[0]]["brand"] == "v6"

    def test_deleted_points_are_gone(self, filled: VectorIndex) -> None:
        gone = [p.id for p in self.points[:10]]
        filled.delete([*gone, "00000000-0000-5000-8000-999999999999"])
        assert filled.count() == len(self.points) - 10
        assert filled.fetch(gone) == {}
        assert filled.state().points == len(self.points) - 10

    def test_state_has_the_dimension(self, filled: VectorIndex) -> None:
        assert filled.state().dimension == DIMENSION

    def test_a_vector_of_another_length_is_refused(self, filled: VectorIndex) -> None:
        short = np.ones(3, np.float32) / np.sqrt(3, dtype=np.float32)
        old = self.points[0]
        with pytest.raises(CatalogSearchError):
            filled.upsert([Point(old.id, short, short, old.payload)])
        assert filled.fetch([old.id])[old.id].photo == pytest.approx(old.photo, abs=1e-6)
