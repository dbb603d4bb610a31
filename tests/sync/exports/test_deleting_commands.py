"""Exports of Shopify by Matrixify, which say what is to be done with a product."""

import pytest

from tests.support.manifests import records

TABLE = """Handle,Command,Title,Variant Command,Variant SKU,Variant Price,Option1 Name,Option1 Value
hat,{0},Hat,{1},HAT-S,20,Size,S
hat,,,MERGE,HAT-M,22,Size,M
mug,MERGE,Mug,MERGE,MUG,5,Title,Default Title
"""


@pytest.mark.parametrize(
    ("command", "of_variant", "skus"),
    [
        ("MERGE", "MERGE", {"hat", "mug"}),
        ("DELETE", "MERGE", {"mug"}),
        ("Delete", "DELETE", {"mug"}),
    ],
)
def test_what_is_to_be_deleted_is_not_sold(command: str, of_variant: str, skus: set[str]) -> None:
    assert {record.sku for record in records(TABLE.format(command, of_variant))} == skus
