"""What search engines and networks read: schema.org data, canonical links, robots, previews."""

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests.support.shops.factories import make_category, make_indexed_photo, make_product

pytestmark = pytest.mark.django_db

HOST = "http://testserver"


def head(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode().partition("</head>")[0]


def data(head: str) -> Any:
    [text] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', head)
    return json.loads(text)


def test_a_product_is_a_product_of_schema_org(client: Client) -> None:
    product = make_product(
        title="Boots </script><b>&",
        description="<p>Lined.</p>",
        brand="Halden",
        price=Decimal("60.00"),
        compare_at_price=Decimal("80.00"),
        currency="EUR",
        rating=Decimal("4.60"),
        rating_count=12,
        in_stock=False,
    )
    photo = make_indexed_photo(product, "red")
    own = f"{HOST}/products/{product.pk}/"
    text = head(client, f"/products/{product.pk}/")
    assert "</script><b>" not in text
    assert data(text) == {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": "Boots </script><b>&",
        "sku": product.sku,
        "description": "Lined.",
        "brand": {"@type": "Brand", "name": "Halden"},
        "image": [f"{HOST}/photos/{photo.pk}/1280.webp?v={thumb_version(text)}"],
        "url": own,
        "aggregateRating": {
            "@type": "AggregateRating",
            "ratingValue": "4.60",
            "ratingCount": 12,
        },
        "offers": {
            "@type": "Offer",
            "price": "60.00",
            "priceCurrency": "EUR",
            "availability": "https://schema.org/OutOfStock",
            "url": own,
            "priceSpecification": {
                "@type": "UnitPriceSpecification",
                "priceType": "https://schema.org/StrikethroughPrice",
                "price": "80.00",
                "priceCurrency": "EUR",
            },
        },
    }


def thumb_version(text: str) -> str:
    match = re.search(r"1280\.webp\?v=(\w+)", text)
    assert match
    return match[1]


def test_prices_of_variants_are_an_aggregate_offer(client: Client) -> None:
    product = make_product(
        price=Decimal(20),
        currency="EUR",
        attributes={"highest_price": "24.50"},
        variants=[{"size": "S"}, {"size": "M"}],
    )
    offer = data(head(client, f"/products/{product.pk}/"))["offers"]
    assert (offer["@type"], offer["lowPrice"], offer["highPrice"]) == (
        *("AggregateOffer", "20.00", "24.50"),
    )
    assert offer["offerCount"] == 2


def test_what_is_not_known_is_left_out(client: Client) -> None:
    product = make_product(title="Cup", price=Decimal(5), currency="", rating=Decimal(4))
    schema = data(head(client, f"/products/{product.pk}/"))
    assert set(schema) == {"@context", "@type", "name", "sku", "url"}


def test_a_product_has_a_preview(client: Client) -> None:
    product = make_product(title='Cup "A"', price=Decimal(5), currency="EUR")
    make_indexed_photo(product, "red")
    text = head(client, f"/products/{product.pk}/")
    for name, value in {
        "og:type": "product",
        "og:title": "Cup &quot;A&quot;",
        "og:url": f"{HOST}/products/{product.pk}/",
        "og:site_name": "Demo shop",
        "product:price:amount": "5.00",
    }.items():
        assert f'<meta property="{name}" content="{value}">' in text
    assert re.search(rf'"og:image" content="{HOST}/photos/\d+/1280\.webp', text)
    assert "noindex" not in text


def test_the_canonical_page_is_the_shops_own(client: Client, settings: Any) -> None:
    product = make_product(url="https://shop.example/cup")
    text = head(client, f"/products/{product.pk}/")
    assert '<link rel="canonical" href="https://shop.example/cup">' in text
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "OWN_PRODUCT_PAGES": True}
    text = head(client, f"/products/{product.pk}/")
    assert f'<link rel="canonical" href="{HOST}/products/{product.pk}/">' in text


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("/", "/"),
        ("/?utm_source=x", "/"),
        ("/?category=Mugs", "/?category=Mugs"),
        ("/?category=Mugs&page=1", "/?category=Mugs"),
    ],
)
def test_lists_that_search_engines_shall_know(client: Client, address: str, canonical: str) -> None:
    make_category("Mugs")
    product = make_product(title="red mug", category="Mugs")
    make_indexed_photo(product, "red")
    text = head(client, address)
    assert f'<link rel="canonical" href="{HOST}{canonical}">' in text and "noindex" not in text
    schema = data(text)
    assert schema["@type"] == "ItemList" and schema["numberOfItems"] == 1
    assert schema["itemListElement"] == [
        {
            "@type": "ListItem",
            "position": 1,
            "name": "red mug",
            "url": f"{HOST}/products/{product.pk}/",
        }
    ]


@pytest.mark.parametrize(
    "address",
    [
        *("/?q=mug", "/?page=2", "/?sort=price", "/?brand=Nordli", "/?category=Mugs&in_stock=1"),
        *("/?category=Mugs&category=Cups", "/?price_max=5", "/?category=Mugs&page=2"),
        *("/products/like/?like={product}", "/photos/{photo}/similar/"),
    ],
)
def test_lists_without_end_are_followed_and_not_listed(client: Client, address: str) -> None:
    for name in ("Mugs", "Cups"):
        make_category(name)
    photo = make_indexed_photo(make_product(title="red mug", category="Mugs"), "red")
    text = head(client, address.format(product=photo.product_id, photo=photo.pk))
    assert '<meta name="robots" content="noindex, follow">' in text
    assert "canonical" not in text and "ld+json" not in text
