"""Numbers that shoppers write in words: "less than ten dollars", "unter zweihundert Euro"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from catalog_search import conf
from catalog_search.text.currencies import CENT, CURRENCY
from catalog_search.text.rules import NumberWords, language_rules
from catalog_search.text.rules.numbers import MONEY


@dataclass(frozen=True, slots=True)
class WrittenNumbers:
    """Patterns of one language."""

    number: re.Pattern[str]
    lead: re.Pattern[str]
    """What stands before an amount."""
    money: re.Pattern[str]
    """What makes the number before it an amount. "Ten pound dumbbell" tells the weight."""
    words: NumberWords

    def replaced(self, match: re.Match[str]) -> str:
        """Return the number in digits at the end of its place, as it is if it is no amount."""
        is_led = self.lead.search(match.string, 0, match.start())
        is_article = match["words"].lower() in self.words.articles
        if not is_led and (is_article or not self.money.match(match.string, match.end())):
            return match[0]
        value = self.words.value_of(match["words"])
        return str(value).rjust(len(match[0])) if value is not None else match[0]


def written_numbers() -> tuple[WrittenNumbers, ...]:
    """Return the patterns of the catalogue's language, then the English ones."""
    return conf.once("written numbers", lambda: tuple(map(patterns_of, language_rules().numbers)))


def patterns_of(words: NumberWords) -> WrittenNumbers:
    number = words.pattern()
    return WrittenNumbers(
        number=re.compile(
            rf"(?<![\w.,-])(?P<words>{number})"
            rf"(?!\w|-(?!(?:{CURRENCY}))|\s+and\s+(?:a|one)\s+(?:half|quarter))",
            re.IGNORECASE,
        ),
        lead=re.compile(
            rf"(?:(?:{words.leads}|{MONEY}|-|–)\s+|(?<!\w)d['\u2019])$",  # noqa: RUF001
            re.IGNORECASE,
        ),
        money=re.compile(
            rf"[\s-](?!pounds?\b)(?:{CURRENCY}|{CENT})"
            rf"|\s*(?:to\s|-|–)\s*(?:\d+|{number})[\s-](?:{CURRENCY}|{CENT})",  # noqa: RUF001
            re.IGNORECASE,
        ),
        words=words,
    )


def in_digits(text: str) -> str:
    """Return the text, equally long, with the numbers that may be amounts in digits.

    They are put at the end of their words, behind spaces: what follows must stay next to them.
    """
    for language in written_numbers():
        text = language.number.sub(language.replaced, text)
    return text


def start_of_number(text: str, start: int) -> int:
    """Return where the words begin of a number that has digits from `start` on."""
    inside = (each for each in numbers_in(text) if each.start() < start < each.end())
    return next((each.start() for each in inside), start)


def numbers_in(text: str) -> Iterator[re.Match[str]]:
    for language in written_numbers():
        yield from language.number.finditer(text)
