"""The category queue on the desk: one suggestion at a time, with and without a script."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from catalog_search.categories import decisions, queue, suggestions
from catalog_search.models import CategoryDecision, CategorySuggestion, Click, Product
from catalog_search.models.clock import today
from tests.support.admin_pages import messages_of, suggestion, text_of
from tests.support.shops.factories import (
    make_category,
    make_indexed_photo,
    make_photo,
    make_product,
    make_store,
)

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}
State = CategorySuggestion.State


def url(name: str = "", *args: object, store: str = "demo") -> str:
    name = f"catalog_search:desk_queue_{name}" if name else "catalog_search:desk_queue"
    return reverse(name, args=[store, *args])


@pytest.fixture(autouse=True)
def paints() -> None:
    for color in ("Red", "Blue", "Green"):
        make_category(f"Paint > {color}", prompt=color.lower())


def suggested(color: str = "blue", **fields: object) -> CategorySuggestion:
    make_indexed_photo(make_product(**fields), color)
    suggestions.suggest(make_store())
    return CategorySuggestion.objects.latest("pk")


def decide(client: Client, one: CategorySuggestion, **fields: object) -> Any:
    data = {"suggestion": one.pk, "seen": one.category, "action": "accept", **fields}
    return client.post(url("decide"), data, **JSON)


def shown(client: Client, **query: object) -> str:
    return text_of(client.get(url(), query))


class TestPage:
    def test_shows_photo_words_choices_and_reasons(self, boss: Client) -> None:
        make_indexed_photo(make_product(category="Paint > Red", title="Red"), "red")
        row = suggested("blue", title="Blue wall paint", brand="Acme", price=12, currency="EUR")
        page = shown(boss)
        photo = row.product.photos.get()
        for words in (
            *("Blue wall paint", "Acme", "12", f"/photos/{photo.pk}/640/"),
            *('value="Paint &gt; Blue"', "The photo says so", "The title says so"),
            *("No example yet", "Learned from 1 example", "expected right:"),
        ):
            assert words in page
        assert row.choices[0]["category"] == row.category

    def test_most_opened_and_surest_come_first_and_arrows_lead_through(self, boss: Client) -> None:
        titles = ("unsure", "sure", "opened")
        rows = [
            suggestion(product=make_product(title=title), confidence=share)
            for title, share in zip(titles, (0.3, 0.9, 0.5), strict=True)
        ]
        Click.objects.create(
            store=make_store(), words="lamp", product=rows[2].product, day=today(), count=6
        )
        queue.weigh(make_store())
        waiting = list(queue.waiting(make_store()))
        assert [each.product.title for each in waiting] == ["opened", "sure", "unsure"]
        page = shown(boss, after=queue.cursor_of(waiting[0]))
        assert page.index(">sure<") < page.index(">unsure<")
        assert ">opened<" not in page
        assert queue.preceding(queue.waiting(make_store()), queue.cursor_of(waiting[1])) == rows[2]
        Click.objects.all().delete()
        queue.weigh(make_store())
        assert queue.waiting(make_store()).first() == rows[1]

    def test_filters(self, boss: Client) -> None:
        suggestion(product=make_product(title="Big lamp", brand="Acme"), category="Home > Lamps")
        suggestion(product=make_product(title="Small rug", brand="Bolt"), confidence=0.4)
        for query, found in (
            ({"category_is": "Home"}, "Big lamp"),
            ({"category_is": "Home > Lamps"}, "Big lamp"),
            ({"brand": "bolt"}, "Small rug"),
            ({"words": "lamp big"}, "Big lamp"),
            ({"least": "50"}, "Big lamp"),
        ):
            page = shown(boss, **query)
            assert [each in page for each in ("Big lamp", "Small rug")].count(True) == 1, query
            assert found in page
        assert "Nothing waits here" in shown(boss, words="chair")

    @pytest.mark.parametrize("after", ["x", "1:x", "nan:1", "1e999:1", "1:99999999999999999999"])
    def test_a_wrong_cursor_is_the_start(self, boss: Client, after: str) -> None:
        suggestion(product=make_product(title="Lamp"))
        assert "Lamp" in shown(boss, after=after, least="inf")

    def test_costs_as_many_queries_for_more_suggestions(
        self, boss: Client, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(30):
            suggestion()
        boss.get(url())
        with django_assert_max_num_queries(11):
            page = shown(boss)
        assert page.count("data-card=") == 10

    @pytest.mark.sqlite
    def test_is_read_in_order_from_an_index(self) -> None:
        rows = queue.waiting(make_store())
        cursor = rows.filter(priority__lte=0.5).exclude(priority=0.5, pk__gte=9)
        for query in (rows, cursor):
            plan = query[:10].explain()
            assert "suggestions_of_one_kind" in plan
            assert "TEMP B-TREE" not in plan

    @pytest.mark.sqlite
    def test_is_read_in_order_beside_attributes_as_well(self, settings: Any) -> None:
        declared = {"ATTRIBUTES": ["pattern", "style"]}
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, **declared}
        for about, index in (("", "in_order"), ("style", "of_one_kind"), ("category", "of_one")):
            plan = queue.waiting(make_store(), queue.Filters(about=about))[:10].explain()
            assert f"suggestions_{index}" in plan
            assert "TEMP B-TREE" not in plan

    def test_photos_of_the_store_alone(self, boss: Client) -> None:
        photo = make_photo(product=make_product(visible=False))
        response = boss.get(url("photo", photo.pk, 320))
        assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
        assert boss.get(url("photo", photo.pk, 321)).status_code == 404
        make_store("other")
        assert boss.get(url("photo", photo.pk, 320, store="other")).status_code == 404
        type(photo).objects.update(state="blocked")
        assert boss.get(url("photo", photo.pk, 320)).status_code == 404


class TestDeciding:
    def test_accept_and_undo(
        self, boss: Client, started: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        row = suggested(title="Sky")
        with django_capture_on_commit_callbacks(execute=True):
            answer = decide(boss, row).json()
        assert (answer["ok"], answer["message"]) == (True, "Accepted: Paint > Blue for Sky")
        assert Product.objects.get().category == "Paint > Blue"
        assert started == [("index", "demo")]
        undone = boss.post(url("undo"), {"decision": answer["decision"]}, **JSON).json()
        assert (undone["card"], undone["message"]) == (row.pk, "Undone: Paint > Blue for Sky")
        assert f'data-card="{row.pk}"' in undone["cards"]
        made = CategoryDecision.objects.get()
        assert (made.by, made.count, made.undone, made.undone_by) == ("boss", 1, 1, "boss")
        again = boss.post(url("undo"), {"decision": made.pk}, **JSON)
        assert (again.status_code, again.json()["message"]) == (
            409,
            "This decision was undone already.",
        )

    def test_reject_and_undo(self, boss: Client) -> None:
        row = suggested()
        assert decide(boss, row, action="reject").json()["ok"]
        row.refresh_from_db()
        assert (row.state, row.rejected) == (State.REJECTED, ["Paint > Blue"])
        assert boss.post(url("undo"), **JSON).json()["ok"]
        row.refresh_from_db()
        assert (row.state, row.rejected, row.decision) == (State.OPEN, [], None)

    def test_another_category_and_undo(self, boss: Client) -> None:
        row = suggested(title="Sky")
        answer = decide(boss, row, action="choose", typed="Paint > Green").json()
        assert answer["message"] == "Chosen: Paint > Green for Sky"
        product = Product.objects.get()
        assert (product.category, product.category_chosen_by) == ("Paint > Green", "person")
        boss.post(url("undo"), {"decision": answer["decision"]}, **JSON)
        row.refresh_from_db()
        product.refresh_from_db()
        assert (row.state, row.category, row.instead_of) == (State.OPEN, "Paint > Blue", "")
        assert (product.category, product.category_chosen_by) == ("", "source")

    def test_the_suggested_one_chosen_by_its_digit_is_accepted(self, boss: Client) -> None:
        decide(boss, suggested(), action="", category="Paint > Blue")
        assert CategorySuggestion.objects.get().state == State.ACCEPTED

    def test_no_such_category(self, boss: Client) -> None:
        row = suggested()
        response = decide(boss, row, action="choose", typed="Paint > Pink")
        assert response.status_code == 409
        assert "no category “Paint &gt; Pink”" in response.json()["message"].replace(">", "&gt;")
        assert CategorySuggestion.objects.get().state == State.OPEN

    def test_two_editors_decide_the_same_product(self, boss: Client) -> None:
        row = suggested(title="Sky")
        decisions.reject([row], by="ann")
        response = decide(boss, row)
        assert response.status_code == 409
        assert response.json()["message"].startswith("ann rejected Paint > Blue for Sky at ")
        assert Product.objects.get().category == ""
        assert CategoryDecision.objects.get().by == "ann"

    def test_a_suggestion_that_moved_is_shown_again(self, boss: Client) -> None:
        row = suggested(title="Sky")
        response = decide(boss, row, seen="Paint > Red")
        answer = response.json()
        assert answer["message"] == "The suggestion for Sky is now Paint > Blue. Look again."
        assert (answer["card"], f'data-card="{row.pk}"' in answer["cards"]) == (row.pk, True)

    def test_an_undo_after_the_product_changed_says_so(self, boss: Client) -> None:
        first = decide(boss, suggested(title="Sky")).json()["decision"]
        decisions.choose(Product.objects.get(), "Paint > Green", by="ann")
        response = boss.post(url("undo"), {"decision": first}, **JSON)
        assert response.status_code == 409
        assert "Nothing was undone: Sky was decided on again" in response.json()["message"]
        assert Product.objects.get().category == "Paint > Green"

    def test_a_product_that_is_gone(self, boss: Client) -> None:
        row = suggested()
        Product.objects.all().delete()
        assert "no longer in the catalogue" in decide(boss, row).json()["message"]
        assert boss.post(url("undo"), **JSON).json()["message"] == "There is no decision to undo."

    def test_the_latest_decision_is_ones_own(self, boss: Client) -> None:
        decisions.accept([suggested()], by="ann")
        assert boss.post(url("undo"), **JSON).status_code == 409
        assert Product.objects.get().category == "Paint > Blue"

    def test_answers_bring_what_comes_next(self, boss: Client) -> None:
        rows = [
            suggestion(product=make_product(), confidence=0.9 - number / 100)
            for number in range(14)
        ]
        have = rows[1:4]
        fields = {"have": ",".join(str(row.pk) for row in have)}
        last = CategorySuggestion.objects.get(pk=have[-1].pk)
        cards = decide(boss, rows[0], **fields, last=queue.cursor_of(last)).json()["cards"]
        assert [f'data-card="{row.pk}"' in cards for row in rows] == [
            *([False] + [True] * 10),
            *([False] * 3),
        ]


class TestWithoutScripts:
    def test_decides_and_returns_with_a_message(self, boss: Client) -> None:
        row = suggested(title="Sky")
        data = {"suggestion": row.pk, "seen": row.category, "action": "accept", "brand": "x"}
        response = boss.post(url("decide"), data, follow=True)
        assert messages_of(response) == ["Accepted: Paint > Blue for Sky"]
        assert response.request["QUERY_STRING"] == "brand=x"
        assert messages_of(boss.post(url("undo"), follow=True)) == ["Undone: Paint > Blue for Sky"]

    def test_offers_categories_for_what_was_typed(self, boss: Client) -> None:
        row = suggested()
        data = {"suggestion": row.pk, "seen": row.category, "action": "choose", "typed": "gre"}
        page = text_of(boss.post(url("decide"), data, follow=True))
        assert 'class="cs-chip" name="category" value="Paint &gt; Green"' in page


def test_completion_begins_with_names_and_is_bounded(boss: Client) -> None:
    for number in range(30):
        make_category(f"Things > Old red {number:02}")
    categories = boss.get(url("complete"), {"q": "red"}).json()["categories"]
    assert (categories[0], len(categories)) == ("Paint > Red", 20)
    assert boss.get(url("complete"), {"q": "  "}).json()["categories"][0] == "Paint > Blue"
    assert boss.get(url("complete"), {"q": "paint gr"}).json()["categories"] == ["Paint > Green"]


def test_another_users_choice_in_the_admin_is_in_the_list(client: Client) -> None:
    client.force_login(User.objects.create_superuser("ann"))
    product = suggested(title="Sky").product
    decisions.choose(product, "Paint > Green", by="ann")
    page = text_of(client.get(url("log")))
    assert "Chosen: Paint &gt; Green" in page
    assert "Sky" in page
    made = CategoryDecision.objects.get()
    client.post(url("log"), {"decision": made.pk})
    assert Product.objects.get().category == ""
    assert CategorySuggestion.objects.get().state == State.OPEN
