"""Actions on more products than one press changes, and tags as people type them."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from catalog_search.admin.products import actions
from catalog_search.indexing import editing
from catalog_search.models import Product
from tests.support.admin_pages import messages_of, page
from tests.support.shops.factories import make_category, make_product, make_store

pytestmark = pytest.mark.django_db


def act(client: Client, action: str, *rows: Product, value: str = "", **more: str) -> Any:
    data = {"action": action, "value": value, "_selected_action": [row.pk for row in rows], **more}
    return client.post(page("product"), data, follow=True)


def tags() -> list[list[str]]:
    return [product.tags for product in Product.objects.order_by("pk")]


@pytest.mark.parametrize(
    ("action", "value", "done"),
    [
        ("hide", "", {"visible": False}),
        ("show", "", {"visible": True}),
        ("set_category", "Paint > Red", {"category": "Paint > Red"}),
        ("add_tag", "gift", {"attributes__tags": ["sale", "gift"]}),
        ("remove_tag", "Sale", {"attributes__tags": []}),
    ],
)
def test_repeated_an_action_goes_on_until_all_are_done(
    boss: Client, monkeypatch: pytest.MonkeyPatch, action: str, value: str, done: dict[str, Any]
) -> None:
    monkeypatch.setattr(actions, "MOST", 2)
    make_category("Paint > Red")
    rows = [make_product(visible=action != "show") for _ in range(5)]
    editing.add_tag(rows, "sale")
    said = [messages_of(act(boss, action, rows[0], value=value, select_across="1")) for _ in "1234"]
    assert [texts[0][:18] for texts in said] == [
        *["2 products changed"] * 2,
        "1 product changed.",
        "0 products changed",
    ]
    assert [len(texts) for texts in said] == [2, 2, 1, 1]
    assert Product.objects.filter(**done).count() == 5
    assert LogEntry.objects.count() == 5


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("gift, outdoor", ["gift", "outdoor"]),
        ("a|b", ["a", "b"]),
        ("a;b\nc", ["a", "b", "c"]),
        ("雨具、傘，夏", ["雨具", "傘", "夏"]),  # noqa: RUF001
        ("Gift, gift ,GIFT", ["Gift"]),
        ("  big   sale ", ["big sale"]),
        ("Mo\u0308bel", ["Möbel"]),
        ("Straße, STRASSE", ["Straße"]),
    ],
)
def test_tags_are_told_apart_alike_in_the_list_and_on_the_page(
    boss: Client, typed: str, made: list[str]
) -> None:
    product = make_product()
    act(boss, "add_tag", product, value=typed)
    assert tags() == [made]
    other = make_product(store=make_store("other"))
    boss.post(page("product", "change", other.pk), {"tags": typed, "visible": "on", **NO_PHOTOS})
    assert tags() == [made, made]


NO_PHOTOS = {"photos-TOTAL_FORMS": 0, "photos-INITIAL_FORMS": 0}


@pytest.mark.parametrize("spelled", ["gift", "GIFT", " gift "])
def test_a_tag_has_one_spelling_in_a_store(boss: Client, spelled: str) -> None:
    first, second, third = (make_product() for _ in range(3))
    act(boss, "add_tag", first, value="Gift")
    assert messages_of(act(boss, "add_tag", first, value=spelled)) == ["0 products changed."]
    act(boss, "add_tag", second, value=spelled)
    data = {"tags": f"{spelled}, new", "visible": "on", **NO_PHOTOS}
    boss.post(page("product", "change", third.pk), data)
    assert tags() == [["Gift"], ["Gift"], ["Gift", "new"]]
    act(boss, "remove_tag", first, second, value=spelled)
    assert tags() == [[], [], ["Gift", "new"]]


def test_a_page_leaves_the_tags_that_the_product_has_as_they_are_spelled(boss: Client) -> None:
    make_product(attributes={"tags": ["Gift", "New"]})
    product = make_product(attributes={"tags": ["gift"]})
    data = {"tags": "gift, new", "visible": "on", **NO_PHOTOS}
    boss.post(page("product", "change", product.pk), data)
    assert tags() == [["Gift", "New"], ["gift", "New"]]


@pytest.mark.parametrize(
    ("has", "typed"), [("Straße", "STRASSE"), ("Möbel", "MÖBEL"), ('2" pipe', '2" PIPE')]
)
def test_tags_of_any_letters_have_one_spelling(boss: Client, has: str, typed: str) -> None:
    make_product(attributes={"tags": has})
    product = make_product()
    act(boss, "add_tag", product, value=f"{typed}, b")
    assert tags() == [[has], [has, "b"]]
    act(boss, "remove_tag", product, value=typed)
    assert tags() == [[has], ["b"]]


def test_a_tag_may_be_spelled_anew_where_it_is_alone(boss: Client) -> None:
    product = make_product()
    act(boss, "add_tag", product, value="gift")
    data = {"tags": "Gift", "visible": "on", **NO_PHOTOS}
    boss.post(page("product", "change", product.pk), data)
    assert tags() == [["Gift"]]


def test_a_tag_of_the_source_with_a_comma_is_taken_away(boss: Client) -> None:
    product = make_product(attributes={"tags": ["1,5 l", "cup"]})
    act(boss, "remove_tag", product, value="1,5 l")
    assert tags() == [["cup"]]


@pytest.mark.parametrize("typed", ["", " , ;|", "x" * 101, f"gift, {'x' * 101}"])
def test_what_is_no_tag_is_refused(boss: Client, typed: str) -> None:
    assert "Type a tag" in messages_of(act(boss, "add_tag", make_product(), value=typed))[0]
    assert tags() == [[]]
