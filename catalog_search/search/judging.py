"""How sure each answer on a page is, and why it is one."""

from dataclasses import replace

from catalog_search import conf
from catalog_search.indexing import calibration
from catalog_search.models import Store
from catalog_search.retrieval import relevance
from catalog_search.retrieval.ordering import Sure
from catalog_search.search.results import Results
from catalog_search.text.terms import QueryTerms


def sure_of_photo(store: Store) -> Sure:
    """Return what tells whether a candidate for a photo is a strong answer."""
    strong = calibration.of_store(store, conf.get_encoder().model_id).strong_photo
    return lambda one: relevance.band(one.score, strong) == "strong"


def sure_of_words(store: Store, asked: QueryTerms) -> Sure:
    """Return what tells whether a candidate for these words is a strong answer."""
    strong = calibration.of_store(store, conf.get_encoder().model_id).strong_text
    complete = asked.products_with_all_terms()
    return lambda one: (
        relevance.band(one.score, strong, complete=one.product in complete) == "strong"
    )


def of_words(store: Store, asked: QueryTerms, found: Results) -> Results:
    """Return the page with bands, reasons and what was corrected; as it is where engines rest."""
    if found.degraded:
        return found
    strong = calibration.of_store(store, conf.get_encoder().model_id).strong_text
    complete = asked.products_with_all_terms()
    items = tuple(
        replace(
            one,
            band=relevance.band(one.score, strong, complete=one.product.pk in complete),
            reasons=relevance.reasons_of_words(asked, one.product, one.seen),
        )
        for one in found.items
    )
    return replace(found, items=items, corrected=asked.corrected)


def of_photos(store: Store, found: Results) -> Results:
    """Return the page with bands; that they look like the photo needs no words."""
    strong = calibration.of_store(store, conf.get_encoder().model_id).strong_photo
    items = tuple(replace(one, band=relevance.band(one.score, strong)) for one in found.items)
    return replace(found, items=items)
