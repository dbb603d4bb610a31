"""Search by text."""

from dataclasses import replace
from functools import partial

from django.utils.translation import gettext_noop

from catalog_search import conf, telemetry
from catalog_search.exceptions import EncoderUnavailable, IndexUnavailable
from catalog_search.models import Store
from catalog_search.retrieval import database
from catalog_search.retrieval.candidate_sets import CandidateSets
from catalog_search.retrieval.candidates import gather
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.leads import Leads
from catalog_search.retrieval.merchandising.rules import Decisions
from catalog_search.retrieval.merchandising.store_rules import decisions, terms_of
from catalog_search.retrieval.subqueries import text_judge, text_plan
from catalog_search.search.clicks import with_clicks
from catalog_search.search.paging import PageRequest, SearchOutcome, paged
from catalog_search.search.products.browsing import browse
from catalog_search.search.query import (
    Constraint,
    ParsedQuery,
    TextQuery,
    parse_query,
    unparsed,
)
from catalog_search.search.query.kinds import is_vague, names_goods, names_kind
from catalog_search.search.query.parts import apply_constraints
from catalog_search.search.query.shades import colors_of_shades
from catalog_search.search.query.values import unfiltered_colors
from catalog_search.search.results import Results, results_of
from catalog_search.search.words.denied import denying
from catalog_search.search.words.named_kind import named_kind
from catalog_search.search.words.relaxation import FirstPage, looser, nearest, relax
from catalog_search.search.words.shelves import on_shelves, things_in
from catalog_search.search.words.unsold import (
    called,
    is_stated_as_typed,
    leading_names,
    may_lack,
)
from catalog_search.text import analysis
from catalog_search.text.analysis import contains, fold, tokens
from catalog_search.text.goods.goods import sorts_of
from catalog_search.text.goods.handled import handled
from catalog_search.text.goods.opposites import opposed
from catalog_search.text.goods.purposes import goods_for_words, vectors_of
from catalog_search.text.goods.things import titled
from catalog_search.text.goods.uses import useful
from catalog_search.text.goods.wearers import for_others
from catalog_search.text.query.as_written import as_written
from catalog_search.text.rules import language_rules
from catalog_search.text.vectors import text_vectors
from catalog_search.types import Vector

SHORTEST_SKU = 3
"""Letters of the beginning of a SKU."""
UNAVAILABLE = gettext_noop(
    "Search by meaning is temporarily unavailable: showing products that contain your words."
)

BEING_FILLED = gettext_noop(
    "Search by meaning is being prepared for this shop: showing products that contain your words."
)


def by_text(store: Store, query: TextQuery | str, page: PageRequest | None = None) -> Results:
    """Return products that match the text, or the whole catalogue if the text is empty.

    Products whose SKU, barcode or title equals the text come first. Typos are corrected; see
    `Results.corrected`. Constraints in the text, such as prices and colors, become filters. Where
    it asks for several things, each has a shelf.

    If the model or the index is unavailable, products are searched by words in the database, and
    `Results.degraded` is set. Raises InvalidQuery if the text is too long.
    """
    query = TextQuery(query) if isinstance(query, str) else query
    parsed = parse_query(store, query)
    decided = decided_on(store, parsed)
    if page in (None, PageRequest()) and query.filters == Filters():
        things = things_in(store, parsed)
        if things and (results := on_shelves(parsed, things, partial(by_text, store))):
            return replace(results, decisions=decided)
    page = page or PageRequest()
    page, filters = replace(page, sort=page.sort or parsed.sort), parsed.filters
    if parsed.words:
        clicked = with_clicks(store, parsed.query.text, decided)
        results = with_words(store, parsed, page, clicked)
    else:
        results = browse(store, filters, page, decided)
    results = replace(results, query=parsed, filters=filters)
    # Each relaxation would read the whole catalogue again while the index is unavailable.
    if results.total or results.degraded:
        return results
    relaxed = nearest(store, parsed) if results.is_unsold else relax(store, parsed, find_words)
    return replace(results, relaxed=relaxed and relaxed.without(decided.hidden))


def decided_on(store: Store, parsed: ParsedQuery) -> Decisions:
    """Return what the store's rules decide about the query.

    Pinned products need not satisfy the constraints that are parsed from their own rule's words.
    """
    texts = (parsed.query.text, parsed.text)
    decided = decisions(store, texts, parsed.filters.category)
    phrases = [rule.terms for rule in decided.rules if rule.pins]
    if not any(phrases) or not parsed.constraints:
        return decided
    own = [
        each
        for each in parsed.constraints
        if (terms := terms_of(each.text)) and any(contains(phrase, terms) for phrase in phrases)
    ]
    return replace(decided, filters=parsed.without(*own).filters)


def with_words(store: Store, parsed: ParsedQuery, page: PageRequest, decided: Decisions) -> Results:
    def search() -> SearchOutcome:
        return find(store, parsed, parsed.filters)

    key = ("text", store.slug, parsed.digest)
    judge = text_judge(store, parsed.terms)
    judge = replace(judge, denying=denying(parsed.words, parsed.terms.store_words))
    return paged(store, page, key, judge, search, decided)


def find_words(store: Store, words: str, filters: Filters) -> FirstPage:
    """Search for words that are not parsed for constraints."""
    if not words:
        results = browse(store, filters, PageRequest())
        return FirstPage(results.total, results.items)
    candidates = find(store, unparsed(store, words), filters).sets.candidates
    first = candidates.take(slice(conf.settings().page_size))
    return FirstPage(len(candidates), results_of(store, first))


def find(store: Store, query: ParsedQuery, filters: Filters) -> SearchOutcome:
    """Return the candidates for the query, from the database if an engine is unavailable."""
    notice = BEING_FILLED
    if not store.filling:
        try:
            vector, leads = vectors_for(store, query)
            return SearchOutcome(candidates_for(store, query, vector, filters, leads), filters)
        except (EncoderUnavailable, IndexUnavailable) as error:
            telemetry.degraded(error)
            notice = UNAVAILABLE
    sets = database.containing_words(store, query.words, filters)
    return SearchOutcome(sets, filters, notice)


@telemetry.stage("encode")
def vectors_for(store: Store, query: ParsedQuery) -> tuple[Vector, Leads]:
    """Return the vector of the words, and what leads."""
    [vector] = text_vectors([query.words])
    leads = leads_of(store, query, vector)
    if leads.kind and leads.kind.name != fold(query.words):
        leads = replace(leads, kind_vector=text_vectors([leads.kind.name])[0])
    return vector, leads


def candidates_for(
    store: Store, query: ParsedQuery, vector: Vector, filters: Filters, leads: Leads | None = None
) -> CandidateSets:
    """Return the candidates for the query, whose words have this vector, exact matches first."""
    leads = leads or leads_of(store, query)
    sets = gather(store, text_plan(store, vector, query.terms, leads), filters)
    exact = database.exact_matches(store, query.name, filters)
    if not len(exact.candidates):
        exact = database.these_products(store, with_beginning_of_sku(query), filters)
    return sets.promote(exact)


def with_beginning_of_sku(query: ParsedQuery) -> list[int]:
    """Return products whose SKU begins with the query, if that is one word and nothing else."""
    words, typed = query.terms.store_words, fold(query.name)
    if len(typed) < SHORTEST_SKU or " " in typed or query.terms.may_be_complete():
        return []
    rows = words.rows_with_sku(typed, conf.settings().page_size)
    keys: list[int] = words.products[rows].tolist()
    return keys


def leads_of(store: Store, query: ParsedQuery, vector: Vector | None = None) -> Leads:
    """Return what the words ask for beyond the constraints. `vector` is that of the words."""
    leads, kind, words = category_leads(query), named_kind(query), query.terms.store_words
    is_kind = names_kind(query.words, words)
    is_kind = is_kind and (bool(leads.categories) or not is_vague(fold(query.words)))
    narrowed = is_narrowed(query)
    of_kind = None if is_kind and not narrowed else called(kind, words)
    # The vector of words that name goods would be compared as a purpose.
    purpose = None if is_kind or of_kind or names_goods(query.words) else vector
    goods = (
        [*sorts_of(kind.names)] if is_kind else goods_for_words(kind.other_words, purpose, words)
    )
    names_only = is_kind and not narrowed and not leads.colors
    return replace(
        leads,
        is_kind=is_kind,
        kind=may_lack(store, kind, words),
        names=kind.names,
        useful=useful(goods, words),
        goods_vectors=None if purpose is None else vectors_of(goods),
        useful_titled=titled(goods, words),
        handled=None if is_kind else handled(kind.other_words, words),
        called=of_kind,
        titled=titled(leading_names(kind, words), words) if names_only else None,
        needed=of_kind if narrowed and is_stated_as_typed(kind, words) else None,
        for_others=for_others(query.words, words),
        opposed=opposed(query.words, words),
        denying=denying(query.words, words),
        written=as_written(query.words),
        looser=tuple(looser(query)),
    )


def category_leads(query: ParsedQuery) -> Leads:
    """Return the colors and categories of the words, and which products may be beside those."""
    colors = [value for each in read_as(query, "color") for value in each.values]
    values = query.terms.store_words.values
    colors += [*unfiltered_colors(query.words, values), *colors_of_shades(query.words, values)]
    categories = read_as(query, "category")
    other_tokens = {*tokens(query.words)} - {*tokens(" ".join(each.text for each in categories))}
    typed = analysis.terms_of(query.text)
    # For "shoes" alone shoe cream, which has the word as well, is not shown.
    is_label = other_tokens <= language_rules().fillers
    beside = query.terms.ending if is_label else query.terms.complete
    return Leads(
        colors=tuple(colors),
        named_colors=tuple(each for each in colors if contains(typed, analysis.terms_of(each))),
        categories=apply_constraints(Filters(), categories).category,
        beside=beside if categories else None,
        better_beside=not is_label,
    )


def is_narrowed(query: ParsedQuery) -> bool:
    """Return whether the words ask for more than a kind."""
    return any(each.kind not in ("category", "sort") for each in query.constraints)


def read_as(query: ParsedQuery, kind: str) -> list[Constraint]:
    return [each for each in query.constraints if each.kind == kind]
