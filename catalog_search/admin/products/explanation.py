"""Why a product is found or not found for given words, as its page in the admin shows it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog_search.exceptions import CatalogSearchError
from catalog_search.models import Photo, Product
from catalog_search.search.words.explaining import Explanation, explain

LONGEST = 200


def explanation_context(product: Product, words: str) -> dict[str, Any]:
    """Return what the page shows for these words: lines and scores, or an error."""
    words = words.strip()[:LONGEST]
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


def lines(explanation: Explanation) -> Iterator[str]:
    if explanation.corrected:
        yield _("The words were corrected to “%(words)s”.") % {"words": explanation.corrected}
    yield from verdict(explanation)
    yield from barriers(explanation)
    for reason in explanation.reasons:
        yield _("Reason: %(reason)s.") % {"reason": reason}
    for field, values in explanation.excluded_by:
        excluded = _("The words ask for %(field)s %(values)s, which it does not meet.")
        yield excluded % {"field": field, "values": values}
    if explanation.found_without and explanation.place is None:
        yield _("Without that it would be found.")
    if explanation.degraded:
        yield _(explanation.degraded)


def verdict(explanation: Explanation) -> Iterator[str]:
    if explanation.place is not None:
        text = _("Found: place %(place)d of %(of)d by relevance, with a score of %(score).1f.")
        yield text % {
            "place": explanation.place,
            "of": explanation.of,
            "score": explanation.score or 0.0,
        }
    elif explanation.last is not None:
        yield _("Not found among %(of)d products.") % {"of": explanation.of}
        yield _("The last of them has a score of %(last).1f.") % {"last": explanation.last}
    else:
        yield _("Nothing is found for these words.")


def barriers(explanation: Explanation) -> Iterator[str]:
    if explanation.is_hidden:
        yield _("The product is hidden.")
    if not explanation.photos:
        yield _("The product has no photo, so no search can find it.")
    reasons = {
        Photo.State.BLOCKED: _("blocked by moderation"),
        Photo.State.QUARANTINED: _("quarantined: they could not be read"),
        Photo.State.MISSING: _("missing from the source"),
        "not indexed": _("not indexed yet"),
    }
    for state, count in explanation.photos.items():
        if state in reasons:
            words = ngettext("%(count)d photo: %(why)s.", "%(count)d photos: %(why)s.", count)
            yield words % {"count": count, "why": reasons[state]}
