"""The products that denied words exclude: those that affirm them, and do not say otherwise."""

import re
from collections.abc import Callable, Iterator, Sequence

from catalog_search.models import Product, Store
from catalog_search.search.query.denials.elisions import ELISIONS, joined_forms, words_in
from catalog_search.search.query.denials.holders import are_holders, names_of_holders
from catalog_search.search.query.denials.implied import implied_by
from catalog_search.search.query.denials.kinds import made_of, made_with, same_wearers, similar_to
from catalog_search.search.query.denials.other_names import as_one, other_names, single_name
from catalog_search.text import analysis
from catalog_search.text.analysis import fold
from catalog_search.text.answers import attribute_lines, term_of_name
from catalog_search.text.denials import DenialReader, is_turned_round, plain
from catalog_search.text.rules.implied import Implied
from catalog_search.text.store.row_sets import NO_ROWS, Rows, intersected, union
from catalog_search.text.store.store_words import StoreWords

MAX_PRODUCTS = 5000
"""Words that occur in more products than this exclude nothing, because they are too unspecific."""
MAX_SCANNED = 10 * MAX_PRODUCTS
"""Products with the rarest of several words, up to which those with all of them are looked for."""
ADDITION = re.compile(r"(?<=\w{4})(?:zus(?:a|ae)tze?|haltig(?:e[mnrs]?)?)$")
"""Endings of denied words in German: "ohne Zuckerzusatz", "nicht zuckerhaltig"."""
MAX_READ = 200
"""Products with all words of a phrase that are read for whether one has them together."""
NAMES = ("title", "category", "colors", "attributes")


def products_affirming(
    store: Store,
    store_words: StoreWords,
    phrases: Sequence[str],
    *,
    denial: str = "",
    typed: Sequence[str] = (),
) -> list[int]:
    """Return the keys of the products that have all words of one of the phrases.

    Takes one query. Products whose name has the `denial` as it was typed, such as "not for
    tourists", do not have the phrase that it ends with. `typed` are the tokens of the query.
    """
    denied_phrases = [
        DeniedWords(store_words, words_in(phrase), denial if denial.endswith(phrase) else "", typed)
        for phrase in phrases
    ]
    rows = union([phrase.rows() for phrase in denied_phrases])
    return [
        key
        for key, names, description in texts_of(store, store_words, rows)
        if any(phrase.affirmed(names, description) for phrase in denied_phrases)
    ]


def products_titled(
    store_words: StoreWords, phrases: Sequence[str], part: Callable[[str], str]
) -> list[int]:
    """Return the keys of the products that have all words of a phrase in this part of the title.

    Takes no query.
    """
    denied_phrases = [DeniedWords(store_words, words_in(phrase)) for phrase in phrases]
    rows = union([phrase.rows() for phrase in denied_phrases]).tolist()
    titles = {row: plain(part(store_words.titles[row])) for row in rows}
    having = [row for row in rows if any(phrase.affirmed(titles[row]) for phrase in denied_phrases)]
    keys: list[int] = store_words.products[having].tolist()
    return keys


def products_denying(store: Store, store_words: StoreWords, phrases: Sequence[str]) -> list[int]:
    """Return the keys of the products that say that they have not what a phrase says.

    "Pasta gluten-free" denies gluten. Takes one query.
    """
    denied_phrases = [DeniedWords(store_words, words_in(phrase)) for phrase in phrases]
    rows = union([phrase.rows_denying() for phrase in denied_phrases])
    return [
        key
        for key, names, description in texts_of(store, store_words, rows)
        if any(phrase.denied(f"{names}\n{description}") for phrase in denied_phrases)
    ]


def texts_of(store: Store, store_words: StoreWords, rows: Rows) -> Iterator[tuple[int, str, str]]:
    """Yield the keys of the products in these rows, with their names and descriptions, folded."""
    keys = store_words.products[rows].tolist()
    columns = (*NAMES, "description")
    products = Product.objects.filter(store=store, pk__in=keys).only(*columns) if keys else ()
    for product in products:
        yield product.pk, names_of(product), plain(fold(product.description))


def is_mentioned(store_words: StoreWords, phrase: str) -> bool:
    """Return whether products have all words of the phrase, or what implies them."""
    return len(DeniedWords(store_words, words_in(phrase)).rows()) > 0


def said_together(store: Store, store_words: StoreWords, phrase: str) -> bool:
    """Return whether a product has the words together, not only in a denial behind them.

    A title "Cola sugar free" does not say "cola sugar". Takes at most one query.
    """
    words = DeniedWords(store_words, words_in(phrase))
    texts = texts_of(store, store_words, words.rows_with_all()[:MAX_READ])
    return any(words.together.occurs(f"{names}\n{description}") for _, names, description in texts)


def names_of(product: Product) -> str:
    """Return the product's title, category, colors and attributes, folded."""
    lines = attribute_lines(product.shown_attributes)
    colors = map(str, product.colors)
    return plain(fold("\n".join([product.title, product.category, *colors, *lines])))


class DeniedWords:
    """Words that a shopper does not want, and what implies them."""

    def __init__(
        self,
        store_words: StoreWords,
        words: Sequence[str],
        denial: str = "",
        typed: Sequence[str] = (),
    ) -> None:
        self.denial = pattern_of(denial)
        denied = [ADDITION.sub("", word) for word in words]
        # Of "no gluten and dairy free bread" the last words are "dairy free".
        words = denied if "free" in denied else as_one(denied, store_words)
        self.store_words, self.words = store_words, words
        single = single_name(words)
        self.implied = implied_by(analysis.term(single)) or Implied("")
        self.implied_words = [*self.implied.words.split(), *similar_to(single, store_words)]
        self.whole_words = [word for word in words if word not in ELISIONS] or words
        self.readers = [DenialReader(forms([word], store_words)) for word in self.whole_words]
        is_one = len(words) > 1 and "free" not in words
        self.together = reader_of(words, store_words) if is_one else DenialReader(set[str]())
        self.holders = names_of_holders(single, forms([single], store_words), typed)
        compounds = made_of([single, *self.implied_words], store_words)
        self.implied_words += made_with(compounds)
        self.implied_reader = DenialReader(forms(self.implied_words, store_words))
        compounds += same_wearers(single, store_words)
        self.compounds = [each for each in compounds if not are_holders(each, typed)]
        self.compound_reader = DenialReader(self.compounds)
        written_apart = [tuple(denied)] if len(words) < len(denied) else []
        self.other_names = [*other_names(words, store_words), *written_apart]
        self.other_readers = [reader_of(name, store_words) for name in self.other_names]

    def rows(self) -> Rows:
        """Return the rows of the products that mention the words, or what implies them.

        There are none if the words are too unspecific.
        """
        if not self.words:
            return NO_ROWS
        all_implied = [*self.implied_words, *self.compounds]
        having, implied = map(self.rows_with_each, (self.whole_words, all_implied))
        if min(map(len, having)) > MAX_SCANNED or max(map(len, implied), default=0) > MAX_PRODUCTS:
            return NO_ROWS
        named = (intersected(self.rows_with_each(name)) for name in self.other_names)
        answered = (each for each in self.rows_with_each(self.closed()) if len(each) <= MAX_READ)
        rows = union([self.rows_with_all(), *named, *implied, *answered])
        return rows if len(rows) <= MAX_PRODUCTS else NO_ROWS

    def rows_denying(self) -> Rows:
        """Return the rows of the products that may deny the words: "sugarfree" is one word."""
        if not self.words:
            return NO_ROWS
        rows = union([self.rows_with_all(), *self.rows_with_each(self.closed())])
        return rows if len(rows) <= MAX_PRODUCTS else NO_ROWS

    def closed(self) -> list[str]:
        """Return the words that deny: products may say "not sugarfree"."""
        [*_, last] = self.words
        ends = [f"{last}{each}" for each in ("free", "less", "frei", "los")]
        return [f"non{last}", f"un{last}", *ends]

    def denied(self, text: str) -> bool:
        """Return whether the folded text denies the words wherever it has them."""
        reader = self.together if len(self.words) > 1 else self.readers[0]
        mentions = reader.mentions(text)
        return mentions.denied and not mentions.affirmed

    def rows_with_all(self) -> Rows:
        return intersected(self.rows_with_each(self.whole_words))

    def rows_with_each(self, words: Sequence[str]) -> list[Rows]:
        """Return the rows with each of the words, also where an elided one is joined to it."""
        return [self.rows_with(word) for word in words]

    def rows_with(self, word: str) -> Rows:
        """Return the rows with the word, in names of attributes too unless these are too many."""
        rows = union(
            [self.store_words.rows_with(analysis.term(form)) for form in joined_forms(word)]
        )
        named = union([rows, self.store_words.rows_with(term_of_name(word))])
        return named if len(named) <= MAX_PRODUCTS else rows

    def affirmed(self, names: str, description: str = "") -> bool:
        """Return whether a product with these folded texts has what the words say.

        It has not if `names` deny it, or if every mention does. If it has the words together,
        only those count: "olive oil, no palm oil".
        """
        names, description = map(self.implied.without_other_meanings, (names, description))
        names, description = (self.holders.sub(" ", each) for each in (names, description))
        if any(reader.mentions(names).denied for reader in (*self.readers, self.together)):
            return False
        if (typed := self.denial.search(names)) and not is_turned_round(typed):
            return False
        text = f"{names}\n{description}"
        if any(together := self.together.mentions(text)):
            return together.affirmed
        return self.affirmed_apart(names, text)

    def affirmed_apart(self, names: str, text: str) -> bool:
        """Return whether the text has each of the words, another name of them, or implies them.

        Compounds that begin with them count in `names` only.
        """
        mentions = [reader.mentions(text) for reader in self.readers]
        others = [reader.mentions(text) for reader in self.other_readers]
        if any(each.denied for each in others):
            return False
        if all(each.affirmed for each in mentions):
            return True
        if any(each.denied for each in mentions):
            return False
        if any(each.affirmed for each in others):
            return True
        implied = self.implied_reader.mentions(self.implied.remaining(text)).affirmed
        return implied or self.compound_reader.mentions(names).affirmed


def pattern_of(denial: str) -> re.Pattern[str]:
    """Return the pattern of these words in a folded text, of nothing if there are none."""
    words = re.escape(plain(fold(denial))) or "(?!)"
    return re.compile(rf"(?<!\w){words}(?!\w)")


def reader_of(name: Sequence[str], store_words: StoreWords) -> DenialReader:
    """Return the reader of a name whose words stand together."""
    return DenialReader(*(forms([word], store_words) for word in name))


def forms(words: Sequence[str], store_words: StoreWords) -> set[str]:
    """Return the words in every form in which the store writes them."""
    written = (store_words.written_forms(analysis.term(word)) for word in words)
    return {form for forms in written for form in forms} | set(words)
