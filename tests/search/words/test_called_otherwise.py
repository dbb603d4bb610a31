"""Goods that a store has under other words than the query's: it must not say that it has none."""

import pytest

from catalog_search.models import Product
from catalog_search.search.words.named_kind import NamedKind
from catalog_search.search.words.unsold import is_stated_as_typed, leading_names
from catalog_search.text.analysis import terms_of
from catalog_search.text.store import words_cache
from catalog_search.text.store.words_build import build
from tests.search.words.test_unsold import _nothing_comes_near, shop  # noqa: F401
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "title", "category", "description"),
    [
        ("gaming laptop", "Striker G15", "Computers", "Gaming laptop with 165 Hz display."),
        ("rabbit cage", "Outdoor rabbit hutch", "Small pets > Cages", ""),
        ("cat bowl", "Whisker saucer", "Cats > Bowls", ""),
        ("dog leash", "Dog lead, rope", "Walks", ""),
        ("mole deterrent", "Solar mole repeller", "Pests", ""),
        ("diaper bag", "Changing bag backpack", "Baby", ""),
        ("broccoli", "Broccoli crown 350 g", "Fresh", ""),
        ("daffodils", "Daffodil 'Dutch Master', 20 bulbs", "Bulbs", ""),
        ("hand soap", "Hand soap lemon", "Bath", ""),
        ("fiddle", "Violin, 3/4", "Strings", ""),
    ],
)
def test_the_store_has_what_it_calls_otherwise(
    query: str, title: str, category: str, description: str
) -> None:
    product = make_product(title=title, category=category, description=description)
    make_indexed_photo(product, "red")
    make_indexed_photo(make_product(title="Grey trousers"), "blue")
    words_cache.publish(make_store())
    assert not by_text(make_store(), query).is_unsold


@pytest.mark.parametrize(
    ("query", "title", "category", "description"),
    [
        ("gaming laptop", "Backpack X", "Bags", "Fits every gaming laptop."),
        ("gaming laptop", "Backpack X", "Bags", "For a gaming laptop and more."),
        ("rabbit cage", "Rabbit food", "Small pets > Food", "For its cage."),
        ("beer", "Ginger ale 750 ml", "Drinks", ""),
        ("potatoes", "Potato wedges", "Frozen", ""),
    ],
)
def test_what_only_speaks_of_the_goods_is_none_of_them(
    query: str, title: str, category: str, description: str
) -> None:
    product = make_product(title=title, category=category, description=description)
    make_indexed_photo(product, "red")
    words_cache.publish(make_store())
    assert by_text(make_store(), query).is_unsold


def test_another_name_alone_does_not_limit_what_a_color_is_looked_for_in() -> None:
    """For "black dining chair" a table with kitchen chairs is not all that may be shown."""
    words = build([Product(pk=1, title="Kitchen table + 2 chairs")])
    names = frozenset([terms_of("dining chair"), terms_of("kitchen chair")])
    assert not is_stated_as_typed(NamedKind("dining chair", names), words)
    assert is_stated_as_typed(NamedKind("kitchen chair", names), words)


def test_titles_end_with_the_name_that_was_typed_where_the_store_has_it() -> None:
    """Where something is called a spanner, wrenches come behind it."""
    kind = NamedKind("spanners", frozenset([terms_of("spanner"), terms_of("wrench")]))
    titles = ["Torque wrench", "Spanner set"]
    words = build([Product(pk=pk, title=title) for pk, title in enumerate(titles, 1)])
    assert leading_names(kind, words) == {terms_of("spanner")}
    assert leading_names(kind, build([Product(pk=1, title=titles[0])])) == kind.names
