"""Which categories complete a category: by looks, by baskets, and by the tree alone."""

import math
from typing import Any

import pytest
from django.utils import timezone

from catalog_search.catalogue import complements
from catalog_search.catalogue.complements import children, same_kind
from catalog_search.models import Category, Complement, Hotspot, Look, Store
from tests.support.shops.factories import make_category, make_product, make_store

FLAT = {"lamp": 9, "rug": 4, "sofa": 1}
FASHION = {
    "Men > Tops > Hoodies": 5,
    "Men > Tops > Shirts": 9,
    "Men > Bottoms > Jeans": 4,
    "Women > Tops > Hoodies": 8,
    "Women > Tops > Tees": 9,
    "Women > Bottoms > Shorts": 7,
    "Gear > Bags": 3,
}


def paths(found: dict[str, list[tuple[str, float, bool]]], path: str) -> list[str]:
    return [other for other, _, _ in found[path]]


def test_without_groups_the_largest_categories_of_other_kinds_complete_one() -> None:
    by_category = complements.complements(FLAT, [])
    assert by_category["sofa"] == [
        ("lamp", round(0.5 * math.log(9), 3), False),
        ("rug", round(0.5 * math.log(4), 3), False),
    ]


def test_what_looks_show_together_weighs_by_how_often() -> None:
    """2 of the 4 looks with a sofa have a rug: 0.5 ln 4 + 2 ln(1 + 4 / 4) = 2.079."""
    groups = [{"sofa", "rug"}, {"sofa", "rug"}, {"sofa", "vase"}, {"sofa", "pot"}, {"sofa"}]
    by_category = complements.complements({**FLAT, "vase": 1}, groups)
    assert by_category["sofa"][0] == ("rug", 2.079, True)
    assert dict.fromkeys(paths(by_category, "sofa")) == dict.fromkeys(["rug", "lamp", "vase"])


def test_nothing_of_the_same_kind_or_of_other_people_completes_a_category() -> None:
    by_category = complements.complements(FASHION, [])
    assert paths(by_category, "Men > Tops > Hoodies") == [
        "Men > Bottoms > Jeans",
        "Gear > Bags",
        "Men > Tops > Shirts",
    ]
    assert paths(by_category, "Gear > Bags")[0] in ("Men > Tops > Shirts", "Women > Tops > Tees")


@pytest.mark.parametrize(
    ("path", "other", "same"),
    [
        ("Home > Chairs", "Home > Chairs > Soft", True),
        ("Home > Chairs", "Home > Rugs", False),
        ("Office > Lamps", "Home > lamps", True),
        ("Men > Tops > Hoodies", "Women > Bottoms > Shorts", True),
        ("Men > Tops > Hoodies", "Gear > Bags", False),
    ],
)
def test_what_is_of_one_kind(path: str, other: str, same: bool) -> None:
    assert same_kind(path, other, children(FASHION)) is same


def test_a_large_basket_says_nothing_of_any_two() -> None:
    basket = {f"type {number}" for number in range(30)}
    by_category = complements.complements(dict.fromkeys(basket, 1), [basket])
    assert not any(together for rows in by_category.values() for _, _, together in rows)


# ---- in the database ----


@pytest.fixture
def store(db: None) -> Store:
    for path, count in FLAT.items():
        make_category(path)
        for number in range(count):
            make_product(sku=f"{path}-{number}", title=f"{path} {number}", category=path)
    return make_store()


def rows_of(store: Store, path: str) -> list[tuple[str, bool]]:
    rows = Complement.objects.filter(category__store=store, category__path=path)
    return list(rows.values_list("other__path", "together"))


def test_sizes_and_complements_are_written_and_written_anew(store: Store) -> None:
    complements.publish(store)
    assert dict(Category.objects.values_list("path", "size")) == FLAT
    assert rows_of(store, "rug") == [("lamp", False), ("sofa", False)]
    store.products.filter(category="lamp").update(visible=False)
    complements.publish(store)
    assert rows_of(store, "rug") == [("sofa", False)]
    assert Category.objects.get(path="lamp").size == 0


def test_published_looks_count_and_drafts_do_not(store: Store) -> None:
    look = Look.objects.create(store=store, title="Hall", slug="hall", published=True)
    sofa, rug, lamp = (store.products.get(sku=f"{path}-0") for path in ("sofa", "rug", "lamp"))
    for product, draft in ((sofa, False), (rug, False), (lamp, True)):
        Hotspot.objects.create(look=look, product=product, draft=draft)
    complements.publish(store)
    assert rows_of(store, "sofa") == [("rug", True), ("lamp", False)]
    Look.objects.update(published=False)
    complements.publish(store)
    assert rows_of(store, "sofa") == [("lamp", False), ("rug", False)]


def baskets(store: str) -> list[list[str]]:
    return [["sofa-0", "rug-1"], ["sofa-0", "rug-2", "gone"], ["lamp-0"]]


def test_a_function_of_the_shop_names_what_was_bought_together(store: Store, settings: Any) -> None:
    named = f"{__name__}.baskets"
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "BOUGHT_TOGETHER": named}
    complements.publish(store)
    assert rows_of(store, "sofa") == [("rug", True), ("lamp", False)]


def test_complements_are_due_after_changes_of_products_or_looks(store: Store) -> None:
    assert complements.needs_publishing(store)
    assert not complements.needs_publishing(store, drained=False)
    complements.publish(store)
    assert not complements.needs_publishing(store)
    look = Look.objects.create(store=store, title="Hall", slug="hall")
    assert complements.needs_publishing(store)
    complements.publish(store)
    assert not complements.needs_publishing(store)
    look.save()
    assert complements.needs_publishing(store)
    complements.publish(store)
    store.indexed_at = timezone.now()
    assert complements.needs_publishing(store)


def test_baskets_are_read_again_after_a_day(store: Store, settings: Any) -> None:
    complements.publish(store)
    tomorrow = timezone.now() + complements.MAX_AGE
    assert not complements.needs_publishing(store, tomorrow)
    named = f"{__name__}.baskets"
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "BOUGHT_TOGETHER": named}
    assert complements.needs_publishing(store, tomorrow)
    Look.objects.create(store=store, title="Hall", slug="hall")
    assert not complements.needs_publishing(store)


def test_the_same_complements_are_not_written_again(store: Store) -> None:
    complements.publish(store)
    before = list(Complement.objects.values_list("pk", flat=True))
    complements.publish(store)
    assert before
    assert list(Complement.objects.values_list("pk", flat=True)) == before
