"""A product's values of an attribute: which it has, and how a decision gives and takes one.

A chosen value is in `chosen_attributes`, which outlasts every sync, and beside the source's own in
`attributes`, or in `colors` for the color.
"""

from typing import Any

from catalog_search import conf
from catalog_search.conf import COLOR, DeclaredAttribute
from catalog_search.models import CategorySuggestion, Product
from catalog_search.text.store.values import listed_values

State = CategorySuggestion.State

CHANGED_FIELDS = ("attributes", "chosen_attributes", "colors")
"""Fields of a product that give() and take() change."""


def declared(name: str) -> DeclaredAttribute | None:
    """Return the attribute of this name, None if ATTRIBUTES does not declare it."""
    return conf.settings().attributes.get(name)


def values_of(product: Product, name: str) -> tuple[str, ...]:
    """Return the values that the product has, from whomever."""
    return listed(product.colors if name == COLOR else product.attributes.get(name))


def listed(value: Any) -> tuple[str, ...]:
    return tuple(listed_values(value)) if value not in (None, "", []) else ()


def chosen_of(product: Product, name: str) -> tuple[str, ...]:
    """Return the values among them that people chose."""
    return listed(product.chosen_attributes.get(name))


def known_of(has: tuple[str, ...], attribute: DeclaredAttribute) -> tuple[str, ...]:
    """Return the declared values that a product with these values has, whatever their case."""
    folded = {value.casefold() for value in has}
    return tuple(value for value in attribute.values if value.casefold() in folded)


def may_have(category: str, attribute: DeclaredAttribute) -> bool:
    """Return whether products of this category have the attribute."""
    inside = (f"{category} > ".startswith(f"{path} > ") for path in attribute.categories)
    return not attribute.categories or any(inside)


def accepts(suggestion: CategorySuggestion, value: str) -> bool:
    """Return whether the product may be given the value instead of none.

    It must be declared still, and neither the source nor a person may have said otherwise since.
    """
    attribute = declared(suggestion.attribute)
    if attribute is None or value not in attribute.values:
        return False
    has = values_of(suggestion.product, attribute.name)
    if not suggestion.asked:
        return not has
    chosen = chosen_of(suggestion.product, attribute.name)
    return value not in known_of(has, attribute) and {*has} == {*chosen}


def give(suggestion: CategorySuggestion, value: str) -> None:
    """Give the product the value, unsaved, beside those of its other suggestions."""
    name, product = suggestion.attribute, suggestion.product
    if suggestion.asked:
        set_chosen(product, name, [*chosen_of(product, name), value])
    else:
        set_chosen(product, name, value)


def take(suggestion: CategorySuggestion) -> bool:
    """Take the suggestion's value from the product again, unsaved; return whether it had it.

    What the source says instead comes back with the next sync that reads the product.
    """
    name, product = suggestion.attribute, suggestion.product
    chosen = chosen_of(product, name)
    if suggestion.category not in chosen:
        return False
    remaining = [value for value in chosen if value != suggestion.category]
    set_chosen(product, name, remaining)
    return True


def set_chosen(product: Product, name: str, value: str | list[str]) -> None:
    other_choices = {key: each for key, each in product.chosen_attributes.items() if key != name}
    product.chosen_attributes = {**other_choices, name: value} if value else other_choices
    if name == COLOR:
        product.colors = list(listed(value))
        return
    other_attributes = {key: each for key, each in product.attributes.items() if key != name}
    product.attributes = {**other_attributes, name: value} if value else other_attributes
