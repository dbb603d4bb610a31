"""Colors, brands, categories and sizes in a query, of those that the store has."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog_search import conf
from catalog_search.catalogue.rows import CHOICES
from catalog_search.models import CATEGORY_SEPARATOR
from catalog_search.search.query.parts import Constraint
from catalog_search.text.analysis import Word, cuts_word, fold, term, terms_of, tokens, words_of
from catalog_search.text.rules import LanguageRules, language_rules
from catalog_search.text.values import MAX_PHRASE_WORDS, SIZE_LIKE, KnownValue, StoreValues

COVERED = 0.9
"""Minimum share of products with a color (or category) for colors (or categories) to filter."""

SELF_EVIDENT = re.compile(r"\d?x{1,4}[ls]|\d+(?:\s?-?(?:inch(?:es)?|in|cm|mm|eu|uk|us))", re.I)
"""Sizes that are recognised without the word "size"."""

PARTED = re.compile(r"[\s\u2010\u2011-]")
"""What two words have between them that may be one."""
BEFORE_AMOUNT = re.compile(r"\W*(?:(?:to|than)\s+)?\W?\d", re.IGNORECASE)
TAILS = re.compile(r"-?(?:inch(?:es)?|\"|″|colou?red|(?<=\d)\s?cm)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Leads:
    """Patterns of words before a value, in the catalogue's language."""

    any: re.Pattern[str]
    name: re.Pattern[str]
    """Words after which a brand or category is named."""
    size: re.Pattern[str]


def leads() -> Leads:
    return conf.once("leads of values", lambda: leads_of(language_rules()))


def leads_of(rules: LanguageRules) -> Leads:
    forms = (rules.value_leads, rules.name_leads, rules.size_leads)
    return Leads(*(re.compile(rf"(?<!\w)(?:{form})[\s:]+$", re.IGNORECASE) for form in forms))


def value_constraints(
    text: str, words: Sequence[Word], store: StoreValues, taken: Sequence[Constraint]
) -> Iterator[Constraint]:
    """Yield the value constraints in the text, outside the constraints in `taken`."""
    start = 0
    while start < len(words):
        end, known = longest_phrase(text, words, start, store, taken)
        if known and (constraint := value_constraint(text, words, start, end, known, store)):
            yield constraint
        start = end


def longest_phrase(
    text: str,
    words: Sequence[Word],
    start: int,
    store: StoreValues,
    taken: Sequence[Constraint],
) -> tuple[int, tuple[KnownValue, ...]]:
    """Return the end of the longest phrase at words[start] that names values, and these values.

    If there is none, return start + 1 and ().
    """
    for end in range(min(len(words), start + MAX_PHRASE_WORDS), start, -1):
        known = named_by(text, words[start:end], store)
        free = not any(
            constraint.start < words[end - 1].end and words[start].start < constraint.end
            for constraint in taken
        )
        if known and free and not cuts_word(text, words, start, end):
            return end, known
    return start + 1, ()


def named_by(text: str, words: Sequence[Word], store: StoreValues) -> tuple[KnownValue, ...]:
    """Return the values that the words name; two words also as one: "hand bag" is "Handbags"."""
    known = store.phrases.get(tuple(word.term for word in words), ())
    if known or len(words) != 2 or not PARTED.fullmatch(text[words[0].end : words[1].start]):
        return known
    together = [text[word.start : word.end] for word in words]
    if fold(together[1]) in language_rules().fillers:
        return ()  # "veste à" must not be read as "vestea", which has the stem of "veste".
    as_one = terms_of("".join(together))
    # Not if the stem of the joined word is the first word: that of "silverring" is "silver".
    return store.phrases.get(as_one, ()) if as_one != (words[0].term,) else ()


def value_constraint(
    text: str,
    words: Sequence[Word],
    start: int,
    end: int,
    known: Sequence[KnownValue],
    store: StoreValues,
) -> Constraint | None:
    """Return the constraint that words[start:end] express, None if it is not certain.

    `known` are the values that the words name.
    """
    neighbors = [word.term for word in (*words[max(0, start - 1) : start], *words[end : end + 1])]
    other_words = [word.term for word in (*words[:start], *words[end:])]
    first, last = words[start].start, words[end - 1].end
    lead = leads().any.search(text, 0, first)
    tail = TAILS.match(text, last)
    sized = bool(leads().size.search(text, 0, first)) or bool(
        SELF_EVIDENT.fullmatch(text[first : tail.end() if tail else last])
    )
    phrase = [word.term for word in words[start:end]]
    certain = [
        value
        for value in known
        if may_filter(value, phrase, store, sized=sized)
        and (
            value.evidence.supports(neighbors, other_words)
            or is_label(value, text[first:last], neighbors)
        )
    ] or certain_brands(known, text, first, last)
    if len(certain) != 1:
        return None
    [value] = certain
    if value.field == "category":
        written = text[first:last]
        return Constraint(
            value.field, first, last, written, values=value.values, also_searched=True
        )
    begin = lead.start() if lead else first
    finish = tail.end() if tail else last
    return Constraint(value.field, begin, finish, text[begin:finish], values=value.values)


def certain_brands(
    known: Sequence[KnownValue], text: str, start: int, end: int
) -> list[KnownValue]:
    """Return the values that are brands for sure, whatever titles say about text[start:end]."""
    return [
        value
        for value in known
        if is_brand_as_written(value, text, start, end)
        or (len(known) == 1 and is_brand_alone(value, text))
    ]


def unfiltered_colors(text: str, store: StoreValues) -> Iterator[str]:
    """Yield the colors that words surely mean, though too few products have any to filter by.

    A shop that sells sofas and books is an example: the books have no colors.
    """
    words = words_of(text)
    terms = [word.term for word in words]
    start = 0
    while start < len(words):
        end, known = longest_phrase(text, words, start, store, ())
        neighbors = [*terms[max(0, start - 1) : start], *terms[end : end + 1]]
        for value in known:
            others = [*terms[:start], *terms[end:]]
            if value.field == "color" and value.evidence.supports(neighbors, others):
                yield from value.values
        start = end


def is_brand_as_written(value: KnownValue, text: str, start: int, end: int) -> bool:
    """Return whether text[start:end] surely is a brand, though it is a short or common word.

    It is if it has a sign in it ("C&A"), if "by" or "brand" stands before it, or if the query has
    only words of grammar. A word of grammar is also a brand at either end: "on shoes".
    """
    written = text[start:end]
    if value.field != "brand" or fold(written) not in map(fold, value.values):
        return False
    signed = not written.isalnum() and " " not in written
    named = signed or is_only_grammar(text) or bool(leads().name.search(text, 0, start))
    return named or is_brand_at_end(text, start, end)


def is_brand_alone(value: KnownValue, text: str) -> bool:
    """Return whether the whole query is a brand, and its word stands in no other brand's title."""
    is_named = value.field == "brand" and fold(text.strip()) in map(fold, value.values)
    return is_named and not value.evidence.contradictions


def is_brand_at_end(text: str, start: int, end: int) -> bool:
    """Return whether the brand text[start:end] is a word of grammar that begins or ends the text.

    A negator before other words is not a brand ("not hoodie"), unless it alone is in capitals. Nor
    is a word before an amount: "under 50".
    """
    written, rules = text[start:end], language_rules()
    if fold(written) not in rules.connectors | rules.end_words or len(written) < 2:
        return False
    if not re.search(r"\w", text[end:]):
        return True
    if BEFORE_AMOUNT.match(text, end):
        return False
    denies = re.fullmatch(rules.negators, written, re.IGNORECASE)
    shouted = written.isupper() and not text.isupper()
    return not re.search(r"\w", text[:start]) and (shouted or not denies)


def is_only_grammar(text: str) -> bool:
    rules = language_rules()
    return {*tokens(text)} <= rules.fillers | rules.connectors | rules.grammar


def is_label(value: KnownValue, phrase: str, neighbors: Sequence[str]) -> bool:
    """Return whether the phrase is exactly the label of a category, not just a word of its stem.

    "Shorts" are the category, though "short" has the same stem and is in other products' titles.
    """
    if value.field != "category" or value.evidence.contradicted_beside(neighbors):
        return False
    labels = {tuple(tokens(path.rpartition(CATEGORY_SEPARATOR)[2])) for path in value.values}
    typed = tuple(tokens(phrase))
    return typed in labels and typed != terms_of(phrase)


def may_filter(
    value: KnownValue, phrase: Sequence[str], store: StoreValues, *, sized: bool
) -> bool:
    """Return whether the phrase may become a filter on the value's field.

    `sized` is whether the phrase is marked as a size.
    """
    if value.field in conf.settings().attributes and value.field not in CHOICES and not sized:
        # People decide on declared attributes, so titles need not bear them out. While few products
        # have a value, filtering by it would hide those that nobody has decided on yet.
        return len("".join(phrase)) >= 3 and store.coverage.get(value.field, 0) >= COVERED
    if value.field not in CHOICES:
        return sized and bool(SIZE_LIKE.search(value.field.lower()))
    if sized or len("".join(phrase)) < 3:
        return False
    if value.field == "brand":
        return not (len(phrase) == 1 and phrase[0] in terms_in(language_rules().common))
    covered = store.coverage.get(value.field, 0) >= COVERED
    has_evidence = (
        value.evidence.titles > 0
        or value.field == "category"
        or phrase[-1] in terms_in(language_rules().clear_colors)
    )
    return covered and has_evidence


def terms_in(words: frozenset[str]) -> frozenset[str]:
    """Return the terms of a set of words."""
    return conf.once(f"terms in {id(words)}", lambda: frozenset(map(term, words)))
