"""Numbers that are written in words, for each language: "fifty", "fünfundzwanzig", "deux cents"."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from catalog_search.text.tokens.letters import without_accents

THOUSAND = 1000
DIGITS = r"\d+(?:\.\d+)?"
MONEY = r"(?:euros?|dollars?|d[óo]lar(?:es)?|bucks?|quid|francs?|franken)(?!\w)"
"""Money of which shoppers ask for one: "under a dollar", and name cents behind: "1 euro fifty"."""
ONE = rf"(?<!\bfor a)(?<!\bfür ein)(?<!\bfür einen)(?<!\bpour un)(?<!\bpara un)(?=\s+{MONEY})"
"""What stands around the article of such an amount. A holder "for a euro coin" costs more."""
HUNDRED, TENS, SCORES = 100, 10, (60, 80)


@dataclass(frozen=True, eq=False)
class NumberWords:
    """The words of numbers in one language, and how several make one number. All in lower case."""

    values: Mapping[str, float]
    """Numbers that are added: 20 and 5 of "twenty-five"."""
    scales: Mapping[str, int]
    """Numbers that multiply what stands before them: 100 of "two hundred"."""
    joint: str
    """A regular expression for what joins two words of one number."""
    leads: str
    """What stands before a price. The number in "seven samurai" has none, so it stays a word."""
    only: Mapping[str, str]
    """What must stand around a word to make it a number: "half" is one before "thousand"."""
    articles: frozenset[str]
    """Words for one that are also articles: "a" is an amount in "under a dollar" alone."""
    scales_of_digits: str
    """The scales that may stand behind digits: "2 thousand". French "50 cents" are no 5000."""
    units_first: bool = False
    """Whether the units stand before the tens, as in German."""

    def pattern(self) -> str:
        """Return a regular expression for a whole number."""
        digits = rf"{DIGITS}(?=\s+(?:{self.scales_of_digits}))"
        # A word is read in one way, the longest: "vierzehn" is not "vier" and "zehn".
        word = f"(?>{self.word()})"
        return rf"(?:{word}|{digits})(?:(?:{self.joint}){word})*"

    def word(self) -> str:
        names = sorted([*self.values, *self.scales], key=len, reverse=True)
        return "|".join(name + self.only.get(name, "") for name in names)

    def value_of(self, number: str) -> int | None:
        """Return the value of such a number: "two hundred and fifty" is 250.

        It is None for several numbers: "four fifty" may mean 4.50 or 450.
        """
        if number.lower() in self.articles:
            return 1
        total = part = last = 0.0
        for word in re.findall(rf"{DIGITS}|{self.word()}", number.lower()):
            scale = self.scales.get(word)
            if not scale:
                value = self.values.get(word) or float(word)
                if not self.continues(last, value):
                    return None
                part, last = part + value, value
            elif scale < THOUSAND:
                part, last = (part or 1) * scale, scale
            else:
                total, part, last = total + (part or 1) * scale, 0.0, 0.0
        return int(total + part)

    def continues(self, last: float, value: float) -> bool:
        """Return whether the value may be added to a number whose last word has the value `last`.

        French numbers go on to 19 behind 60 and 80, and say ten and seven for 17.
        """
        if not last or value < 1 or last >= HUNDRED:
            return value < (last or math.inf)
        if last in SCORES or last == TENS:
            return value < (TENS if last == TENS else 2 * TENS)
        if last < TENS:
            return self.units_first and value % TENS == 0
        return last % TENS == 0 and value < TENS


def numbered(names: str, *, start: int = 1, step: int = 1) -> dict[str, float]:
    """Return the numbers from `start` on, by their names and by these without accents.

    Alternatives are joined by slashes: "fünf/fuenf"; an underscore stands for a space.
    """
    return {
        spelled: start + step * place
        for place, alternatives in enumerate(names.replace("/", "\n").split(" "))
        for name in alternatives.replace("_", " ").split("\n")
        for spelled in (name, without_accents(name))
    }


ENGLISH_NUMBERS = NumberWords(
    values={
        **numbered(
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
            "fifteen sixteen seventeen eighteen nineteen"
        ),
        **numbered(
            "twenty thirty forty/fourty fifty sixty seventy eighty ninety/ninty", start=20, step=10
        ),
        **{"half": 0.5, "a": 1, "an": 1},
    },
    scales={"hundred": 100, "thousand": THOUSAND},
    # "Twenty and thirty" are two numbers.
    # "One hundred and two hundred" are two as well; "one hundred and twenty thousand" are one.
    joint=(
        r"\s+|-|(?<=hundred)\s+and\s+(?!(?:[a-z]+[\s-]){1,2}hundred|(?:an?|one)\s+thousand)"
        r"|(?<=thousand)\s+and\s+(?!(?:[a-z]+[\s-]){1,2}thousand)"
        r"|\s+and\s+a\s+(?=half\s+(?:hundred|thousand))"
    ),
    leads=(
        "than|under|below|above|over|about|around|to|most|least|between|and|within|for|is|of|from"
        "|budget|roughly|near|max|maximum|min|minimum"
    ),
    only={
        **dict.fromkeys(("half", "an"), r"(?=\s+(?:hundred|thousand))"),
        "a": rf"(?:(?=\s+(?:hundred|thousand))|{ONE})",
    },
    articles=frozenset(["a", "an"]),
    scales_of_digits="hundred|thousand",
)

GERMAN_NUMBERS = NumberWords(
    values={
        **numbered(
            "ein/einem/einen zwei drei vier fünf/fuenf sechs sieben acht neun zehn elf "
            "zwölf/zwoelf dreizehn vierzehn fünfzehn/fuenfzehn sechzehn siebzehn achtzehn neunzehn"
        ),
        **numbered(
            "zwanzig dreißig/dreissig vierzig fünfzig/fuenfzig sechzig siebzig achtzig neunzig",
            start=20,
            step=10,
        ),
    },
    scales={"hundert": 100, "tausend": THOUSAND},
    joint=r"\s+|und|",
    leads=(
        "unter|bis|zu|als|höchstens|hoechstens|maximal|von|ab|über|ueber|mindestens|wenigstens|um"
        "|etwa|rund|ungefähr|zwischen|und|budget|für|kostet|preis"
    ),
    only={
        "ein": rf"(?:(?=und|\s?(?:hundert|tausend))|{ONE})",
        **dict.fromkeys(("einem", "einen"), ONE),
    },
    articles=frozenset(["ein", "einem", "einen"]),
    scales_of_digits="hundert|tausend",
    units_first=True,
)

FRENCH_NUMBERS = NumberWords(
    values={
        **numbered(
            "un/une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze "
            "quinze seize"
        ),
        **numbered("vingt trente quarante cinquante soixante septante", start=20, step=10),
        **numbered(
            "quatre-vingts/quatre-vingt/quatre_vingts/quatre_vingt/huitante nonante",
            start=80,
            step=10,
        ),
    },
    scales={"cent": 100, "cents": 100, "mille": THOUSAND},
    joint=r"\s+|-|\s+et\s+(?=une?\b|onze\b)|-et-(?=une?\b|onze\b)",
    leads=(
        "de|à|a|sous|maximum|minimum|plus|moins|que|dès|entre|et|environ|vers|peu près|budget"
        "|pour|prix|coûte|coûtant|partir de|jusqu['\u2019][àa]"
    ),
    only={"un": rf"(?:(?<=\bet.un)|{ONE})", "une": r"(?<=\bet.une)"},
    articles=frozenset(["un"]),
    scales_of_digits="mille",
)

SPANISH_NUMBERS = NumberWords(
    values={
        **numbered(
            "un/uno/una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce "
            "quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno/veintiún/veintiuna "
            "veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho "
            "veintinueve"
        ),
        **numbered("treinta cuarenta cincuenta sesenta setenta ochenta noventa", start=30, step=10),
        **numbered(
            "cien/ciento doscientos/doscientas trescientos/trescientas cuatrocientos/cuatrocientas "
            "quinientos/quinientas seiscientos/seiscientas setecientos/setecientas "
            "ochocientos/ochocientas novecientos/novecientas",
            start=100,
            step=100,
        ),
    },
    scales={"mil": THOUSAND},
    # "Veinte y treinta" are two numbers.
    joint=r"\s+|(?<=nta)\s+y\s+(?=(?:un[oa]?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)\b)",
    leads=(
        "de|hasta|a|máximo|mínimo|que|desde|menos|entre|y|unos|sobre|aproximadamente|presupuesto"
        "|por|para|cuesta|precio"
    ),
    only={
        "un": rf"(?:(?<=\by.un)|{ONE})",
        "uno": r"(?<=\by.uno)",
        "una": r"(?<=\by.una)",
    },
    articles=frozenset(["un"]),
    scales_of_digits="mil",
)
