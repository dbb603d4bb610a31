"""Template filters of the merchant's desk."""

from django import forms, template

from catalog_search.exceptions import translated
from catalog_search.models import Product
from catalog_search.views.parts.rule_notes import RuleNote, RuleNotes

register = template.Library()


@register.filter
def in_own_language(text: str) -> str:
    """Return a message of this package, as rows and engines have it, in the reader's language."""
    return translated(text)


@register.filter
def split(text: str) -> list[str]:
    """Return the words of the text."""
    return text.split()


@register.filter
def named(form: forms.BaseForm, name: str) -> forms.BoundField:
    """Return the form's field of this name."""
    return form[name]


@register.filter
def notes_of(notes: RuleNotes, product: Product) -> list[RuleNote]:
    """Return what rules did to the product."""
    return notes.of_product(product)
