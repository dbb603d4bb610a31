"""What implies what a shopper may want to avoid, in the catalogue's language and in English.

The same implies it by its other names: of "bière non alcoolisée" what has "alcool".
"""

from collections.abc import Mapping

from catalog_search import conf
from catalog_search.search.query.denials.other_names import same_parts
from catalog_search.text import analysis
from catalog_search.text.rules.implied import ENGLISH, IMPLIED, Implied


def implied_by(term: str) -> Implied | None:
    """Return the words that imply the term, None if none are known."""
    return conf.once("implied words", by_term).get(term)


def by_term() -> Mapping[str, Implied]:
    own = IMPLIED.get(analysis.language_of_words(), ())
    implied: dict[str, Implied] = {}
    for each in dict.fromkeys((*own, *ENGLISH)):
        for term in {analysis.term(name) for name in each.names.split()}:
            implied[term] = implied[term].beside(each) if term in implied else each
    for name, others in same_parts().items():
        terms = [analysis.term(other[0]) for other in others if len(name) == len(other) == 1]
        if known := next((implied[term] for term in terms if term in implied), None):
            implied.setdefault(name[0], known)
    return implied
