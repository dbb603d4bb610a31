"""Categories, brands and words that people type in a spelling of their own."""

import unicodedata
from time import process_time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from catalog_search.categories.naming import composed
from catalog_search.models import CategorySuggestion, Product, Synonym
from catalog_search.models.any_case import cases
from tests.support.admin_pages import page, suggestion
from tests.support.shops.factories import make_category, make_product, make_store

pytestmark = pytest.mark.django_db

CHAIRS = "Möbel > Stühle"
SPELLINGS = [
    *("möbel > stühle", "Möbel>Stühle", "Möbel » Stühle", " Möbel  >  Stühle ", "MÖBEL > STÜHLE"),
    *(
        unicodedata.normalize("NFD", CHAIRS),
        "Mobel > Stuhle",
        "Möbel > Stühle\u200b",
        CHAIRS,
    ),
]


def queue(name: str) -> str:
    return reverse(f"catalog_search:desk_queue{name}", args=["demo"])


@pytest.fixture
def waiting() -> CategorySuggestion:
    make_category(CHAIRS)
    product = make_product(title="Größe Ü", brand="Möve")
    return suggestion(product=product, category=CHAIRS)


@pytest.mark.parametrize("typed", SPELLINGS)
def test_a_category_may_be_typed_in_any_spelling(
    boss: Client, waiting: CategorySuggestion, typed: str
) -> None:
    make_category("Paint > Red")
    row = suggestion(product=make_product())
    answer: Any = boss.post(
        queue("_decide"),
        {"suggestion": row.pk, "action": "choose", "typed": typed},
        HTTP_ACCEPT="application/json",
    ).json()
    assert answer["ok"], answer
    assert Product.objects.get(pk=row.product_id).category == CHAIRS


@pytest.mark.parametrize("typed", SPELLINGS)
def test_so_it_may_in_the_list_of_products(boss: Client, typed: str) -> None:
    make_category(CHAIRS)
    product = make_product()
    data = {"action": "set_category", "_selected_action": [product.pk], "value": typed}
    boss.post(page("product"), data)
    product.refresh_from_db()
    assert product.category == CHAIRS


def test_every_store_of_the_products_must_have_the_category(boss: Client) -> None:
    make_category(CHAIRS)
    products = [make_product(), make_product(store=make_store(slug="other"))]
    keys = [product.pk for product in products]
    data = {"action": "set_category", "_selected_action": keys, "value": CHAIRS.lower()}
    boss.post(page("product"), data)
    assert not Product.objects.filter(category=CHAIRS)


@pytest.mark.sqlite  # To MariaDB they are one.
def test_two_categories_that_differ_in_case_alone_are_told_apart(boss: Client) -> None:
    for path in ("Shoes", "SHOES", "shoes"):
        make_category(path)
    product = make_product()
    for path in ("SHOES", "shoes"):
        data = {"action": "set_category", "_selected_action": [product.pk], "value": path}
        boss.post(page("product"), data)
        product.refresh_from_db()
        assert product.category == path


@pytest.mark.parametrize("typed", ["Stuhl", "Stühle", "Möbel > Tische", ">", " "])
def test_what_names_no_category_is_refused(
    boss: Client, waiting: CategorySuggestion, typed: str
) -> None:
    data = {"suggestion": waiting.pk, "action": "choose", "typed": typed}
    assert not boss.post(queue("_decide"), data, HTTP_ACCEPT="application/json").json()["ok"]


@pytest.mark.parametrize("typed", ["STÜHLE", "stühle", "Stu\u0308", "MÖBEL"])
def test_completions_ignore_case_beyond_ascii(
    boss: Client, waiting: CategorySuggestion, typed: str
) -> None:
    assert boss.get(queue("_complete"), {"q": typed}).json() == {"categories": [CHAIRS]}


@pytest.mark.parametrize(
    "query",
    [
        *({"brand": "MÖVE"}, {"brand": "möve"}, {"words": "größe ü"}, {"words": "GRÖßE"}),
        *({"category_is": "möbel"}, {"category_is": "MÖBEL>STÜHLE"}, {"category_is": CHAIRS}),
    ],
)
def test_the_filter_of_the_queue_ignores_case_beyond_ascii(
    boss: Client, waiting: CategorySuggestion, query: dict[str, str]
) -> None:
    suggestion(product=make_product(title="Other", brand="Acme"), category="Paint > Red")
    html = boss.get(queue(""), query).content.decode()
    assert "Größe Ü" in html
    assert "Other" not in html


@pytest.mark.parametrize(
    "query",
    [
        "of_brand=MÖVE",
        "of_brand=möve",
        "in_category=möbel",
        "in_category=Möbel>Stühle",
        "q=MÖVE STÜ",
    ],
)
def test_the_list_of_products_ignores_case_beyond_ascii(boss: Client, query: str) -> None:
    make_product(title="Sessel", brand="Möve", category=CHAIRS)
    make_product(title="Other", brand="Acme", category="Möbelpflege")
    assert boss.get(f"{page('product')}?{query}").context["cl"].result_count == 1


def test_the_list_of_synonyms_ignores_case_beyond_ascii(boss: Client) -> None:
    Synonym.objects.create(store=make_store(), words="stühle, sessel")
    url = reverse("catalog_search:desk_synonyms", args=["demo"])
    assert "sessel" in boss.get(url, {"words": "STÜHLE"}).content.decode()


def test_a_long_run_of_spaces_is_read_in_linear_time() -> None:
    def seconds(spaces: int) -> float:
        before = process_time()
        assert composed(f"a{' ' * spaces}b") == "a b"
        return process_time() - before

    assert seconds(40_000) < 40 * max(seconds(4_000), 0.0005)


@pytest.mark.sqlite
def test_a_database_that_ignores_case_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(cases("möve")) > 1
    monkeypatch.setattr(connection, "vendor", "postgresql")
    assert cases("möve") == ["möve"]
