"""The documented columns of a manifest, other names for them, and names that may be meant."""

import difflib
from collections.abc import Collection, Iterable

from catalog_search.exceptions import message as _
from catalog_search.sync.cleaning import one_line
from catalog_search.sync.offers import COLUMNS as OF_OFFERS
from catalog_search.types import Problem

BOM = "\ufeff"
"""A mark that programs put before the first column's name, some of them twice."""

DOCUMENTED = (
    *("sku", "title", "description", "category", "brand", "colors", "currency"),
    *("in_stock", "url", "images", *OF_OFFERS),
)

ALIASES = {
    "availability": "in_stock",
    "average_rating": "rating",
    "category_path": "category",
    "color": "colors",
    "colour": "colors",
    "colours": "colors",
    "compare-at_price": "compare_at_price",
    "image": "images",
    "photo": "images",
    "photos": "images",
    "review_count": "rating_count",
}

MEANT = {
    "sku": "id product_id item_id article_number item_number product_code code handle",
    "title": "name product_name product_title item_name heading",
    "description": "body body_html desc long_description short_description product_description",
    "category": "type product_type categories google_product_category department taxonomy",
    "brand": "vendor manufacturer maker",
    "colors": "color_name colour_name main_color",
    "price": "regular_price amount retail_price unit_price price_incl_tax",
    "sale_price": "special_price discounted_price promotional_price",
    "compare_at_price": "list_price msrp was_price old_price original_price",
    "rating_count": "reviews number_of_reviews ratings",
    "currency": "currency_code",
    "in_stock": "stock quantity qty inventory available stock_quantity",
    "url": "link product_url permalink address",
    "images": "image_link image_url image_src image_urls img picture pictures photo_url",
}
"""What other systems call these columns; they are told, not guessed."""

MIN_LIKENESS = 0.8
"""Of two names, as a share of letters in common (difflib's ratio); `titel` is `title`."""

MAX_TOLD = 30
"""Columns."""


def column(name: str) -> str:
    """Return a column's documented name: "Category path" is `category`. Others stay as given."""
    return documented_name(name) or one_line(name.replace(BOM, ""))


def documented_name(name: str) -> str:
    """Return the documented column that the name stands for, or ""."""
    normal = normalized(name)
    documented = ALIASES.get(normal, normal)
    return documented if documented in DOCUMENTED else ""


def normalized(name: str) -> str:
    return "_".join(name.replace(BOM, "").lower().split())


def misnamed(names: Iterable[str], wanted: Collection[str] = ()) -> Problem | None:
    """Return one warning that lists the columns whose name is near to a missing documented one.

    Those in `wanted` are filters or shown, so that their names are meant.
    """
    found = list(dict.fromkeys(name for name in map(column, names) if name))
    others = [name for name in found if name not in DOCUMENTED and name not in wanted]
    hints = [(name[:60], near) for name in others if (near := meant(name, found))]
    asked = [f"{name!r} → {near!r}" for name, near in hints[:MAX_TOLD]]
    reason = _(
        "These columns are kept as attributes. If others are meant, rename them: %(asked)s.",
        asked=", ".join(asked),
    )
    return Problem("", reason, warning=True) if asked else None


def meant(name: str, present: Collection[str]) -> str:
    """Return the documented column that is missing and near to this name, "" if none is."""
    normal = normalized(name).replace("-", "_")
    near = [documented for documented, names in MEANT.items() if normal in names.split()]
    near = near or difflib.get_close_matches(normal, [*DOCUMENTED, *ALIASES], 1, MIN_LIKENESS)
    documented = ALIASES.get(near[0], near[0]) if near else ""
    return "" if documented in present else documented
