"""Sale prices, ratings, colors, sizes and the basket on cards, product pages and in the API."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from catalog_search.models import Product
from catalog_search.models.catalogue.variants import Choice, choices_of
from tests.support.shops.factories import make_indexed_photo, make_product

pytestmark = pytest.mark.django_db

SIZES = ("36", "37", "38", "39", "40", "41", "42", "43")
VARIANTS = [
    *(
        {"sku": f"m-{size}", "color": "red", "size": size, "in_stock": size != "37"}
        for size in SIZES
    ),
    {"sku": "m-x", "color": "blue", "size": "36", "in_stock": True, "stock": 2},
]
BASKET_DOCS = Path(__file__).parents[2] / "docs/howto/basket.md"


def on_sale(**fields: object) -> Product:
    product = make_product(
        **{
            "title": "red boots",
            "price": Decimal("60.00"),
            "compare_at_price": Decimal("80.00"),
            "currency": "EUR",
            "rating": Decimal("4.60"),
            "rating_count": 1234,
            "variants": VARIANTS,
            **fields,
        }
    )
    make_indexed_photo(product, "red")
    return product


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_choices_are_sold_where_one_of_their_variants_is() -> None:
    variants = [
        {"size": "S", "color": "red", "in_stock": False, "stock": 0},
        {"size": "S", "color": "blue", "in_stock": True, "stock": 2},
        {"size": "M", "in_stock": True},
        {"size": "M", "in_stock": True, "stock": 4},
        {"color": "red", "in_stock": False},
        "no variant",
    ]
    assert choices_of(variants, "size") == [Choice("S", True, 2), Choice("M", True)]
    assert choices_of(variants, "color") == [Choice("red", False), Choice("blue", True, 2)]


@pytest.mark.parametrize("address", ["/?q=red", "/products/{pk}/"])
def test_a_sale_is_told_with_the_price_before_and_the_discount(
    client: Client, address: str
) -> None:
    text = page(client, address.format(pk=on_sale().pk))
    assert '<span class="cs-hidden">Sale price </span><span class="cs-sale">€60.00</span>' in text
    assert '<span class="cs-hidden">Price before </span>€80.00</s>' in text
    assert "\N{MINUS SIGN}25%" in text


@pytest.mark.parametrize("before", [None, Decimal("60.00"), Decimal("50.00")])
def test_without_a_higher_price_before_there_is_no_sale(
    client: Client, before: Decimal | None
) -> None:
    text = page(client, f"/products/{on_sale(compare_at_price=before).pk}/")
    assert "€60.00" in text and "cs-sale" not in text and "%</span>" not in text


def test_filters_and_orders_use_the_price_that_is_paid(client: Client) -> None:
    on_sale()
    make_indexed_photo(make_product(title="red shoes", price=Decimal(70)), "red")
    assert "red boots" in page(client, "/?price_max=65")
    text = page(client, "/?sort=price")
    assert text.index(">red boots<") < text.index(">red shoes<")


def test_ratings_are_stars_with_words(client: Client) -> None:
    text = page(client, f"/products/{on_sale().pk}/")
    assert '<span class="cs-hidden">4.6 out of 5 stars</span>' in text
    assert '<span class="cs-hidden">, 1,234 ratings</span>' in text


def test_a_card_shows_a_few_choices_and_counts_the_others(client: Client) -> None:
    on_sale()
    card = (
        page(client, "/?q=red").partition('<article class="cs-card">')[2].partition("</article>")[0]
    )
    assert card.count('<span class="cs-size') == 4
    assert '<span class="cs-size cs-size-out" aria-hidden="true">37</span>' in card
    assert '<span class="cs-quiet" aria-hidden="true">+4</span>' in card
    assert '<span class="cs-hidden">Colors: red, blue</span>' in card
    assert '<span class="cs-hidden">Sizes: 36, 37 (sold out), 38,' in card


def test_the_product_page_shows_all_choices_and_low_stock(client: Client) -> None:
    variants = [*VARIANTS, {"size": "44", "stock": 2, "in_stock": True}]
    text = page(client, f"/products/{on_sale(variants=variants).pk}/")
    assert all(f'<span class="cs-variant-name">{size}</span>' in text for size in (*SIZES, "44"))
    assert '37</span> <span class="cs-quiet cs-small">sold out</span>' in text
    assert '44</span> <span class="cs-quiet cs-small">2 left</span>' in text


def test_a_product_without_offers_shows_none(client: Client) -> None:
    make_indexed_photo(product := make_product(title="red cup", price=None), "red")
    for address in ("/?q=red", f"/products/{product.pk}/"):
        text = page(client, address)
        assert not any(name in text for name in ("cs-stars", "cs-choices", "cs-variants", "<s "))


def test_names_of_variants_are_escaped(client: Client) -> None:
    variants = [{"color": "<b>x", "size": '"><script>'}, {"color": "y", "size": "z"}]
    product = on_sale(variants=variants)
    for address in ("/?q=red", f"/products/{product.pk}/"):
        text = page(client, address)
        assert "<b>x" not in text and '"><script>' not in text and "&lt;b&gt;x" in text


def test_the_documented_basket_form_is_on_cards_and_product_pages(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    """The example of docs/howto/basket.md, word for word."""
    example = BASKET_DOCS.read_text().partition("```html\n")[2].partition("```")[0]
    folder = tmp_path / "catalog_search"
    folder.mkdir()
    (folder / "_basket.html").write_text(example)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    product = on_sale()
    card, own = page(client, "/?q=red"), page(client, f"/products/{product.pk}/")
    for text in (card, own):
        assert f'<input type="hidden" name="sku" value="{product.sku}">' in text
        assert "csrfmiddlewaretoken" in text
    assert '<option value="m-36">' in own and '<option value="m-37">' not in own
    assert (
        "<option" not in card.partition('<article class="cs-card">')[2].partition("</article>")[0]
    )


def test_the_api_tells_the_offer(client: Client) -> None:
    on_sale()
    product = client.get("/api/search?q=red").json()["items"][0]["product"]
    assert (product["price"], product["compare_at_price"]) == ("60.00", "80.00")
    assert (product["rating"], product["rating_count"]) == (4.6, 1234)
    assert product["variants"][1] == {
        **{"sku": "m-37", "color": "red", "size": "37", "in_stock": False},
        **{"stock": None, "price": None},
    }
