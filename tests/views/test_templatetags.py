"""What the pages' tags say, computed by hand."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from catalog_search import conf
from catalog_search.models import Photo, Product
from catalog_search.retrieval.facets import FacetValue
from catalog_search.retrieval.relevance import Reason
from catalog_search.search.results import Result, Results
from catalog_search.templatetags import catalog_search as tags
from catalog_search.templatetags.catalog_search_offers import price
from catalog_search.text.colors import hex_color
from catalog_search.types import Box
from catalog_search.views import addresses
from tests.support.shops.factories import make_indexed_photo, make_photo, make_product


@pytest.mark.parametrize(
    ("amount", "currency", "language", "told"),
    [
        (1299, "USD", "en", "$1,299.00"),
        (1299.5, "CHF", "en", "1,299.50 CHF"),
        (1299.5, "EUR", "de", "1.299,50\xa0€"),
        (1299, "JPY", "en", "¥1,299"),
        (7, "", "en", "7.00"),
        (None, "USD", "en", ""),
    ],
)
def test_a_price_is_told_in_the_digits_of_the_language(
    amount: float | None, currency: str, language: str, told: str
) -> None:
    with translation.override(language):
        assert price(Product(price=amount, currency=currency)) == told


def test_a_price_that_variants_exceed_is_the_lowest() -> None:
    product = Product(price=20, currency="EUR", attributes={"highest_price": "24.50"})
    assert price(product) == "from €20.00"


@pytest.mark.parametrize(
    ("value", "told"), [(None, ""), (20.0, "20"), (19.9, "19.9"), (1234567.5, "1234567.5")]
)
def test_a_number_field_takes_plain_numbers(value: float | None, told: str) -> None:
    with translation.override("de"):
        assert tags.plain_number(value) == told


@pytest.mark.parametrize(
    ("name", "color"),
    [("Navy Blue", "#1f2d52"), ("off-white", "#ffffff"), ("RED", "#c62f2f"), ("zebra", "")],
)
def test_a_color_is_known_by_its_first_known_word(name: str, color: str) -> None:
    assert hex_color(name) == color


def test_page_numbers_leave_out_the_far_ones() -> None:
    results = Results((), 240, 6, 12, (), None, None)
    assert list(tags.page_numbers(results)) == [1, "…", 5, 6, 7, "…", 12]


def test_a_box_is_told_in_percent_whatever_the_language() -> None:
    with translation.override("de"):
        attributes = tags.box_attributes(Box(0.25, 0.1, 0.75, 1.0))
    assert attributes == 'x="25.00%" y="10.00%" width="50.00%" height="90.00%"'


def value(path: str, selected: bool = False) -> FacetValue:
    return FacetValue(path, path, 1, selected, path.count(" > "))


def test_only_the_chosen_branch_of_categories_is_unfolded() -> None:
    paths = ["A", "A > B", "A > B > C", "D", "D > E"]
    unfolded = tags.unfolded([value(path, path == "A") for path in paths])
    assert [each.value for each in unfolded] == ["A", "A > B", "D"]


def test_the_only_root_is_unfolded() -> None:
    unfolded = tags.unfolded([value("A"), value("A > B"), value("A > B > C")])
    assert [each.value for each in unfolded] == ["A", "A > B"]


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://shop.example/a", "https://shop.example/a"),
        ("/a", "/a"),
        ("/", "/"),
        ("javascript:alert(1)", ""),
        ("JavaScript:alert(1)", ""),
        (" javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//evil.example/a", ""),
        ("/\\evil.example/a", ""),
        ("shoe.html", ""),
        ("", ""),
    ],
)
def test_only_addresses_of_pages_become_links(url: str, told: str) -> None:
    assert addresses.web_address(url) == told


@pytest.mark.django_db
def test_a_shop_s_own_template_can_hold_bar_and_shelf() -> None:
    product = make_product(title="red one")
    for other in (product, make_product(title="red two")):
        make_indexed_photo(other, "red")
    source = "{% load catalog_search %}{% catalog_search_bar %}{% similar_products product %}"
    request = RequestFactory().get("/a/page/of/the/shop/")
    page = Template(source).render(Context({"product": product, "request": request}))
    assert 'role="search"' in page
    assert "red two" in page
    assert "red one" not in page


def rendered(tag: str, photo: Photo) -> str:
    source = f"{{% load catalog_search %}}{{% {tag} photo sizes='50vw' alt=alt %}}"
    return Template(source).render(Context({"photo": photo, "alt": "A <b>"}))


@pytest.mark.django_db
def test_a_picture_has_its_room_its_color_and_both_formats() -> None:
    photo = make_photo(width=600, height=1400, mean_color="#a0b0c0")
    html = rendered("photo_img", photo)
    assert 'width="600" height="1400"' in html
    assert 'viewBox="0 0 600 1400"' in html
    assert '<rect width="100%" height="100%" fill="#a0b0c0"/>' in html
    assert html.index('type="image/avif"') < html.index("<img")
    assert f"/photos/{photo.pk}/640.avif?v=" in html
    assert f'src="/photos/{photo.pk}/320.webp?v=' in html
    assert 'loading="lazy"' in html
    assert 'alt="A &lt;b&gt;"' in html


@pytest.mark.django_db
def test_a_photo_whose_proportions_are_not_known_takes_the_room_of_a_square() -> None:
    html = rendered("photo_img", make_photo())
    assert "square-320.webp" in html
    assert 'width="640" height="640"' in html
    assert "<svg" not in html


@pytest.mark.django_db
def test_a_tile_is_a_square_whatever_the_photo() -> None:
    html = rendered("photo_tile", make_photo(width=600, height=1400, mean_color="#a0b0c0"))
    assert 'width="640" height="640"' in html
    assert "square-640.avif" in html


def test_what_all_cards_repeat_is_rendered_once_for_a_page_and_language() -> None:
    source = (
        "{% load catalog_search i18n %}{% for text in texts %}{% for code in codes %}"
        "{% language code %}{% once %}<b>{% translate 'Similar' %}</b>{{ text }}{% endonce %}"
        "{% endlanguage %}{% endfor %}{% endfor %}"
    )
    template = Template(source)
    for first in "ac":
        page = template.render(Context({"texts": [first, "b"], "codes": ["en", "de"]}))
        assert page == f"<b>Similar</b>{first}<b>Ähnlich</b>{first}" * 2


@pytest.mark.django_db
def test_a_card_knows_its_links_and_why_it_matches() -> None:
    photo = make_photo(make_product(title="<Lamp>", brand="Ikea", in_stock=False))
    reasons = (Reason("words", ("la'mp",)), Reason("photo"))
    item = Result(photo.product, photo, 1.0, band="related", reasons=reasons)
    results = Results((item,), 30, 2, 2, (), None, None)
    source = (
        "{% load catalog_search %}{% for item in results.items %}{% card_of item as card %}"
        "{% for name, value in card.items %}{{ name }}={{ value }};{% endfor %}{% endfor %}"
    )
    context = {"results": results, "counts_places": True, "lead": True}
    page = Template(source).render(Context(context))
    key, size = photo.product.pk, conf.settings().page_size
    for part in (
        "title=&lt;Lamp&gt;;",
        f"url=/products/{key}/?at={size + 1};",
        "brand=Ikea;is_sold_out=True;band=related;is_related=True;",
        "reasons=has “la&#x27;mp” · photo matches your search;",
        f"similar_url=/photos/{photo.pk}/similar/;similar_label=Similar to &lt;Lamp&gt;;",
        f"more_url=/products/like/?like={key};more_label=More like &lt;Lamp&gt;;",
        "less_url=;less_label=;",
    ):
        assert part in page
    other = Template(source).render(Context({"results": results}))
    assert f"url=/products/{key}/;" in other
