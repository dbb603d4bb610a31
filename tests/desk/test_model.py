"""The page on which the model is changed: compared, judged, switched by the next indexing run."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from catalog_search import conf
from catalog_search.desk.model_comparison import compare, is_next_first
from catalog_search.indexing.changing_model.next_model import fill_next
from catalog_search.indexing.changing_model.switching import (
    carry_out_requests,
    drop_old,
    roll_back,
    switch,
)
from catalog_search.indexing.photos import index_stale
from catalog_search.models import Collection, Editor, ModelVerdict, SearchCount, Store
from catalog_search.models.clock import today
from catalog_search.models.desk.verdicts import Tally, keep_judgements
from catalog_search.models.indexing import collections
from tests.support.admin_pages import messages_of, text_of
from tests.support.shops.factories import make_photo, make_product, make_store

pytestmark = pytest.mark.django_db

ENCODER = "catalog_search.backends.color_words.ColorWordsEncoder"
NEXT = {"BACKEND": ENCODER, "OPTIONS": {"dimension": 128}}
EDGE = "catalog_search.backends.qdrant_edge.EdgeIndex"
FIRST_IS_NEXT = next(
    words for words in ("red cup", "cup", "green", "white") if is_next_first(words)
)


@pytest.fixture
def store(settings: Any) -> Store:
    """Cups, indexed with the present model; settings name the next one."""
    options = {"NEXT_ENCODER": NEXT, "BATCH_SIZE": 2}
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, **options}
    for color in ("red", "green", "blue"):
        make_photo(make_product(title=f"{color} cup", price=5), color)
    index_stale()
    return make_store()


def page(store: Store, name: str = "desk_model") -> str:
    return reverse(f"catalog_search:{name}", args=[store.slug])


def searched(store: Store, *queries: str) -> None:
    for words in queries:
        SearchCount.objects.create(store=store, words=words, day=today(), count=3)


def dimension_in_use() -> int:
    collections.look_again()
    with collections.serving():
        return conf.get_encoder().dimension


def row_of(*, live: bool) -> Collection:
    return Collection.objects.get(is_live=live)


def ask(client: Client, store: Store, row: Collection, request: str = "switch") -> Any:
    data = {"collection": row.pk, "request": request}
    return client.post(page(store, "desk_model_change"), data, follow=True)


class TestComparing:
    def test_one_model_is_told_how_to_try_another(self, boss: Client) -> None:
        assert "NEXT_ENCODER" in text_of(boss.get(page(make_store())))

    def test_an_empty_collection_is_told_how_to_fill(self, boss: Client, store: Store) -> None:
        assert "Its collection is empty" in text_of(boss.get(page(store)))

    def test_answers_are_measured_by_what_was_judged(self, boss: Client, store: Store) -> None:
        fill_next()
        searched(store, "blue")
        cup = store.products.get(title="green cup")
        keep_judgements(store, "green cup", {cup.pk: 1}, by="ann")
        text = text_of(boss.get(page(store), {"judged": "1"}))
        assert "“green cup”" in text
        assert "“blue”" not in text
        assert text.count("nDCG 1.00") == 2

    def test_logged_searches_are_answered_by_both(self, boss: Client, store: Store) -> None:
        fill_next()
        searched(store, "red cup", "blue")
        response = boss.get(page(store))
        assert "“red cup”" in text_of(response)
        assert "“blue”" in text_of(response)
        assert [answer.shared for answer, _ in response.context["answers"]] == [1, 1]

    def test_typed_words_are_compared(self, boss: Client, store: Store) -> None:
        fill_next()
        searched(store, "blue")
        text = text_of(boss.get(page(store), {"q": "green"}))
        assert "“green”" in text
        assert "“blue”" not in text

    def test_each_side_is_one_models_answer(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fill_next()
        with conf.using(NEXT):
            conf.get_index().delete([photo.point_id for photo in store.photos.all()[:2]])
        sides = {side.is_next: side.total for side in compare(store, "cup").sides}
        assert sides == {False: 3, True: 1}

    def test_pages_are_bounded(self, boss: Client, store: Store) -> None:
        fill_next()
        searched(store, *(f"red cup {number}" for number in range(6)))
        first = boss.get(page(store))
        assert len(first.context["answers"]) == 4
        assert len(boss.get(page(store), {"page": 2}).context["answers"]) == 2
        for wrong in ("0", "x", "-1", "9" * 9):
            assert boss.get(page(store), {"page": wrong}).context["page"] == 1


class TestJudging:
    @pytest.mark.parametrize("better", ["first", "second", "same"])
    def test_a_verdict_is_on_the_model_behind_the_side(
        self, boss: Client, store: Store, better: str
    ) -> None:
        fill_next()
        boss.post(page(store, "desk_model_judge"), {"words": FIRST_IS_NEXT, "better": better})
        row = ModelVerdict.objects.get()
        assert row.verdict == {"first": "next", "second": "live", "same": "same"}[better]
        assert row.by == "boss"

    def test_a_second_verdict_replaces_the_first(self, boss: Client, store: Store) -> None:
        fill_next()
        for better in ("first", "second"):
            boss.post(page(store, "desk_model_judge"), {"words": "cup", "better": better})
        assert ModelVerdict.objects.count() == 1

    def test_which_model_it_was_is_told_afterwards(self, boss: Client, store: Store) -> None:
        fill_next()
        searched(store, "cup")
        before = text_of(boss.get(page(store)))
        assert "– the next model" not in before  # noqa: RUF001
        data = {"words": "cup", "better": "same", "page": "1"}
        after = text_of(boss.post(page(store, "desk_model_judge"), data, follow=True))
        assert "– the next model" in after  # noqa: RUF001
        assert "no difference 1 times" in after

    @pytest.mark.parametrize("data", [{}, {"words": "cup"}, {"words": "cup", "better": "third"}])
    def test_a_wrong_form_keeps_nothing(
        self, boss: Client, store: Store, data: dict[str, str]
    ) -> None:
        response = boss.post(page(store, "desk_model_judge"), data, follow=True)
        assert "Look again" in messages_of(response)[0]
        assert not ModelVerdict.objects.exists()

    def test_chance_is_that_of_the_sign_test(self) -> None:
        # Nine or ten heads, or tails, of ten tosses: 2 * (1 + 10) / 1024.
        assert Tally(9, 1, 5).by_chance == pytest.approx(22 / 1024)
        assert Tally(5, 5, 0).by_chance == 1
        assert Tally(0, 0, 3).by_chance == 1


class TestChanging:
    def test_the_next_indexing_run_switches_and_goes_back(self, boss: Client, store: Store) -> None:
        fill_next()
        assert "next indexing run" in messages_of(ask(boss, store, row_of(live=False)))[0]
        assert dimension_in_use() == 64
        call_command("catalog_index", stdout=StringIO(), stderr=StringIO())
        assert dimension_in_use() == 128
        assert "Searches use NEXT_ENCODER." in text_of(boss.get(page(store)))
        ask(boss, store, row_of(live=False))
        assert carry_out_requests() == 1
        assert dimension_in_use() == 64

    def test_a_refused_request_says_why(self, boss: Client, store: Store) -> None:
        fill_next(limit=1)
        ask(boss, store, row_of(live=False))
        assert carry_out_requests() == 1
        assert dimension_in_use() == 64
        assert "it needs 99%" in text_of(boss.get(page(store)))
        assert carry_out_requests() == 0

    @pytest.mark.parametrize("wish", ["a third model is next", "none is next"])
    def test_settings_that_changed_after_a_request_make_it_no_other(
        self, boss: Client, store: Store, settings: Any, tmp_path: Path, wish: str
    ) -> None:
        index = {"BACKEND": EDGE, "OPTIONS": {"path": tmp_path / "index"}}
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "INDEX": index}
        Collection.objects.all().delete()
        make_photo(make_product(title="red mug", price=5), "red")
        index_stale()
        fill_next()
        switch()
        ask(boss, store, row_of(live=False))
        third = {**NEXT, "OPTIONS": {"dimension": 96}} if "third" in wish else {}
        tidied = {"ENCODER": NEXT, "NEXT_ENCODER": third}
        source = dict(conf.get_source("demo").stored_photos)  # type: ignore[attr-defined]
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, **tidied}
        conf.get_source("demo").stored_photos.update(source)  # type: ignore[attr-defined]
        if third:
            fill_next()
        assert carry_out_requests() == 1
        assert dimension_in_use() == 128
        assert "do not name the model color-words-64 any more" in text_of(boss.get(page(store)))

    def test_what_was_done_meanwhile_is_not_refused(self, boss: Client, store: Store) -> None:
        fill_next()
        for change in (switch, roll_back):
            ask(boss, store, row_of(live=False))
            change()
            assert carry_out_requests() == 1
            assert not Collection.objects.exclude(refused="").exists()

    def test_a_request_waits_for_whoever_is_filling(self, boss: Client, store: Store) -> None:
        fill_next()
        row = row_of(live=False)
        ask(boss, store, row)
        with row.leased():
            assert carry_out_requests() == 0
        assert carry_out_requests() == 1
        assert dimension_in_use() == 128

    def test_old_collections_are_deleted_on_request(self, boss: Client, store: Store) -> None:
        fill_next()
        ask(boss, store, row_of(live=False))
        carry_out_requests()
        ask(boss, store, row_of(live=False), "drop")
        assert carry_out_requests() == 1
        assert Collection.objects.count() == 1
        assert drop_old() == []

    def test_the_live_one_cannot_be_asked_for(self, boss: Client, store: Store) -> None:
        response = ask(boss, store, row_of(live=True))
        assert "already" in messages_of(response)[0]
        assert not Collection.objects.exclude(requested="").exists()

    def test_only_whoever_works_on_all_stores_may_change_it(
        self, client: Client, store: Store
    ) -> None:
        fill_next()
        user = User.objects.create_user("ed", is_staff=True)
        ours = Permission.objects.filter(content_type__app_label="catalog_search")
        user.user_permissions.set(ours)
        Editor.objects.create(store=store, username="ed")
        client.force_login(user)
        assert "Use it for searches" not in text_of(client.get(page(store)))
        assert ask(client, store, row_of(live=False)).status_code == 403
        Editor.objects.all().delete()
        assert ask(client, store, row_of(live=False)).status_code == 200

    @pytest.mark.parametrize("data", [{}, {"collection": "x"}, {"collection": "9" * 20}])
    def test_an_unknown_collection_is_not_found(
        self, boss: Client, store: Store, data: dict[str, str]
    ) -> None:
        assert boss.post(page(store, "desk_model_change"), data).status_code == 404
