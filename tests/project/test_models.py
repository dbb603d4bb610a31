"""What the tables promise on every database."""

import pytest
from django.apps import apps
from django.db import models
from django.db.models import UniqueConstraint

from catalog_search.models import Product
from tests.support.shops.factories import make_product, make_store

LONGEST_KEY = 3072
"""Bytes of an index entry that InnoDB (MySQL, MariaDB) takes; a character may need four."""


def key_bytes(field: models.Field) -> int:
    if isinstance(field, models.CharField):
        return 4 * field.max_length
    return 16


MODELS = list(apps.get_app_config("catalog_search").get_models())


@pytest.mark.parametrize("model", MODELS)
def test_no_key_is_longer_than_mariadb_takes(model: type[models.Model]) -> None:
    keys = [constraint.fields for constraint in model._meta.constraints if is_unique(constraint)]
    keys += [[f.name] for f in model._meta.get_fields() if getattr(f, "unique", False)]
    keys += [[name.lstrip("-") for name in index.fields] for index in model._meta.indexes]
    for names in keys:
        assert sum(key_bytes(model._meta.get_field(name)) for name in names) <= LONGEST_KEY, names


def is_unique(constraint: models.BaseConstraint) -> bool:
    if not isinstance(constraint, UniqueConstraint):
        return False
    assert constraint.condition is None, "MariaDB has no conditional keys"
    return True


NESTED = {"weight": "2 kg", "a": {"zz": 1, "y": 2}, "material": ["wool"], "ean": "4006381333931"}


def test_attributes_keep_the_merchants_order(either_database: str) -> None:
    pk = make_product(attributes=NESTED).pk
    Product.objects.bulk_create(
        [Product(store=make_store(), sku="b", title="b", attributes=NESTED)]
    )
    for product in Product.objects.all():
        assert list(product.attributes) == list(NESTED)
        assert list(product.attributes["a"]) == ["zz", "y"]
    rows = Product.objects.filter(attributes__ean="4006381333931", attributes__a__y=2)
    assert pk in rows.values_list("pk", flat=True)
    assert not Product.objects.filter(attributes__ean="other").exists()
    assert Product.objects.values_list("attributes__weight", flat=True).distinct().get() == "2 kg"


def test_products_are_told_apart_by_case_and_length(either_database: str) -> None:
    skus = ["sku", "SKU", "x" * 1100, "x" * 1099 + "y"]
    store = make_store()
    Product.objects.bulk_create([Product(store=store, sku=sku, title=sku[:9]) for sku in skus])
    for sku in skus:
        assert store.products.with_skus([sku]).get().sku == sku
