"""Looks a merchant put together: rows, pages, hotspots."""

import pytest
from django.db import IntegrityError, transaction

from catalog_search.models import Hotspot, Look
from tests.factories import make_product, make_store


@pytest.mark.django_db
def test_a_hotspot_remembers_the_sku_of_a_product_that_left_the_catalogue() -> None:
    look = Look.objects.create(store=make_store(), title="Terrace", slug="terrace")
    product = make_product(sku="chair-1", title="Garden chair")
    hotspot = Hotspot.objects.create(look=look, product=product)
    assert str(hotspot) == "Garden chair"
    product.delete()
    hotspot.refresh_from_db()
    assert (hotspot.product, hotspot.sku, str(hotspot)) == (None, "chair-1", "chair-1")


@pytest.mark.django_db
@pytest.mark.parametrize("place", [{"x": -0.1}, {"x": 1.1}, {"y": -0.1}, {"y": 1.1}])
def test_no_hotspot_lies_beside_its_picture(place: dict[str, float]) -> None:
    look = Look.objects.create(store=make_store(), title="Terrace", slug="terrace")
    with pytest.raises(IntegrityError), transaction.atomic():
        Hotspot.objects.create(look=look, product=make_product(), **place)


@pytest.mark.django_db
def test_two_stores_may_have_a_look_of_the_same_address_but_one_store_may_not() -> None:
    Look.objects.create(store=make_store(), title="Terrace", slug="terrace")
    Look.objects.create(store=make_store("other"), title="Terrace", slug="terrace")
    with pytest.raises(IntegrityError), transaction.atomic():
        Look.objects.create(store=make_store(), title="Balcony", slug="terrace")
