"""What a table of an export says. Columns are named as `normal_name` returns them."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import chain

from catalog_search.sync.exports.titles import in_english
from catalog_search.text.cleaning import UNSEEN

Columns = tuple[str, ...]
"""Names of columns with one meaning; the first that is filled counts."""


@dataclass(frozen=True, slots=True)
class Discount:
    """A column of what is taken from the price; it counts for rows with the values in `when`."""

    column: str
    percent: bool = False
    when: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Export:
    """How one system exports its products, one variant a row."""

    system: str
    required: Columns
    """A file with all of these columns..."""
    typical: Columns
    """...and at least one of these is such an export."""

    key: Columns
    """What tells one row's product, or variant, from others."""
    parent: Columns = ()
    """Holds the key of the product that the row is a variant of."""
    alike: Columns = ()
    """What the variants of one product have in common where no column names it."""
    numbered: Columns = ()
    """Columns of `key` that several products may share: the second one gets a number."""
    alias: str = ""
    """Another way to name a product in `parent`: by this column..."""
    alias_form: str = "id:{}"
    """...in this form, such as "id:10"."""
    children: str = ""
    """A column of the product that names its variants: "sku=a,color=Red|sku=b,color=Blue"."""
    parent_is_sold: bool = True
    """Whether the first row of a product is itself one of its variants."""
    continues: bool = False
    """Whether a row without a key belongs to the product above it."""
    continuing: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Columns and values of rows that belong to the product above, whatever their key."""
    variant_rows: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Columns and values of rows that are variants. Where there are some, only they are sold, at
    the price of the product's own row if they have none."""

    single_valued: str = ""
    """A column that holds one value of each option in the row of a variant, and several in that
    of its product: "Color=Red" and "Color=Red;Blue". Rows of variants get a cell `is_variant`."""

    columns: Mapping[str, Columns] = field(default_factory=dict)
    """The export's columns for each documented one that is text."""
    collected: Mapping[str, Columns] = field(default_factory=dict)
    """The export's columns for attributes that hold the values of all variants."""
    price: Columns = ()
    prices_in_cents: bool = False
    """Whether whole numbers in `price` are cents."""
    sale_price: Columns = ()
    discounts: tuple[Discount, ...] = ()
    surcharge: Columns = ()
    """What a variant costs besides the price."""
    compare_price: Columns = ()
    """What it cost before, where `price` is the lower one of today."""
    sale_starts: Columns = ()
    sale_ends: Columns = ()
    sale_period: Columns = ()
    """Both dates in one cell, with a / between them."""
    sale_of_days: bool = False
    """Whether sales begin and end with a day, whatever time stands beside it."""
    no_sale: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Columns and values with which the sale price does not count."""
    stock: Columns = ()
    places: Columns = ()
    """Patterns of columns that count the stock of one place each, or of several in one cell."""
    stock_above: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Columns and values of products whose own row counts the stock of all variants."""
    always_sold: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Columns and values with which stock does not matter; "" is a column left empty."""
    images: Columns = ()
    """All of them are used, in this order."""
    separator: str = ""
    """What divides several images or option values in one cell."""
    category_separator: str = ""
    """What divides several categories in one cell, where it is not part of a name."""
    levels: Columns = ()
    """Columns that hold the levels of a category, from the root down."""
    slashes: bool = False
    """Whether a slash divides the levels of a category."""
    pipes: bool = False
    """Whether "|" divides them."""

    options: tuple[str, str] = ("", "")
    """Numbered columns that hold an option's name and its value; {} stands for the number."""
    lists: Mapping[str, str] = field(default_factory=dict)
    """Columns that hold what belongs in numbered columns, divided by `separator`."""
    packed: Mapping[str, str] = field(default_factory=dict)
    """Columns that hold further columns, such as "color=Red,size=S", with the marks ",="."""

    option_column: str = ""
    """A pattern of columns that hold the value of the option in their name: "option_{size}"."""
    pairs: Mapping[str, str] = field(default_factory=dict)
    """Columns that hold further columns as text, and a pattern for the name and value of each."""
    joined: Mapping[str, Columns] = field(default_factory=dict)
    """Columns whose text stands behind that of others: a model behind its maker's name."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Columns that are called otherwise elsewhere: `color_name` is `color`."""

    hidden: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Columns and values of what is not for sale."""
    hidden_alone: Mapping[str, Collection[str]] = field(default_factory=dict)
    """The same for a row that is no variant of another."""
    line_ends: Columns = ()
    """Columns in which "\\\\n" stands for a line end."""
    translations: Columns = ()
    """Filled in rows that repeat a product in another language."""
    ignored: Columns = ()
    """Patterns of columns that say nothing to a shopper, as in `fnmatch`."""

    @property
    def sale_dates(self) -> Columns:
        """The columns that limit the sale price to a time."""
        return (*self.sale_starts, *self.sale_ends, *self.sale_period)

    @property
    def keys(self) -> frozenset[str]:
        """The columns that hold the key of a product or of a variant."""
        return frozenset((*self.key, *self.collected.get("variant_sku", ())))

    def fits(self, names: Set[str]) -> bool:
        """Return whether a file with these normal names is such an export."""
        return names >= set(self.required) and not set(self.typical).isdisjoint(names)

    def sources(self, documented: str) -> Columns:
        """Return the export's columns that fill the documented one."""
        if documented == "price":
            return (*self.price, *self.sale_price, *self.compare_price)
        return self.columns.get(documented, ())

    def knows(self, name: str) -> bool:
        """Return whether the table says what to do with the column."""
        is_used = name in used_columns(self) or name in ("currency", "is_variant")
        return is_used or any(fnmatchcase(name, each) for each in self.ignored)


@lru_cache(maxsize=100)
def used_columns(export: Export) -> frozenset[str]:
    several = (*export.columns.values(), *export.collected.values())
    single = (export.key, export.parent, export.price, export.sale_price, export.sale_dates)
    named = (
        export.compare_price,
        export.stock,
        export.images,
        export.translations,
        export.levels,
        (export.children, export.single_valued),
        export.surcharge,
    )
    mappings = (export.always_sold, export.no_sale, export.lists, export.packed, export.hidden)
    further = (export.hidden_alone, export.continuing, export.variant_rows)
    return frozenset(chain(*several, *single, *named, *mappings, *further))


@lru_cache(maxsize=5000)
def words_of(export: Export, name: str) -> frozenset[str]:
    """Return the words for which the export's table looks in this column."""
    tables = (export.hidden, export.hidden_alone, export.always_sold, export.no_sale)
    further = (export.stock_above, export.continuing, export.variant_rows)
    return frozenset(word for table in (*tables, *further) for word in table.get(name, ()))


def option_number(name: str, pattern: str) -> str:
    """Return the number in a column that the pattern names: "2" in `option2_name`, else ""."""
    before, _, after = pattern.partition("{}")
    if not (pattern and name.startswith(before) and name.endswith(after)):
        return ""
    number = name[len(before) : len(name) - len(after)]
    return number if number.isdigit() else ""


def normal_name(name: str) -> str:
    """Return a column's name in lower case with underscores: "Variant SKU" is `variant_sku`.

    A language behind it, as in `name:en`, `name-en_US` and `name(en-gb)`, the star of a required
    column and the "g:" of Google's XML are left out. A title in another language is the English
    one.
    """
    joined = "_".join(unicodedata.normalize("NFC", UNSEEN.sub("", name)).lower().split())
    return in_english(AROUND.sub("", joined))


AROUND = re.compile(
    r"-[a-z]{2}_[a-z]{2}(-[a-z_]+)?$|^g:|^\*|:[a-z]{2}([_-][a-z]{2})?$|(?<=[a-z])\([a-z]{2}-[a-z]{2}\)$|_?\*$"
)
