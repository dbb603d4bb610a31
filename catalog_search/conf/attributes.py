"""The attributes that ATTRIBUTES declares: their values, each with the words that describe it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog_search.conf.attribute_sets import SETS
from catalog_search.exceptions import WrongSettings
from catalog_search.exceptions import message as _

COLOR = "color"
"""The attribute that is kept in a product's colors, and measured from its photos' pixels."""
TAKEN = (
    *("brand", "category", "currency", "description", "in_stock", "not", "photo", "price"),
    *("product", "sku", "sort", "store", "title", "url", "visible"),
)
"""Names that products, filters or queries have for something else."""
KEYS = ("values", "several", "categories", "facet")
LONGEST_NAME, LONGEST_VALUE, LONGEST_WORDS, MOST_VALUES = 50, 100, 500, 200
DIVIDERS = ";|,\n\0"
"""Characters that divide the values of one text; a value that has one would become two."""


@dataclass(frozen=True, slots=True)
class DeclaredAttribute:
    """An attribute whose values the model suggests and people decide on."""

    name: str
    values: Mapping[str, str]
    """Words that describe each value to the model."""
    several: bool = False
    """Whether a product may have several of the values."""
    categories: tuple[str, ...] = ()
    """Categories whose products have it, with those below them; () for all."""
    facet: bool = True
    """Whether shoppers can filter by it, as by one of FACETS."""


Declared = Mapping[str, DeclaredAttribute]


def read_attributes(setting: Any) -> Declared:
    """Return the declared attributes by name. Raises WrongSettings, which says what to write."""
    entries = {name: {} for name in setting} if isinstance(setting, list | tuple) else setting
    if not isinstance(entries, Mapping):
        raise wrong(
            "",
            _(
                "must be a dictionary or a list of %(value)s, not %(given)r",
                value=ready_made(),
                given=setting,
            ),
        )
    return {name: attribute(name, entry) for name, entry in entries.items()}


def attribute(name: Any, entry: Any) -> DeclaredAttribute:
    if not isinstance(name, str) or not name.isidentifier() or len(name) > LONGEST_NAME:
        raise wrong(
            "",
            _("has the name %(name)r: write letters, digits and underscores, up to 50", name=name),
        )
    if name in TAKEN:
        raise wrong(
            name, _("is no free name: %(taken)s mean something else", taken=", ".join(TAKEN))
        )
    if not isinstance(entry, Mapping) or (unknown := sorted(map(str, set(entry) - {*KEYS}))):
        written = repr(entry) if not isinstance(entry, Mapping) else f"the keys {unknown}"
        raise wrong(
            name,
            _("has %(found)s: write a dictionary of %(keys)s", found=written, keys=", ".join(KEYS)),
        )
    several, categories = entry.get("several"), entry.get("categories", ())
    if several not in (None, True, False) or entry.get("facet") not in (None, True, False):
        raise wrong(name, _("must have True or False as several and as facet"))
    if not isinstance(categories, list | tuple) or not all(map(is_text, categories)):
        raise wrong(name, _('must have a list as categories, such as ["Apparel > Shirts"]'))
    many = SETS[ready_name(name, entry)].several if several is None else several
    values = values_of(name, entry)
    if len(values) < 2:
        raise wrong(name, _("has too few values to choose from: declare two or more"))
    return DeclaredAttribute(name, values, many, tuple(categories), entry.get("facet", True))


def ready_name(name: str, entry: Mapping[str, Any]) -> str:
    """Return which ready-made set the attribute takes; "" for none, which has a single value."""
    named = entry.get("values", name)
    return named if isinstance(named, str) and named in SETS else ""


def values_of(name: str, entry: Mapping[str, Any]) -> dict[str, str]:
    """Return the words of each value: the attribute's own, or those of a ready-made set."""
    values = entry.get("values", name)
    if isinstance(values, str):
        if values not in SETS or not values:
            raise wrong(
                name,
                _("must have values, or be one of the ready-made %(value)s", value=ready_made()),
            )
        return dict(SETS[values].values)
    if isinstance(values, list | tuple):
        values = {value: value for value in values}
    if not isinstance(values, Mapping) or len(values) > MOST_VALUES:
        raise wrong(
            name,
            _(
                "must have at most %(most_values)s values: a list, or words by value",
                most_values=MOST_VALUES,
            ),
        )
    check_values(name, values)
    return dict(values)


def check_values(name: str, values: Mapping[Any, Any]) -> None:
    """Raise WrongSettings for the first value, or words, that cannot be used."""
    by_casefold: dict[str, str] = {}
    for value, words in values.items():
        if problem := problem_of(value, words):
            raise wrong(name, problem)
        if other := by_casefold.get(value.casefold()):
            problem = _(
                "has the value %(value)r twice, also as %(other)r: remove one",
                value=value,
                other=other,
            )
            raise wrong(name, problem)
        by_casefold[value.casefold()] = value


def problem_of(value: Any, words: Any) -> str:
    """Return what is wrong with a value and the words that describe it, "" for nothing."""
    if not is_text(value) or len(value) > LONGEST_VALUE or {*DIVIDERS} & {*value}:
        return _(
            "has the value %(value)r: write up to %(longest_value)s characters without ;|,",
            value=value,
            longest_value=LONGEST_VALUE,
        )
    if not is_text(words) or len(words) > LONGEST_WORDS:
        return _(
            "describes %(value)r by %(words)r: write words, such as a striped X",
            value=value,
            words=words,
        )
    return ""


def is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value == value.strip()


def ready_made() -> str:
    return ", ".join(name for name in SETS if name)


def wrong(name: str, problem: str) -> WrongSettings:
    place = f"CATALOG_SEARCH['ATTRIBUTES']{f'[{name!r}]' if name else ''}"
    return WrongSettings(_("%(place)s %(problem)s.", place=place, problem=problem))
