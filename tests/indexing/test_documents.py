import hashlib
from collections.abc import Mapping

import pytest

from catalog_search.indexing import documents
from catalog_search.models import Product
from catalog_search.text import analysis
from tests.support.shops.factories import make_photo, make_product, make_store


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["store", "visible", "product", "photo", "price", "brand"])
def test_an_attribute_with_a_fields_name_does_not_take_its_place(settings, name: str) -> None:
    """Searches are kept within one store by these fields."""
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "FACETS": [name]}
    product = make_product(make_store("other"), attributes={name: "demo"}, brand="Acme")
    photo = make_photo(product)
    payload = documents.photo_payload(photo)
    own = {"store": "other", "visible": True, "product": product.pk, "photo": photo.pk}
    assert {**payload, **own, "price": None, "brand": "Acme"} == payload


VECTORS: Mapping[int, str] = {7: "0ff446481135660b"}
"""By analysis.VERSION: a digest of the words of `goods`."""


def goods() -> Product:
    store = make_store()
    return make_product(
        store,
        title="T-shirt l'Étoile, Size 0,5 L, woollen",
        description="The shopper's wooden shoes, 500 ml; crème brûlée at 20°C for children. "
        "Scarves in every colour, 50x70cm; 8 in. lenses.",
        category="Apparel > Shoes",
        brand="O'Neill & Sons",
        colors=["gray", "multicolour"],
        attributes={"material": ["wool", "steel 18/10"], "cost": "secret"},
        sku="AB-12.3",
    )


@pytest.mark.django_db
def test_words_change_only_with_the_version_that_digests_contain(settings) -> None:
    """Else points keep words that no search asks for any more."""
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "FACETS": ["material"]}
    words = analysis.bm25_vector(goods())
    digest = hashlib.sha256(repr((words.ids, words.weights)).encode()).hexdigest()[:16]
    assert VECTORS[analysis.VERSION] == digest


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changed",
    [{"LANGUAGE": "german"}, {"FACETS": ["material"]}, {"SHOWN_ATTRIBUTES": ["cost"]}],
)
def test_settings_that_change_words_change_the_digest(settings, changed: dict[str, object]) -> None:
    product = goods()
    before = documents.digest(product)
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, **changed}
    assert documents.digest(product) != before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [("title", "mug"), ("description", "tea"), ("sku", "b"), ("brand", "Acme"), ("price", 7)],
)
def test_what_a_point_holds_changes_the_digest(field: str, value: object) -> None:
    product = goods()
    before = documents.digest(product)
    setattr(product, field, value)
    assert documents.digest(product) != before
