"""Titles for records and photos whose source gives them none of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from catalog_search.models import Product, Store, SyncRun
from catalog_search.models.catalogue.names import keep_names
from catalog_search.protocols import CatalogSource
from catalog_search.sync.cells.cleaning import readable
from catalog_search.sync.cells.fields import text
from catalog_search.sync.photo_names.photo_skus import spelling_of
from catalog_search.sync.records.twins import has_title
from catalog_search.sync.rows.writing import overwrite
from catalog_search.types import Record


def with_titles(store: Store, source: CatalogSource, records: Sequence[Record]) -> list[Record]:
    """Return the records, each with a title, without new ones whose title is not to be had now.

    A record without one takes that of a further record of its SKU, else of one whose SKU is spelled
    almost like it, or keeps the title of its row; a new product takes the source's title of its
    first photo, else the photo's file name, else the SKU.
    """
    records = with_twins_titles(records)
    photos = {r.sku: r.images[0] if r.images else "" for r in records if not r.title}
    rows = Product.objects.filter(store=store).with_skus(photos)
    titles = dict(rows.values_list("sku", "title"))
    new = {sku: key for sku, key in photos.items() if sku not in titles}
    photo_titles = source_titles(source, [key for key in new.values() if key])
    for sku, key in new.items():
        if photo_titles.get(key, "") is not None:
            titles[sku] = photo_titles.get(key) or (readable(key) if key else sku)
    titled = [r for r in records if r.title or r.sku in titles]
    return [r if r.title else replace(r, title=titles[r.sku]) for r in titled]


def with_twins_titles(records: Sequence[Record]) -> Sequence[Record]:
    """Return the records with the titles of others whose SKUs are spelled alike."""
    if all(map(has_title, records)):
        return records
    alike = {spelling_of(r.sku): r.title for r in reversed(records) if has_title(r)}
    titles = ((r, alike.get(spelling_of(r.sku), r.title)) for r in records)
    return [r if has_title(r) else replace(r, title=title) for r, title in titles]


def source_titles(source: CatalogSource, keys: Sequence[str]) -> dict[str, str | None]:
    """Return the source's own titles of these photos, cleaned; None if one cannot be told now."""
    titles = source.titles(keys) if keys else {}
    cleaned = {key: title and text(title, max_length=1000) for key, title in titles.items()}
    return {key: title for key, title in cleaned.items() if title != ""}


def give_titles(run: SyncRun, titles: Mapping[str, str]) -> None:
    """Write the titles of these SKUs where their products have others."""
    rows = Product.objects.filter(store=run.store).with_skus(titles) if titles else ()
    changed = [row for row in rows if row.title != titles[row.sku]]
    for product in changed:
        product.title = titles[product.sku]
    overwrite(changed, ["title", "updated_at"], key=("store", "sku_digest"))
    keep_names(changed)
