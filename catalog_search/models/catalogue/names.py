"""What products are called exactly: SKU, title and barcodes, for look-ups in any case."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.db import models

from catalog_search import conf
from catalog_search.models.databases import Row, Rows
from catalog_search.models.fields import digest_of

if TYPE_CHECKING:
    from catalog_search.models.catalogue.products import Product

ISBN_10 = re.compile(r"[0-9]{9}[0-9Xx]")
"""The number of a book as it was before 2007."""
GTIN_LENGTHS = (8, 12, 13, 14)
"""Digits of a trade item number. A short one equals a longer one with leading zeros."""
SHORTEST_CODE = 4
"""Letters and digits of a SKU that is found without its separators."""
AT_ONCE = 500


class ProductName(Row):
    """One name of a product, as a digest: an index on long texts is not possible everywhere."""

    product = models.ForeignKey("catalog_search.Product", models.CASCADE, related_name="names")
    digest = models.CharField(max_length=32, db_index=True)

    objects = Rows["ProductName"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "digest"], name="one_row_per_name")
        ]

    def __str__(self) -> str:
        return f"{self.product}: {self.digest}"


def digests_of(product: "Product") -> set[str]:
    """Return the digests of everything that the product is called."""
    digests = {name_digest(product.sku), name_digest(product.title)}
    # A SKU that is written without separators is its own name already.
    if (sku := code_of(product.sku)) != product.sku.casefold():
        digests.add(code_digest(sku))
    for text in barcodes_of(product):
        if code := barcode(text):
            digests.add(barcode_digest(code))
        elif code := code_of(text):
            digests.add(code_digest(code))
    return digests


def barcodes_of(product: "Product") -> Iterator[str]:
    """Yield the texts in the attributes of the BARCODES setting, in whatever case and signs."""
    names = {attribute_name(name) for name in conf.settings().barcodes}
    for name, value in product.attributes.items():
        if attribute_name(name) in names:
            yield from texts_in(value)


def attribute_name(name: str) -> str:
    """Return the name's letters and digits: "ean13" for "EAN-13"."""
    return "".join(filter(str.isalnum, name.casefold()))


def digests_for(text: str) -> list[str]:
    """Return the digests of the names that this text may be."""
    digests = [name_digest(text)]
    if code := barcode(text):
        digests.append(barcode_digest(code))
    if code := code_of(text):
        digests += [name_digest(code), code_digest(code)]
    return digests


def name_digest(text: str) -> str:
    return digest_of(" ".join(text.casefold().split()))


def barcode_digest(code: str) -> str:
    # The mark tells a barcode from a SKU with the same digits: only barcodes lose leading zeros.
    return digest_of(f"\0{code}")


def code_digest(code: str) -> str:
    return digest_of(f"\1{code}")


def code_of(text: str) -> str:
    """Return the letters and digits of a SKU, however it is divided; "" if the text is none."""
    code = "".join(filter(str.isalnum, text.casefold()))
    return code if len(code) >= SHORTEST_CODE and any(map(str.isdigit, code)) else ""


def barcode(text: str) -> str:
    """Return the trade item number in the text without leading zeros, "" if it is none.

    That of a book with ten digits is its number with thirteen.
    """
    digits = text.replace(" ", "").replace("-", "")
    if ISBN_10.fullmatch(digits) and is_isbn_10(digits):
        return isbn_13(digits)
    is_number = digits.isascii() and digits.isdigit() and len(digits) in GTIN_LENGTHS
    return digits.lstrip("0") if is_number else ""


def is_isbn_10(digits: str) -> bool:
    values = (10 if digit in "Xx" else int(digit) for digit in digits)
    return sum(value * (10 - place) for place, value in enumerate(values)) % 11 == 0


def isbn_13(isbn_10: str) -> str:
    digits = f"978{isbn_10[:9]}"
    total = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def texts_in(value: object) -> Iterator[str]:
    """Yield the barcodes in an attribute: one, or a list, as text or as number."""
    if isinstance(value, list | tuple):
        for part in value:
            yield from texts_in(part)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, int) and not isinstance(value, bool):
        # A number in JSON has lost its leading zeros.
        yield str(value).zfill(next((n for n in GTIN_LENGTHS if n >= len(str(value))), 0))


def keep_names(products: Sequence["Product"]) -> None:
    """Store what the products are called now. They have primary keys, all in one database."""
    names = ProductName.objects.using(products[0]._state.db) if products else ProductName.objects
    for start in range(0, len(products), AT_ONCE):
        current = {
            (product.pk, digest)
            for product in products[start : start + AT_ONCE]
            for digest in digests_of(product)
        }
        stored = names.filter(product__in={key for key, _ in current})
        rows = {(row.product_id, row.digest): row.pk for row in stored}
        gone = [pk for name, pk in rows.items() if name not in current]
        if gone:
            names.filter(pk__in=gone).delete()
        new = sorted(current - rows.keys())
        names.bulk_create(
            [ProductName(product_id=key, digest=digest) for key, digest in new],
            ignore_conflicts=True,
        )
