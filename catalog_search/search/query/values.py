"""Colors, brands, categories and sizes in a query, of those that the store has."""

import re
from collections.abc import Iterator, Sequence

from catalog_search import conf
from catalog_search.catalogue.rows import CHOICES
from catalog_search.models import CATEGORY_SEPARATOR
from catalog_search.search.query.parts import Constraint
from catalog_search.search.query.phrases import Phrase, phrases_in
from catalog_search.search.query.shades import start_of_shade
from catalog_search.search.query.value_leads import is_size, leads
from catalog_search.search.query.value_names import is_of_sizes
from catalog_search.text.analysis import Word, fold, term, terms_of, tokens, words_of
from catalog_search.text.goods.goods import are_goods
from catalog_search.text.rules import language_rules
from catalog_search.text.store.values import KnownValue, StoreValues, swatch_terms
from catalog_search.text.tokens.units import UNITS

COVERED = 0.9
"""Minimum share of products with a color (or category) for colors (or categories) to filter."""

BEFORE_AMOUNT = re.compile(r"\W*(?:(?:to|than|de|als)\s+)?\W?\d", re.IGNORECASE)
TAILS = re.compile(r"-?(?:inch(?:es)?|\"|″|colou?red|(?<=\d)\s?cm)(?!\w)", re.IGNORECASE)


def value_constraints(
    text: str, words: Sequence[Word], store: StoreValues, constraints: Sequence[Constraint]
) -> Iterator[Constraint]:
    """Yield the value constraints in the text, outside of the other `constraints`."""
    phrases = phrases_in(text, words, store, constraints)
    yield from without_alternatives(
        text, [each for phrase in phrases if (each := value_constraint(phrase, store))]
    )


def without_alternatives(text: str, constraints: Sequence[Constraint]) -> Sequence[Constraint]:
    """Return the constraints, without all colors if "or" joins one to what has none.

    "Gold, silver or pearl earrings" need have no color; "black shirt or red dress" has one of two.
    """
    colors = [each for each in constraints if each.kind == "color"]
    if not any(is_alternative(text, each, colors) for each in colors):
        return constraints
    return [each for each in constraints if each.kind != "color"]


def is_alternative(text: str, color: Constraint, colors: Sequence[Constraint]) -> bool:
    """Return whether "or" stands beside the color, and no color on the other side of that."""
    before, behind = conf.once("words beside or", words_beside_or)
    first, second = before.search(text, 0, color.start), behind.match(text, color.end)
    sides = []
    if first and not any(each.end <= first.end("word") for each in colors):
        sides.append(first["word"])
    if second and not any(each.start >= second.start("words") for each in colors):
        sides.append(second["words"])
    return any(swatch_terms().isdisjoint(terms_of(side)) for side in sides)


def words_beside_or() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of a word and "or", and of "or" and one word or two."""
    either = rf"\s+(?:{language_rules().or_words})\s+"
    forms = (rf"(?P<word>[^\W\d_]+){either}$", rf"{either}(?P<words>[^\W\d_]+(?:\s\w+)?)")
    first, second = (re.compile(form, re.IGNORECASE) for form in forms)
    return first, second


def value_constraint(phrase: Phrase, store: StoreValues) -> Constraint | None:
    """Return the constraint that the phrase expresses, None if it is not certain."""
    text, first, last = phrase.text, phrase.first, phrase.last
    lead, tail = leads().any.search(text, 0, first), TAILS.match(text, last)
    begin, finish = lead.start() if lead else first, tail.end() if tail else last
    sized = is_size(text, first, finish)
    certain = certain_values(phrase, store, sized=sized) or certain_brands(phrase)
    if not lead and is_of_amount(text, first, last):
        certain = [value for value in certain if value.field != "brand"]
    if len(certain) != 1 or is_half_of_name(phrase) or is_shade_of_next(phrase):
        return None
    [value] = certain
    if is_of_sizes(value) and (behind := leads().behind_size.match(text, finish)):
        finish = behind.end()
    if value.field == "color" and (shade := start_of_shade(text, first, last)) < first:
        begin, typed = shade, text[shade:finish]
        return Constraint("color", begin, finish, typed, values=value.values, also_searched=True)
    if value.field == "category":
        return Constraint(
            value.field, first, last, phrase.typed, values=value.values, also_searched=True
        )
    return Constraint(value.field, begin, finish, text[begin:finish], values=value.values)


def is_half_of_name(phrase: Phrase) -> bool:
    """Return whether the phrase and the next word are a name of goods: "white board"."""
    following = phrase.words[phrase.end : phrase.end + 1]
    texts = (phrase.text[word.start : word.end] for word in following)
    return any(are_goods(terms_of(fold(f"{phrase.typed}{text}"))) for text in texts)


def is_shade_of_next(phrase: Phrase) -> bool:
    """Return whether the phrase is the shade of a color behind it, as "light" of "light grey"."""
    following = phrase.words[phrase.end : phrase.end + 1]
    return any(
        start_of_shade(phrase.text, word.start, word.end) == phrase.first for word in following
    )


def certain_values(phrase: Phrase, store: StoreValues, *, sized: bool) -> list[KnownValue]:
    """Return the values that may filter, and that titles, or a category's label, bear out."""
    terms, neighbors, other_words = phrase.terms, phrase.neighbors, phrase.other_words
    return [
        value
        for value in phrase.values
        if may_filter(value, terms, store, sized=sized)
        and (
            value.evidence.supports(neighbors, other_words)
            or is_label(value, phrase.typed, neighbors)
        )
    ]


def certain_brands(phrase: Phrase) -> list[KnownValue]:
    """Return the values that are brands for sure, whatever titles say about the phrase."""
    return [
        value
        for value in phrase.values
        if is_brand_as_written(value, phrase.text, phrase.first, phrase.last)
        or (len(phrase.values) == 1 and is_brand_alone(value, phrase.text))
    ]


def unfiltered_colors(text: str, store: StoreValues) -> Iterator[str]:
    """Yield the colors that words surely mean, though too few products have any to filter by.

    A shop that sells sofas and books is an example: the books have no colors.
    """
    for phrase in phrases_in(text, words_of(text), store):
        neighbors, other_words = phrase.neighbors, phrase.other_words
        for value in phrase.values:
            if value.field == "color" and value.evidence.supports(neighbors, other_words):
                yield from value.values


def is_brand_as_written(value: KnownValue, text: str, start: int, end: int) -> bool:
    """Return whether text[start:end] surely is a brand, though it is a short or common word.

    It is if it has a sign in it ("C&A"), if "by" or "brand" stands before it, or if the query has
    only words of grammar. A word of grammar is also a brand at either end: "on shoes".
    """
    typed = text[start:end]
    if value.field != "brand" or fold(typed) not in map(fold, value.values):
        return False
    signed = not typed.isalnum() and " " not in typed
    is_marked = signed or is_only_grammar(text) or bool(leads().name.search(text, 0, start))
    return is_marked or is_brand_at_end(text, start, end)


def is_brand_alone(value: KnownValue, text: str) -> bool:
    """Return whether the whole query is a brand, and its word stands in no other brand's title."""
    is_named = value.field == "brand" and fold(text.strip()) in map(fold, value.values)
    return is_named and not value.evidence.contradictions


def is_brand_at_end(text: str, start: int, end: int) -> bool:
    """Return whether the brand text[start:end] is a word of grammar that begins or ends the text.

    A negator before other words is not a brand ("not hoodie"), unless it alone is in capitals. Nor
    is a word of an amount: "under 50".
    """
    typed, rules = text[start:end], language_rules()
    if fold(typed) not in rules.connectors | rules.end_words or len(typed) < 2:
        return False
    if is_of_amount(text, start, end):
        return False
    if not re.search(r"\w", text[end:]):
        return True
    denies = re.fullmatch(rules.negators, typed, re.IGNORECASE)
    shouted = typed.isupper() and not text.isupper()
    return not re.search(r"\w", text[:start]) and (shouted or not denies)


def is_of_amount(text: str, start: int, end: int) -> bool:
    """Return whether the word text[start:end] goes with a number: "18 volt", "under 14 inch"."""
    word, rules = fold(text[start:end]), language_rules()
    if word in UNITS:
        return bool(re.search(r"\d[\s-]?$", text[:start]))
    if word not in rules.connectors | rules.end_words:
        return False
    behind = conf.once("amounts before or", behind_amount).search(text, 0, start)
    return bool(behind or BEFORE_AMOUNT.match(text, end))


def behind_amount() -> re.Pattern[str]:
    """Return the pattern of what stands before "less" in "25 € or less"."""
    return re.compile(rf"\d\W*(?:\w+\s+)?(?:{language_rules().or_words})\s+$", re.IGNORECASE)


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
        return sized and is_of_sizes(value)
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
