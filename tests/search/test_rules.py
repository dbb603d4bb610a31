"""What a merchant's rules do to searches by words and photo, to categories, totals and facets."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from catalog_search import conf
from catalog_search.models import Photo, Product, Rule, Store
from catalog_search.photos.shoppers.uploads import encode_photo
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.merchandising import applying
from catalog_search.search.results import Results
from tests.support.rules import make_rule
from tests.support.searching import by_photo, by_text
from tests.support.shops.factories import color_image, make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    """Twelve red toys of two brands, in two categories, and a blue lamp."""
    cache.clear()
    for number in range(12):
        product = make_product(
            title=f"red toy {number:02}",
            brand=("Acme", "Bolt")[number % 2],
            category=("Toys > Cars", "Toys > Dolls")[number % 2],
            colors=["red"],
            price=10 + number,
            in_stock=number < 6,
        )
        make_indexed_photo(product, "red")
    make_indexed_photo(make_product(title="blue lamp", category="Home", colors=["blue"]), "blue")
    return make_store()


def again() -> Store:
    return Store.objects.get(slug="demo")


def toy(number: int) -> Product:
    return Product.objects.get(title=f"red toy {number:02}")


def lamp() -> Product:
    return Product.objects.get(title="blue lamp")


def titles(results: Results) -> list[str]:
    return [item.product.title for item in results.items]


def search(words: str, *args: Any, **options: Any) -> Results:
    return by_text(again(), words, *args, **options)


def test_a_pinned_product_has_its_place_also_if_the_search_does_not_find_it(store: Store) -> None:
    assert "blue lamp" not in titles(search("toy"))
    before = search("toy").total
    make_rule("toys", pins=[(1, toy(9)), (3, lamp())])
    results = search("toy")
    assert titles(results)[0] == "red toy 09"
    assert titles(results)[2] == "blue lamp"
    assert results.total == before + 1
    [colors] = [facet for facet in results.facets if facet.name == "color"]
    assert {value.value: value.count for value in colors.values} == {"red": 12, "blue": 1}
    assert titles(search("red toy")) == titles(search("red toys"))
    assert "blue lamp" not in titles(search("red toy"))


def test_pinned_products_obey_filters_visibility_and_blocked_photos(store: Store) -> None:
    make_rule("toy", when=Rule.When.CONTAINS, pins=[(1, lamp()), (2, toy(3)), (3, toy(5))])
    filters = Filters(color=("red",))
    results = search("toy", filters)
    assert "blue lamp" not in titles(results)
    assert titles(results)[1:3] == ["red toy 03", "red toy 05"]
    [colors] = [facet for facet in results.facets if facet.name == "color"]
    assert {value.value: value.count for value in colors.values} == {"red": 12, "blue": 1}
    Product.objects.filter(pk=lamp().pk).update(visible=False)
    Photo.objects.filter(product=toy(3)).update(state=Photo.State.BLOCKED)
    listed = titles(search("toy"))
    assert "blue lamp" not in listed
    assert "red toy 03" not in listed


def test_hidden_products_leave_lists_totals_and_facets(store: Store) -> None:
    before = search("toy")
    make_rule("toy", when=Rule.When.CONTAINS, hides=[toy(0), toy(1)])
    results = search("red toys")
    assert results.total == before.total - 2
    assert not {"red toy 00", "red toy 01"} & set(titles(results))
    [brands] = [facet for facet in results.facets if facet.name == "brand"]
    assert {value.value: value.count for value in brands.values} == {"Acme": 5, "Bolt": 5}
    assert search("toy", Filters(brand=("Acme",))).total == 5
    assert search("red").total == before.total


def test_a_search_of_nothing_but_hidden_products_does_not_suggest_them(store: Store) -> None:
    make_rule("lamp", when=Rule.When.CONTAINS, hides=[lamp()])
    results = search("lamp under 5 euros")
    suggested = results.relaxed.items if results.relaxed else ()
    assert "blue lamp" not in [item.product.title for item in (*results.items, *suggested)]


def test_boosts_reorder_and_change_no_band_or_total(store: Store) -> None:
    before = search("red toy")
    make_rule("red toy", boosts=[("brand", "Bolt", 4.0), ("in_stock", "1", 2.0)])
    results = search("red toy")
    assert results.total == before.total
    assert [item.product.brand for item in results.items][:6] == ["Bolt"] * 6
    assert [item.product.in_stock for item in results.items][:3] == [True] * 3
    bands = {item.product.pk: item.band for item in before.items}
    assert {item.product.pk: item.band for item in results.items} == bands


def test_a_chosen_order_goes_before_boosts_and_places(store: Store) -> None:
    make_rule("toy", pins=[(1, toy(9))], boosts=[("brand", "Bolt", 4.0)])
    prices = [item.product.price for item in search("toy", sort="price").items]
    assert prices == sorted(prices)


def test_a_rule_of_a_category_is_for_those_below_it_and_for_large_stores(
    store: Store, settings: Any
) -> None:
    make_rule(
        when=Rule.When.CATEGORY,
        category="Toys",
        pins=[(2, toy(8)), (3, lamp())],
        hides=[toy(0)],
        boosts=[("brand", "Bolt", 2.0)],
        banner_text="All toys",
    )
    for path, brands in (("Toys", 6), ("Toys > Cars", 0)):
        results = search("", Filters(category=(path,)))
        assert titles(results)[1] == "red toy 08"
        assert not {"red toy 00", "blue lamp"} & set(titles(results))
        assert [item.product.brand for item in results.items].count("Bolt") == brands
        assert results.decisions.banner
    assert search("", Filters(category=("Home",))).decisions.banner is None
    small = search("", Filters(category=("Toys",)))
    with conf_of(CANDIDATES=5):
        large = search("", Filters(category=("Toys",)))
    assert titles(large) == titles(small)
    assert large.total == small.total == 11
    assert large.facets == small.facets


class conf_of:  # noqa: N801  reads like a function
    """Change settings without losing the index, which a changed setting would rebuild."""

    def __init__(self, **values: Any) -> None:
        self.values = values

    def __enter__(self) -> None:
        from dataclasses import replace

        self.before = conf.settings()
        changed = {name.lower(): value for name, value in self.values.items()}
        conf.READ[:] = [replace(self.before, **changed)]

    def __exit__(self, *_error: object) -> None:
        conf.READ[:] = [self.before]


def test_later_pages_keep_to_the_list_of_the_first(store: Store) -> None:
    make_rule("toy", pins=[(1, toy(11)), (7, lamp())], hides=[toy(0)])
    with conf_of(PAGE_SIZE=5):
        first = search("toy")
        # Another rule in between: the list that a shopper pages through stays the same.
        make_rule("toys", hides=[toy(5)], pins=[(1, toy(2))])
        pages = [search("toy", page=n, snapshot=first.snapshot) for n in (2, 3)]
        fresh = search("toy")
    listed = [title for page in (first, *pages) for title in titles(page)]
    assert len(listed) == len(set(listed)) == first.total == 12
    assert listed[0] == "red toy 11"
    assert listed[6] == "blue lamp"
    assert "red toy 05" not in titles(fresh)


def test_a_search_by_photo_has_hides_and_boosts_and_no_pins(store: Store) -> None:
    vector = encode_photo(color_image("red"))
    before = by_photo(again(), vector)
    make_rule(pins=[(1, lamp())], hides=[toy(0)], boosts=[("brand", "Bolt", 4.0)])
    results = by_photo(again(), vector)
    assert results.total == before.total - 1
    assert {item.product.brand for item in results.items[:6]} == {"Bolt"}
    assert not {"blue lamp", "red toy 00"} & set(titles(results))


def test_the_first_rule_wins_where_two_disagree(store: Store) -> None:
    make_rule("toy", pins=[(1, toy(4))], banner_text="First", redirect_to="/first/")
    make_rule(
        *["toy"],
        pins=[(1, toy(6))],
        hides=[toy(4), toy(7)],
        banner_text="Second",
        redirect_to="/second/",
    )
    results = search("toy")
    assert titles(results)[:2] == ["red toy 04", "red toy 06"]
    assert "red toy 07" not in titles(results)
    assert results.decisions.banner
    assert results.decisions.banner.text == "First"
    assert results.decisions.redirect_to == "/first/"


@pytest.mark.parametrize(
    ("fields", "applies"),
    [
        ({}, True),
        ({"enabled": False}, False),
        ({"starts_at": timedelta(hours=1)}, False),
        ({"ends_at": timedelta(hours=-1)}, False),
        ({"starts_at": timedelta(hours=-1), "ends_at": timedelta(hours=1)}, True),
    ],
)
def test_a_rule_applies_while_it_is_on_and_in_its_time(
    store: Store, fields: dict[str, Any], applies: bool
) -> None:
    times = {
        name: timezone.now() + value if isinstance(value, timedelta) else value
        for name, value in fields.items()
    }
    make_rule("toy", pins=[(1, lamp())], **times)
    assert (titles(search("toy"))[0] == "blue lamp") == applies


def test_a_rule_is_for_one_store(store: Store) -> None:
    other = make_store(slug="other")
    make_rule("toy", pins=[(1, lamp())], store=other)
    assert "blue lamp" not in titles(search("toy"))


def test_typos_are_corrected_before_a_rule_is_looked_up(store: Store) -> None:
    make_rule("lamp", banner_text="Light")
    assert search("LAMPS").decisions.banner
    results = search("blue lampp")
    assert results.corrected
    assert results.decisions.banner is None
    make_rule("lamp", when=Rule.When.CONTAINS, banner_text="More light")
    assert search("blue lampp").decisions.banner


def test_rules_cost_no_query_and_none_at_all_where_there_are_none(
    store: Store, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        fresh = again()
        with CaptureQueriesContext(
            connection,
        ) as captured:
            by_text(fresh, "toy")
        return len(captured)

    queries()
    without = queries()
    rule = make_rule("lamp", hides=[toy(0)], boosts=[("brand", "Bolt", 2.0)])
    queries()
    assert queries() == without
    rule.words = "toy"
    rule.save()
    queries()
    assert queries() == without
    rule.delete()
    queries()
    assert queries() == without


@given(
    st.lists(st.integers(1, 30), unique=True, max_size=8),
    st.integers(0, 20),
    st.data(),
)
def test_places_are_a_permutation_that_keeps_the_order_of_the_others(
    places: list[int], count: int, data: st.DataObject
) -> None:
    import numpy as np

    products = np.arange(100, 100 + count)
    keys = data.draw(
        st.lists(st.integers(95, 125), unique=True, min_size=len(places), max_size=len(places))
    )
    pins = dict(sorted(zip(places, keys, strict=True)))
    order = applying.placed(products, pins)
    assert sorted(order.tolist()) == list(range(count))
    ordered = products[order].tolist()
    unpinned = [key for key in ordered if key not in pins.values()]
    assert unpinned == sorted(unpinned)
    for place, key in pins.items():
        if 100 <= key < 100 + count and max(places) <= count:
            assert ordered[place - 1] == key


def test_the_api_tells_redirect_and_banner_and_nothing_of_rules(store: Store) -> None:
    from django.contrib.auth.models import User
    from django.test import Client

    rule = make_rule(
        *["toy"], pins=[(1, lamp())], redirect_to="/toys/", banner_text="New", banner_link="/new/"
    )
    staff = Client()
    staff.force_login(User.objects.create_superuser("boss"))
    answer = staff.get("/api/search", {"q": "toys"}).json()
    assert answer["redirect"] == "/toys/"
    without_picture = {"picture": "", "width": 0, "height": 0}
    assert answer["banner"] == {"text": "New", "link": "/new/", **without_picture}
    assert answer["items"][0]["product"]["title"] == "blue lamp"
    assert "rule" not in str(answer)
    assert rule.name not in answer
    plain = Client().get("/api/search", {"q": "red"}).json()
    assert (plain["redirect"], plain["banner"]) == ("", None)
