"""What a rule says that has no effect now: it is saved all the same."""

import re
from typing import Any

from django.utils.translation import gettext as _

from catalog_search.desk.merchandising.banner_picture import picture_problem
from catalog_search.desk.merchandising.rule_boosts import paths_of_products
from catalog_search.desk.merchandising.rule_draft import Draft
from catalog_search.desk.merchandising.rule_state import state_of
from catalog_search.models import Photo, Product, Rule
from catalog_search.models.merchandising.rules import COMMA
from catalog_search.retrieval.merchandising.store_rules import is_about_words, terms_of

BETWEEN_WORDS = re.compile(rf"{COMMA.pattern}|[;|\n]|\s/\s|\sOR\s")
"""What people type between words of which each one would do. "12,5" is a number."""


def warnings(rule: Rule, draft: Draft) -> list[str]:
    """Return why the rule, or a part of it, has no effect now."""
    style, state = state_of(rule)
    return [
        *([state] if style == "past" else []),
        *([problem] if (problem := without_products(rule)) else []),
        *([problem] if (problem := picture_problem(rule)) else []),
        *unlike_alternatives(rule),
        *(f"{row['product']}: {row['problem']}" for row in drafted(draft) if row["problem"]),
        *(text for boost in draft.boosts if (text := draft.values.without_effect(boost))),
    ]


def without_products(rule: Rule) -> str:
    """Return that the rule's category has no product, or ""."""
    if rule.when != Rule.When.CATEGORY or rule.category in paths_of_products(rule.store):
        return ""
    return _("No product of this store is in this category.")


def drafted(draft: Draft) -> list[dict[str, Any]]:
    """Return the draft's products with their picture and why pinning one has no effect."""
    products = draft.store.products.in_bulk([*draft.products])
    live = Photo.objects.filter(product__in=products, state=Photo.State.LIVE)
    photos = {each.product_id: each for each in live.exclude(indexed_etag="").order_by("-pk")}
    for each in photos.values():
        each.store = draft.store
    order = [*draft.pinned, *draft.hidden]
    return [
        {
            "product": products[key],
            "place": draft.products[key],
            "photo": photos.get(key) if products[key].visible else None,
            "problem": pin_problem(products[key], photos.get(key)) if draft.products[key] else "",
        }
        for key in order
        if key in products
    ]


def pin_problem(product: Product, photo: Photo | None) -> str:
    if not product.visible:
        return _("It is hidden in the catalogue, so pinning it has no effect.")
    if photo is None:
        return _("It has no photo that shoppers may see, so pinning it has no effect.")
    return ""


def unlike_alternatives(rule: Rule) -> list[str]:
    """Return that the words are one phrase, where they look like several."""
    parts = [part for part in BETWEEN_WORDS.split(rule.words) if terms_of(part)]
    if len(parts) < 2 or not is_about_words(rule):
        return []
    text = _(
        "“%(words)s” is one phrase: for each of the words write a rule, or make them synonyms."
    )
    return [text % {"words": rule.words}]
