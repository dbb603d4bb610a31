"""Where the words end that a negator denies: "silicone" of "without silicone 300 ml"."""

import re

from catalog_search import conf
from catalog_search.search.query.denials.brands import SIGN
from catalog_search.search.query.denials.compounds import MAX_WORDS, is_hyphened, is_said
from catalog_search.search.query.denials.contents import is_content
from catalog_search.search.query.denials.context import NegationContext
from catalog_search.search.query.denials.elisions import SIGN_OF_NAME
from catalog_search.search.query.denials.negators import Negator, ends_clause, negators_in
from catalog_search.search.query.denials.products import is_mentioned
from catalog_search.search.query.phrases import longest_phrase
from catalog_search.search.query.value_leads import leads as value_leads
from catalog_search.search.query.values import terms_in
from catalog_search.text.analysis import Word, term
from catalog_search.text.denials import ABBREVIATED
from catalog_search.text.descriptive import FUNCTIONS, MATERIALS, QUALITIES
from catalog_search.text.goods.goods import name_of_goods
from catalog_search.text.rules import language_rules
from catalog_search.text.rules.language import words as words_of_language
from catalog_search.text.store import words_cache
from catalog_search.text.store.values import KnownValue

NOT = ("not", "nicht")
HYPHEN = re.compile(r"[-\u2010\u2011](?=[^\W\d_])")
"""Within words such as "pop-up" and "to-go"."""
PLACES = words_of_language(
    "back bottom double front inner left lower outer rear right side single top upper"
)


def denied_tail() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{language_rules().denied_tail})(?!\w)", re.IGNORECASE)


def values_at(query: NegationContext, start: int) -> tuple[int, tuple[KnownValue, ...]]:
    """Return the end of the phrase at `start` that names values, and these values.

    If there is none, return `start` and (). A sign before the phrase is that of its name: "@home".
    What may be a color or a brand is a color, unless words such as "by" are before it.
    """
    number = next((at for at, word in enumerate(query.words) if word.start >= start), None)
    if number is None:
        return start, ()
    sign = query.text[start : query.words[number].start].strip()
    if sign and not SIGN.match(f"{sign}a"):
        return start, ()
    phrase = longest_phrase(query.text, query.words, number, query.values, query.constraints)
    values = [each for each in (phrase.values if phrase else ()) if is_signed(each, sign)]
    if not phrase or not values:
        return start, ()
    colors = tuple(value for value in values if value.field == "color")
    is_color = colors and not value_leads().name.search(query.text, 0, start)
    return phrase.last, colors if is_color else tuple(values)


def is_signed(value: KnownValue, sign: str) -> bool:
    return any(name.startswith(sign) for name in value.values)


def begins_brand(query: NegationContext, negator: Negator) -> bool:
    """Return whether the sign is the first letter of a brand's name: "!Important"."""
    _end, known = values_at(query, negator.denied)
    brands = (value for value in known if value.field == "brand")
    return any(name[:1] == query.text[negator.start] for each in brands for name in each.values)


def next_denied(query: NegationContext, negator: Negator, end: int) -> int:
    """Return where the next of several denied things begins behind `end`, -1 if there is none."""
    separator = separators().match(query.text, end)
    if negator.denied_end or not separator or not separator[0].strip():
        return -1
    return -1 if denies_more(query, separator.end()) else separator.end()


def separators() -> re.Pattern[str]:
    """Return the pattern of what is between two excluded words."""
    rules = language_rules()
    joints = rf"(?:{rules.or_words}|{rules.and_words}|[&+])\s+"
    articles = rf"(?:{rules.articles})\s+"
    return re.compile(rf"\s*(?:[,/]\s*)?(?:{joints})?(?:{articles})?", re.IGNORECASE)


def denies_more(query: NegationContext, start: int) -> bool:
    """Return whether another negator and its words are at `start`: "not black and not white"."""
    if any(name.start == start for name in query.names):
        return False
    return any(
        each.start == start and each.end <= each.denied < len(query.text.rstrip())
        for each in negators_in(query.text)
    )


def end_of_word(query: NegationContext, start: int) -> int:
    """Return the end of the word at `start` or after it."""
    return next((word.end for word in query.words if word.end > start), start)


def end_of_words(query: NegationContext, negator: Negator, start: int) -> int:
    """Return the end of the excluded words at `start`: at most MAX_WORDS, before a known value.

    After "no" or "not" at the start of a query the last word says what is looked for: "no logo
    sneakers".
    """
    ends = [start]
    following = [word for word in query.words if word.start >= start][:MAX_WORDS]
    is_apart = not HYPHEN.match(query.text, start - 1)  # Unlike "Not-Aus-Schalter".
    for word in following:
        gap = query.text[ends[-1] : word.start]
        hyphened = len(ends) > 1 and is_hyphened(query, word)
        in_compound = hyphened or (is_apart and HYPHEN.match(query.text, word.end))
        if (
            (gap.strip() and not hyphened)
            or (len(ends) > 1 and denied_tail().match(query.text, ends[-1]))
            or (len(ends) > 1 and ends_clause(query.text, ends[-1]))
            or (not in_compound and word.term in terms_in(language_rules().end_words))
            or (len(ends) > 1 and not hyphened and goes_with_goods(query, start, word))
            or (
                not hyphened
                and values_at(query, word.start)[1]
                and not is_part(query, negator, start, word)
            )
        ):
            break
        if any(constraint.start <= word.start < constraint.end for constraint in query.constraints):
            break
        ends.append(word.end)
    if len(ends) > 2 and leads(query, negator) and not query.text[ends[-1] :].strip():
        ends.pop()
    return ends[-1]


def is_part(query: NegationContext, negator: Negator, start: int, word: Word) -> bool:
    """Return whether the word, which names a category, is part of what is denied: "palm oil"."""
    end, values = values_at(query, word.start)
    if start == word.start or end != word.end or {each.field for each in values} != {"category"}:
        return False
    terms = tuple(each.term for each in query.words if start <= each.start < end)
    return is_behind_goods(query, negator) and (
        name_of_goods(terms) == terms or is_said(query, query.text[start:end])
    )


def is_behind_goods(query: NegationContext, negator: Negator) -> bool:
    """Return whether the negator stands behind other words than such as "please show me"."""
    rules = language_rules()
    others = terms_in(rules.fillers | rules.placeholders)
    before = [each for each in query.words if each.end <= negator.start]
    return any(each.term not in others for each in before)


def end_of_part(query: NegationContext, negator: Negator, start: int, end: int) -> int:
    """Return the end of the thing that the value before it describes: "without red buttons".

    Return 0 if there is none that products of the store have.
    """
    if not negator.of_contents or ends_clause(query.text, end):
        return 0
    word = next((each for each in query.words if each.start >= end), None)
    describing = conf.once(
        "words before things", lambda: frozenset(map(term, MATERIALS | QUALITIES))
    )
    if (
        word is None
        or query.text[end : word.start] != " "
        or denied_tail().match(query.text, end)
        or word.term in describing | terms_in(language_rules().end_words)
        or goes_with_goods(query, start, word)
        or values_at(query, word.start)[1]
        or any(each.start <= word.start < each.end for each in query.constraints)
        or not is_behind_goods(query, negator)
    ):
        return 0
    store_words = words_cache.of_store(query.store)
    return word.end if is_mentioned(store_words, query.text[start : word.end]) else 0


def denied_words(query: NegationContext, negator: Negator, start: int) -> tuple[int, int]:
    """Return the end of the denied words at `start`, and the end of those that products have.

    Behind goods the further words say nothing else: "ketchup without sugar lol".
    """
    if shortened := ABBREVIATED.match(query.text, start):
        return shortened.end(), shortened.end()
    end = end_of_words(query, negator, start)
    if sign := SIGN_OF_NAME.match(query.text, end):
        return sign.end(), sign.end()
    said_to = said_end(query, start, end)
    return end if query.text[: negator.start].strip() else said_to, said_to


def said_end(query: NegationContext, start: int, end: int) -> int:
    """Return the end of the longest beginning of the words that some product has.

    "Without sugar lol" and "no wooden shaft" deny sugar and wood. Words such as "back" of "without
    back pockets" say too little alone, and "corn syrup" is another thing than corn.
    """
    words = [word for word in query.words if start <= word.start < end]
    if len(words) < 2:
        return end
    typed = [query.typed(words[:size]) for size in range(len(words), 0, -1)]
    terms = tuple(word.term for word in words)
    vague = conf.once("vague denied words", lambda: frozenset(map(term, QUALITIES | PLACES)))
    is_vague = terms[0] in vague | conf.once("words that describe goods", describing_terms)
    if is_vague or name_of_goods(terms) == terms:
        return end
    store_words = words_cache.of_store(query.store)
    is_free_of = is_content(typed[-1])
    for phrase in typed[:-1]:
        if is_mentioned(store_words, phrase) and (not is_free_of or is_said(query, phrase)):
            return start + len(phrase)
    return words[0].end if is_mentioned(store_words, typed[-1]) else end


def leads(query: NegationContext, negator: Negator) -> bool:
    """Return whether "no" begins the query, or "not" right before the denied words."""
    before = query.text[: negator.start].strip()
    directly = query.text[negator.start : negator.denied].strip(" -").lower()
    return not before and (negator.word == "no" or directly in NOT)


def goes_with_goods(query: NegationContext, start: int, word: Word) -> bool:
    """Return whether the word behind denied ones describes the goods: "without silicone 300 ml".

    That is an amount, who wears them, or how they work; but not in "without vitamin B 12", if a
    product says so, or behind another such word: "without electric adjustable legs".
    """
    text = query.text[start : word.end]
    if query.text[word.start].isdigit():
        return not is_said(query, text)
    described = conf.once("words that describe goods", describing_terms)
    before = [each.term for each in query.words if start <= each.start < word.start]
    return word.term in described and not described & {*before[-1:]}


def describing_terms() -> frozenset[str]:
    wearers = (words for words in language_rules().wearers.values())
    return frozenset(map(term, FUNCTIONS)).union(*map(terms_in, wearers))
