"""Judging the answer to a search, and what uses the judgements."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from catalog_search.exceptions import IndexUnavailable
from catalog_search.models import Judgement, Product, SearchCount, Store
from catalog_search.models.clock import today
from catalog_search.models.desk.verdicts import grades_of, judged_searches, ndcg
from tests.support.admin_pages import messages_of, text_of
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db
PAGE = reverse("catalog_search:desk_judge", args=["demo"])


@pytest.fixture
def toys() -> list[Product]:
    products = [make_product(title=f"red toy {number}", colors=["red"]) for number in range(3)]
    for product in products:
        make_indexed_photo(product, "red")
    return products


def judge(boss: Client, answers: dict[int, str], words: str = "Red  toy") -> object:
    form = {f"product:{key}": value for key, value in answers.items()}
    return boss.post(PAGE, {"words": words, **form}, follow=True)


def test_the_page_shows_what_shoppers_find(boss: Client, toys: list[Product]) -> None:
    page = text_of(boss.get(PAGE, {"words": "red toy"}))
    assert "Which products fit “red toy”?" in page
    assert [each.title in page for each in toys] == [True] * 3
    assert page.count('value="none" checked') == 3


def test_answers_are_kept_and_changed(boss: Client, toys: list[Product]) -> None:
    first, second, third = (toy.pk for toy in toys)
    messages = messages_of(judge(boss, {first: "fits", second: "not", third: "none"}))
    assert messages == ["2 products are judged for “red toy”."]
    assert grades_of(make_store()) == {"red toy": {first: 1, second: 0}}
    judge(boss, {first: "not", second: "none", third: "fits"})
    assert grades_of(make_store()) == {"red toy": {first: 0, third: 1}}
    assert set(Judgement.objects.values_list("by", flat=True)) == {"boss"}


def test_what_was_judged_stays_on_the_page(boss: Client, toys: list[Product]) -> None:
    other = make_product(title="green cup")
    judge(boss, {other.pk: "not"})
    page = text_of(boss.get(PAGE, {"words": "red toy"}))
    assert "green cup" in page
    assert "Not in the answer any more" in page


@pytest.mark.parametrize("answer", ["good", "", "2"])
def test_damaged_answers_are_left_out(boss: Client, toys: list[Product], answer: str) -> None:
    boss.post(PAGE, {"words": "red", f"product:{toys[0].pk}": answer, "product:x": "fits"})
    judge(boss, {99_999_999: "fits"})
    assert not Judgement.objects.exists()


def test_products_of_another_store_are_out_of_reach(boss: Client, toys: list[Product]) -> None:
    theirs = make_product(make_store("other"))
    judge(boss, {theirs.pk: "fits"})
    assert not Judgement.objects.exists()


def test_without_engines_the_page_says_so(
    boss: Client, toys: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(store: Store, words: str) -> None:
        raise IndexUnavailable("The index does not answer.")

    monkeypatch.setattr("catalog_search.desk.insight.judging.by_text", down)
    assert "The index does not answer." in text_of(boss.get(PAGE, {"words": "red"}))


def test_insight_leads_there(boss: Client, toys: list[Product]) -> None:
    SearchCount.objects.create(store=make_store(), words="red toy", day=today(), count=1)
    page = reverse("catalog_search:desk_insight", args=["demo"])
    assert f"{PAGE}?words=red%20toy" in text_of(boss.get(page))


def test_who_may_not_judge_is_refused(viewer: Client) -> None:
    make_store()
    assert viewer.get(PAGE).status_code == 403
    assert viewer.post(PAGE, {"words": "red"}).status_code == 403


def test_ndcg_is_that_of_the_textbook() -> None:
    grades = {1: 1, 2: 1, 3: 0}
    assert ndcg([1, 2, 3], grades) == 1
    # 1/log2(2) + 1/log2(4) of 1/log2(2) + 1/log2(3).
    assert ndcg([1, 3, 2], grades) == pytest.approx(1.5 / (1 + 1 / 1.584962500721156))
    assert ndcg([7], grades) == 0
    assert ndcg([1], {1: 0}) is None
    assert ndcg([], grades) == 0


def test_judged_searches_come_latest_first(boss: Client, toys: list[Product]) -> None:
    for words, answer in (("red", "fits"), ("blue", "not"), ("toy", "fits")):
        judge(boss, {toys[0].pk: answer}, words)
    assert judged_searches(make_store(), 9) == ["toy", "red"]


def test_the_evaluation_uses_them(boss: Client, toys: list[Product]) -> None:
    with pytest.raises(CommandError, match="Nobody has judged"):
        call_command("catalog_evaluate", judged=True, json=True)
    judge(boss, {toys[0].pk: "fits", toys[1].pk: "not"})
    written = StringIO()
    call_command("catalog_evaluate", judged=True, json=True, limit=2, stdout=written)
    assert "your judgements" in json.dumps(json.loads(written.getvalue()))
