"""The products that denied words exclude: those that affirm them, and do not say otherwise."""

import re
from collections.abc import Sequence

from catalog_search.models import Product, Store
from catalog_search.search.query.denials.implied import Implied, implied_by
from catalog_search.text import analysis
from catalog_search.text.analysis import attribute_words, fold, tokens
from catalog_search.text.denials import DenialReader, plain
from catalog_search.text.query import compounds
from catalog_search.text.store.row_sets import NO_ROWS, Rows, union
from catalog_search.text.store.store_words import StoreWords

MAX_PRODUCTS = 5000
"""Words that occur in more products than this exclude nothing, because they are too unspecific."""
MAX_SCANNED = 10 * MAX_PRODUCTS
"""Products with the rarest of several words, up to which those with all of them are looked for."""
ADDITION = re.compile(r"(?<=\w{4})zus(?:a|ae)tze?$")
"""An ending of denied words in German: "ohne Zuckerzusatz"."""
OTHER_THINGS = re.compile("kunst|hafer|soja|mandel|kokos|reis|pflanzen")
"""Beginnings of German compounds that are no such thing: leather, milk."""
MAX_READ = 200
"""Products with all words of a phrase that are read for whether one has them together."""
SHORTEST_PLURAL = 6
"""Letters of a word that may have lost an ending "es"."""
NAMES = ("title", "category", "colors", "attributes")


def products_affirming(
    store: Store, store_words: StoreWords, phrases: Sequence[str], *, titles_only: bool = False
) -> list[int]:
    """Return the keys of the products that have all words of one of the phrases.

    Takes one query. With `titles_only` only titles are read.
    """
    denied_phrases = [DeniedWords(store_words, tokens(phrase)) for phrase in phrases]
    keys = store_words.products[union([phrase.rows() for phrase in denied_phrases])].tolist()
    if not keys:
        return []
    columns = ("title",) if titles_only else (*NAMES, "description")
    affirming = []
    for product in Product.objects.filter(store=store, pk__in=keys).only(*columns):
        names = plain(fold(product.title)) if titles_only else names_of(product)
        description = "" if titles_only else plain(fold(product.description))
        if any(phrase.affirmed(names, description) for phrase in denied_phrases):
            affirming.append(product.pk)
    return affirming


def said_together(store: Store, store_words: StoreWords, phrase: str) -> bool:
    """Return whether a product has the words together, not only in a denial behind them.

    A title "Cola sugar free" does not say "cola sugar". Takes at most one query.
    """
    reader = DeniedWords(store_words, tokens(phrase)).together
    rows = store_words.rows_with_all(tokens(phrase))[:MAX_READ]
    if not len(rows):
        return False
    found = Product.objects.filter(store=store, pk__in=store_words.products[rows].tolist())
    return any(
        reader.occurs(f"{names_of(product)}\n{plain(fold(product.description))}")
        for product in found.only(*NAMES, "description")
    )


def names_of(product: Product) -> str:
    """Return the product's title, category, colors and attributes, folded."""
    attributes = (attribute_words(value) for value in product.shown_attributes.values())
    words = (word for value in attributes for word in value)
    colors = map(str, product.colors)
    return plain(fold("\n".join([product.title, product.category, *colors, *words])))


class DeniedWords:
    """Words that a shopper does not want, and what implies them."""

    def __init__(self, store_words: StoreWords, words: Sequence[str]) -> None:
        words = [ADDITION.sub("", word) for word in words]
        self.store_words, self.words = store_words, words
        single = words[0] if len(words) == 1 else ""
        self.implied = implied_by(analysis.term(single)) or Implied("")
        similar = [each[0] for each in store_words.thesaurus.of((single,)) if len(each) == 1]
        if single.endswith("es") and len(single) > SHORTEST_PLURAL:
            # The Spanish stemmer takes "azucares" and "azucar" for two words.
            similar.append(single.removesuffix("es"))
        similar += kinds_of(single, store_words)
        self.implied_words = [*self.implied.words.split(), *similar]
        self.readers = [DenialReader(forms([word], store_words)) for word in words]
        # Of "no gluten and dairy free bread" the last words are "dairy free".
        is_one = len(words) > 1 and "free" not in words
        parts = [forms([word], store_words) for word in words] if is_one else [set[str]()]
        self.together = DenialReader(*parts)
        self.implied_reader = DenialReader(forms(self.implied_words, store_words))

    def rows(self) -> Rows:
        """Return the rows of the products that mention the words, or what implies them.

        There are none if the words are too unspecific.
        """
        if not self.words:
            return NO_ROWS
        having, implied = map(self.rows_with_each, (self.words, self.implied_words))
        if min(map(len, having)) > MAX_SCANNED or max(map(len, implied), default=0) > MAX_PRODUCTS:
            return NO_ROWS
        rows = union([self.store_words.rows_with_all(self.words), *implied])
        return rows if len(rows) <= MAX_PRODUCTS else NO_ROWS

    def rows_with_each(self, words: Sequence[str]) -> list[Rows]:
        return [self.store_words.rows_with(analysis.term(word)) for word in words]

    def affirmed(self, names: str, description: str = "") -> bool:
        """Return whether a product with these folded texts has what the words say.

        It has not if `names` deny it, or if every mention does. If it has the words together,
        only those count: "olive oil, no palm oil".
        """
        names, description = map(self.implied.without_other_meanings, (names, description))
        if any(reader.mentions(names).denied for reader in (*self.readers, self.together)):
            return False
        text = f"{names}\n{description}"
        if any(together := self.together.mentions(text)):
            return together.affirmed
        mentions = [reader.mentions(text) for reader in self.readers]
        if all(each.affirmed for each in mentions):
            return True
        if any(each.denied for each in mentions):
            return False
        return self.implied_reader.mentions(self.implied.remaining(text)).affirmed


def kinds_of(word: str, store_words: StoreWords) -> list[str]:
    """Return the compounds of the store that end with the word, but no imitations."""
    return [
        each for each in compounds.ending_with(word, store_words) if not OTHER_THINGS.match(each)
    ]


def forms(words: Sequence[str], store_words: StoreWords) -> set[str]:
    """Return the words in every form in which the store writes them."""
    variants = (store_words.written_forms(analysis.term(word)) for word in words)
    return {form for each in variants for form in each} | set(words)
