import pytest

from catalog_search.indexing import documents
from tests.support.factories import make_photo, make_product, make_store


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
