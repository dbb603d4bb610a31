"""Why a product is found or not found for given words, as its page in the admin shows it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog_search.exceptions import CatalogSearchError
from catalog_search.models import Photo, Product
from catalog_search.search.explaining import Explanation, explain

LONGEST = 200


def shown(product: Product, words: str) -> dict[str, Any]:
    """Return what the page shows for these words: lines and scores, or an error."""
    words = words.replace("\0", "").strip()[:LONGEST]
    if not words:
        return {"words": ""}
    try:
        explanation = explain(product, words)
    except CatalogSearchError as error:
        return {"words": words, "error": str(error)}
    names = {"photo": _("photo"), "title": _("title"), "words": _("words")}
    scores = [(names[name], f"{value:.1f}") for name, value in explanation.scores]
    return {
        "words": words,
        "found": explanation.place is not None,
        "lines": list(lines(explanation)),
        "scores": scores,
    }


def lines(told: Explanation) -> Iterator[str]:
    if told.corrected:
        yield _("The words were corrected to “%(words)s”.") % {"words": told.corrected}
    yield from verdict(told)
    yield from barriers(told)
    for reason in told.reasons:
        yield _("Reason: %(reason)s.") % {"reason": reason}
    for field, values in told.excluded_by:
        excluded = _("The words ask for %(field)s %(values)s, which it does not meet.")
        yield excluded % {"field": field, "values": values}
    if told.found_without and told.place is None:
        yield _("Without that it would be found.")
    if told.degraded:
        yield _(told.degraded)


def verdict(told: Explanation) -> Iterator[str]:
    if told.place is not None:
        found = _("Found: place %(place)d of %(of)d by relevance, with a score of %(score).1f.")
        yield found % {"place": told.place, "of": told.of, "score": told.score or 0.0}
    elif told.last is not None:
        yield _("Not found among %(of)d products.") % {"of": told.of}
        yield _("The last of them has a score of %(last).1f.") % {"last": told.last}
    else:
        yield _("Nothing is found for these words.")


def barriers(told: Explanation) -> Iterator[str]:
    if told.is_hidden:
        yield _("The product is hidden.")
    if not told.photos:
        yield _("The product has no photo, so no search can find it.")
    reasons = {
        Photo.State.BLOCKED: _("blocked by moderation"),
        Photo.State.QUARANTINED: _("quarantined: they could not be read"),
        Photo.State.MISSING: _("missing from the source"),
        "not indexed": _("not indexed yet"),
    }
    for state, count in told.photos.items():
        if state in reasons:
            words = ngettext("%(count)d photo: %(why)s.", "%(count)d photos: %(why)s.", count)
            yield words % {"count": count, "why": reasons[state]}
