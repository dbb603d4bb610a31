"""Pages, data for search engines and the API before, during and after a sale.

Nothing is indexed or synced in between: what shoppers see follows the clock alone.
"""

import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from catalog_search.catalogue import store as catalogue
from catalog_search.models import Product
from catalog_search.views.parts.structured_data import valid_until
from tests.support.clock import BEGINS, IS_OVER, SECOND, SetClock
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db

BEFORE, DURING = BEGINS - SECOND, IS_OVER - SECOND
OUTSIDE = [BEFORE, IS_OVER]


@pytest.fixture(params=["read by each request", "published"])
def boots(request: pytest.FixtureRequest, at: SetClock, settings: Any) -> Product:
    """Boots at 80 that cost 60 in a sale, beside shoes at 70, in a small shop and a large one."""
    published = request.param == "published"
    candidates = 1 if published else 1000
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "CANDIDATES": candidates}
    product = make_product(
        title="red boots",
        currency="EUR",
        price=Decimal(80),
        normal_price=Decimal(80),
        sale_price=Decimal(60),
        sale_starts_at=BEGINS,
        sale_ends_at=IS_OVER,
        variants=[
            {
                "size": "36",
                **{"price": "80.00", "sale_price": "60.00"},
                **{"sale_starts": BEGINS.isoformat(), "sale_ends": IS_OVER.isoformat()},
            }
        ],
    )
    make_indexed_photo(product, "red")
    shoes = make_product(title="red shoes", price=Decimal(70), currency="EUR")
    make_indexed_photo(shoes, "red")
    if published:
        catalogue.publish(make_store())
    return product


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def head_of(client: Client, product: Product) -> tuple[str, dict[str, Any]]:
    text = page(client, f"/products/{product.pk}/").partition("</head>")[0]
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    return text, json.loads(data)["offers"]


@pytest.mark.parametrize("address", ["/", "/?q=red+boots", "/products/{pk}/"])
def test_the_price_of_now_is_shown(
    client: Client, boots: Product, at: SetClock, address: str
) -> None:
    address = address.format(pk=boots.pk)
    at(DURING)
    text = page(client, address)
    assert '<span class="cs-hidden">Sale price </span><span class="cs-sale">€60.00</span>' in text
    assert '<span class="cs-hidden">Price before </span>€80.00</s>' in text
    assert "\N{MINUS SIGN}25%" in text
    for moment in OUTSIDE:
        at(moment)
        text = page(client, address)
        assert "€80.00" in text and "€60.00" not in text and "cs-sale" not in text


def test_filters_orders_and_the_range_of_prices_follow(
    client: Client, boots: Product, at: SetClock
) -> None:
    for moment, prices in ((BEFORE, (70, 80)), (DURING, (60, 70)), (IS_OVER, (70, 80))):
        at(moment)
        results = client.get("/").context["results"]
        assert (results.price_low, results.price_high) == prices
        by_price = client.get("/?sort=price").context["results"].items
        expected = ["red shoes", "red boots"][:: -1 if moment == DURING else 1]
        assert [item.product.title for item in by_price] == expected
        for address in ("/?price_max=65", "/?q=red&price_max=65", "/?q=red+under+65+euros"):
            page_results = client.get(address).context["results"]
            titles = [item.product.title for item in page_results.items]
            assert titles == (["red boots"] if moment == DURING else [])


def test_autocomplete_and_the_api_follow(client: Client, boots: Product, at: SetClock) -> None:
    for moment, price, before, until in (
        (BEFORE, "80.00", None, "2026-11-27T00:00:00Z"),
        (BEGINS, "60.00", "80.00", "2026-12-02T00:00:00Z"),
        (DURING, "60.00", "80.00", "2026-12-02T00:00:00Z"),
        (IS_OVER, "80.00", None, None),
    ):
        at(moment)
        assert f"€{price}" in page(client, "/suggestions/?q=red+boots")
        product = client.get("/api/search?q=red+boots").json()["items"][0]["product"]
        assert (product["price"], product["compare_at_price"]) == (price, before)
        assert product["price_valid_until"] == until
        assert [each["price"] for each in product["variants"]] == [price]


def test_search_engines_are_told_how_long_the_price_counts(
    client: Client, boots: Product, at: SetClock
) -> None:
    at(DURING)
    text, offer = head_of(client, boots)
    assert (offer["price"], offer["priceValidUntil"]) == ("60.00", "2026-12-01")
    assert offer["priceSpecification"]["price"] == "80.00"
    assert '<meta property="product:price:amount" content="60.00">' in text
    at(BEFORE)
    text, offer = head_of(client, boots)
    assert (offer["price"], offer["priceValidUntil"]) == ("80.00", "2026-11-26")
    assert "priceSpecification" not in offer
    at(IS_OVER)
    text, offer = head_of(client, boots)
    assert offer["price"] == "80.00" and "priceValidUntil" not in offer
    assert '<meta property="product:price:amount" content="80.00">' in text


def test_a_sale_that_ends_within_a_day_says_the_moment(
    client: Client, boots: Product, at: SetClock, settings: Any
) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    at(DURING)
    Product.objects.filter(pk=boots.pk).update(sale_ends_at=datetime(2026, 12, 2, 17, tzinfo=UTC))
    offer = head_of(client, boots)[1]
    assert offer["priceValidUntil"] == "2026-12-02T18:00:00+01:00"


def test_the_last_whole_day_is_of_the_projects_zone(boots: Product, settings: Any) -> None:
    settings.TIME_ZONE = "America/St_Johns"
    # Half past three in the night there is midnight.
    boots.sale_ends_at = datetime(2026, 12, 2, 3, 30, tzinfo=UTC)
    assert valid_until(boots.offer_at(DURING)) == "2026-12-01"


def test_variants_of_several_prices(client: Client, boots: Product, at: SetClock) -> None:
    attributes = {"highest_price": "95.00", "highest_sale_price": "75.00"}
    Product.objects.filter(pk=boots.pk).update(attributes=attributes)
    for moment, low, high in ((BEFORE, "80.00", "95.00"), (DURING, "60.00", "75.00")):
        at(moment)
        offer = head_of(client, boots)[1]
        assert (offer["@type"], offer["lowPrice"]) == ("AggregateOffer", low)
        assert offer["highPrice"] == high
        assert f"from €{low}" in page(client, f"/products/{boots.pk}/")


def test_no_page_is_kept_longer_than_a_minute(client: Client, boots: Product) -> None:
    for address in ("/", "/?q=red", f"/products/{boots.pk}/", "/api/search?q=red"):
        answer = client.get(address)
        assert "max-age" not in answer.headers.get("Cache-Control", "")
        assert "ETag" not in answer.headers
    cache_control = client.get("/suggestions/?q=red").headers["Cache-Control"]
    assert cache_control == "private, max-age=60"
