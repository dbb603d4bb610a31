# ruff: noqa: RUF001  (letters of other alphabets)
"""The currencies that price cells name, by their codes and by the signs of each country."""

import re
from collections.abc import Collection, Set
from functools import lru_cache
from typing import Literal

from catalog_search.sync.cells.prices.currency_names import NAMED
from catalog_search.sync.cells.signs import OF_A_WORD
from catalog_search.text.currencies import DOLLARS, MEANINGS

Mark = Literal[".", ",", ""]
"""What stands before the decimals; "" where that is not known."""

CODES = re.findall(
    r"[A-Z]{3}",
    "AED AFN AMD ANG AOA ARS AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BSD BTN BWP BYN BZD CDF "
    "CLP COP CRC CVE DJF DOP DZD EGP ERN ETB FJD FKP GEL GHS GIP GMD GNF GTQ GYD HNL HRK HTG IDR "
    "IQD IRR JMD JOD KES KGS KHR KMF KPW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK "
    "MNT MOP MRU MUR MVR MWK MYR MZN NAD NGN NIO NPR OMR PAB PEN PGK PHP PKR PYG QAR RSD RUB RWF "
    "SAR SBD SCR SDG SHP SLE SOS SRD SSP STN SVC SYP SZL TJS TMT TND TRY TTD TWD TZS UAH UGX UYU "
    "UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZMW ZWG ZWL",
)
"""Besides those that shoppers name in queries."""

WORDS = ("ALL", "CUP", "TOP")
"""Codes that are words in other letters than capitals."""

PESOS = ("ARS", "CLP", "COP", "DOP", "JMD", "NAD", "NIO", "TTD", "TWD", "UYU", "BRL")
"""Currencies that are written with a dollar sign, too."""

DOLLAR = (*DOLLARS, *PESOS)
WITHOUT_MINOR_UNITS = frozenset(
    re.findall(
        "[A-Z]+",
        "BIF CLP DJF GNF HUF IDR ISK JPY KMF KRW PYG RWF TWD UGX VND VUV XAF XOF XPF",
    )
)
"""Currencies that are not written with decimals: three digits after a separator are thousands."""
WITH_THREE_DECIMALS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR"])
"""Currencies of which a price has three decimals, behind a dot."""
WITH_CENTS = frozenset(["HUF", "IDR", "TWD"])
"""Currencies that are not written with decimals, but whose programs count hundredths."""
RUPEES = frozenset(["INR", "PKR", "BDT", "LKR", "NPR"])
COMMA_GROUPS = RUPEES.union(
    DOLLAR, ["GBP", "EGP", "GHS", "ILS", "KES", "MYR", "NGN", "PHP", "THB", "TZS", "CNY"]
)
DOT_GROUPS = frozenset(["ARS", "BRL", "COP", "CRC", "RSD", "TRY", "UYU"])
"""Currencies with two decimals at most, in whose countries this sign sets thousands apart."""

OF_DOLLARS = {
    **{"USD": "us$ u.s.$", "CAD": "ca$ c$ cdn$", "AUD": "au$ a$", "NZD": "nz$", "SGD": "s$ sg$"},
    **{"HKD": "hk$", "TWD": "nt$", "MXN": "mx$ mex$", "BRL": "r$", "ARS": "ar$", "DOP": "rd$"},
    **{"JMD": "j$ ja$", "XCD": "ec$", "TTD": "tt$", "BBD": "bds$", "BZD": "bz$", "FJD": "fj$"},
    **{"GYD": "g$ gy$", "LRD": "l$ ld$", "SRD": "sr$", "KYD": "ci$", "NAD": "n$", "BSD": "b$"},
    **{"COP": "col$", "CLP": "cl$", "UYU": "$u uy$", "MOP": "mop$", "SBD": "si$", "TOP": "t$"},
    **{"WST": "ws$", "ZWL": "z$", "CUP": "cu$"},
}
"""How each country tells its dollars or pesos from those of others."""

BEFORE = tuple("dgklmpq")
"""Letters that are a sign before the number alone: L 99, but no 1.5L."""
BESIDE = [
    name
    for names in NAMED.values()
    for name in names.split()
    if len(name) < 3 and name.isalpha() and name not in BEFORE
]
"""Signs that count right beside the number only: elsewhere they are words."""

SIGNS: dict[str, tuple[str, ...]] = {
    **MEANINGS,
    **{code.lower(): (code,) for code in CODES},
    **dict.fromkeys(("$", "dollar", "dollars", "dólar", "dólares"), DOLLAR),
    **dict.fromkeys(("$us", "$ us", "u$s", "u$d"), ("USD",)),
    **dict.fromkeys(("us dollar", "u.s. dollar", "u.s. dollars", "u.s."), ("USD",)),
    **dict.fromkeys(("dollar us", "dollars us", "american dollars"), ("USD",)),
    **dict.fromkeys(("swiss franc", "swiss francs", "francs suisses", "franken"), ("CHF",)),
    **dict.fromkeys(("canadian dollars", "dollars canadiens"), ("CAD",)),
    **dict.fromkeys(("$ca", "$ ca", "cdn", "can$"), ("CAD",)),
    **{sign: (code,) for code, signs in OF_DOLLARS.items() for sign in signs.split()},
    **{sign[:-1] + " $": (code,) for code, signs in OF_DOLLARS.items() for sign in signs.split()},
    **dict.fromkeys(("rp", "rupiah"), ("IDR",)),
    **dict.fromkeys(("₫", "đ", "vnđ"), ("VND",)),
    **dict.fromkeys(("₽", "руб", "р", "rur"), ("RUB",)),
    **dict.fromkeys(("₺", "tl"), ("TRY",)),
    **dict.fromkeys(("₪", 'ש"ח', "ש״ח"), ("ILS",)),
    **dict.fromkeys(("฿", "บาท"), ("THB",)),
    **dict.fromkeys(("₴", "грн"), ("UAH",)),
    **dict.fromkeys(("₸", "тг"), ("KZT",)),
    **dict.fromkeys(("円", "yen", "jp¥"), ("JPY",)),
    **dict.fromkeys(("元", "人民币", "cn¥", "rmb"), ("CNY",)),
    **dict.fromkeys(("₩", "원"), ("KRW",)),
    **dict.fromkeys(("kč", "kčs"), ("CZK",)),
    **dict.fromkeys(("sfr", "fr."), ("CHF",)),
    **dict.fromkeys(("лв", "лв."), ("BGN",)),
    **dict.fromkeys(("din", "rsd", "дин"), ("RSD",)),
    **dict.fromkeys(("kd", "د.ك"), ("KWD",)),
    **dict.fromkeys(("e£", "ج.م"), ("EGP",)),
    **dict.fromkeys(("৳", "tk"), ("BDT",)),
    **dict.fromkeys(("s/", "s/."), ("PEN",)),
    **dict.fromkeys(("₲", "gs"), ("PYG",)),
    **dict.fromkeys(("dh", "dhs"), ("AED", "MAD")),
    **dict.fromkeys(("cfa", "fcfa"), ("XOF", "XAF")),
    **{"₱": ("PHP",), "₦": ("NGN",), "rm": ("MYR",), "r": ("ZAR",), "ft": ("HUF",)},
    **{"lei": ("RON",), "kn": ("HRK",), "ден": ("MKD",), "₾": ("GEL",), "₼": ("AZN",)},
    **{"֏": ("AMD",), "сум": ("UZS",), "රු": ("LKR",), "₵": ("GHS",), "gh₵": ("GHS",)},
    **{"ksh": ("KES",), "tsh": ("TZS",), "ush": ("UGX",), "₡": ("CRC",), "bs": ("BOB", "VES")},
    **{"jd": ("JOD",), "dt": ("TND",), "bd": ("BHD",), "د.إ": ("AED",), "ر.س": ("SAR",)},
    **{"₨": ("INR",), "rs": ("INR",)},
    **dict.fromkeys(("¢", "cent", "cents"), (*DOLLAR, "EUR")),
    **{sign: tuple(codes.split()) for codes, signs in NAMED.items() for sign in signs.split()},
}
POUNDS = re.findall("[A-Z]+", "EGP LBP FKP GIP SHP SDG SSP SYP")
SMALL_DOLLARS = re.findall(
    "[A-Z]+", "BBD BMD BND BSD BZD CUP CVE FJD GYD KYD LRD MOP SBD SRD SVC TOP WST XCD"
)
ALSO: dict[str, Collection[str]] = {
    **dict.fromkeys(("rs", "rs.", "₨", "rupee", "rupees"), ("PKR", "LKR", "NPR", "MUR", "SCR")),
    **dict.fromkeys(("£", "pound", "pounds"), POUNDS),
    **dict.fromkeys(("$", "dollar", "dollars"), SMALL_DOLLARS),
    **dict.fromkeys(("fr", "fr.", "franc", "francs"), ("XPF", "XOF", "XAF", "CDF", "RWF", "DJF")),
    **{"¥": ("CNY",), "c$": ("NIO",), "lei": ("MDL",), "b$": ("BND",), "﷼": ("QAR", "SAR", "YER")},
    **{"le": ("EGP",), "km": ("KMF",), "lira": ("LBP", "SYP"), "тг": ("MNT",), "m.n": ("CUP",)},
    **dict.fromkeys(("р", "руб"), ("BYN",)),
    **dict.fromkeys(("रु", "रू", "रुपये"), ("NPR",)),
    **{"ரூ": ("LKR",), "ரூபாய்": ("LKR",), "টাকা": ("INR",), "روپے": ("INR",)},
    **{"r": ("NAD", "SZL", "LSL"), "din": ("MKD", "DZD", "TND", "IQD", "JOD", "KWD", "BHD")},
}
"""What a sign may mean besides, where the row names that currency."""

LETTER = r"[^\W\d_]"


def bounded(sign: str) -> str:
    """Return a pattern for a sign that is no part of a word."""
    before, behind = rf"(?<!{LETTER})(?<!{OF_A_WORD})", rf"(?!{LETTER}|{OF_A_WORD})"
    if sign.isascii():
        before, behind = rf"(?<!{LETTER})", rf"(?!{LETTER})"
    start = before if sign[0].isalpha() and sign not in CJK else ""
    if sign in BEFORE:
        return start + sign + r"(?=[ .]?\d)"
    if sign in BESIDE:
        return rf"(?:{start}{sign}(?=[ .]?\d)|(?:(?<=\d)|(?<=\d )){sign}{behind})"
    is_word = sign[-1].isalpha() or re.match(OF_A_WORD, sign[-1])
    return start + re.escape(sign) + (behind if is_word else "")


CJK = ("円", "元", "원", "บาท", "人民币")
"""Signs that stand behind other words without a space."""
IN_CAPITALS = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(WORDS)})(?![^\W\d_])")


@lru_cache(maxsize=1)
def sign_form() -> re.Pattern[str]:
    """Return the pattern of every sign. Only syncs need it, and it takes .2 s to build."""
    return re.compile("|".join(map(bounded, sorted(SIGNS, key=len, reverse=True))))


@lru_cache(maxsize=1000)
def signs_in(line: str) -> tuple[str, ...]:
    """Return the signs and codes of currencies in the line, as SIGNS calls them."""
    return (*sign_form().findall(line.casefold()), *map(str.lower, IN_CAPITALS.findall(line)))


@lru_cache(maxsize=1000)
def without_signs(line: str) -> str:
    """Return the line in lower case, with ¤ in place of each sign of a currency."""
    return sign_form().sub("¤", IN_CAPITALS.sub("¤", line).casefold())


def currencies_in(line: str) -> tuple[Set[str], Set[str]]:
    """Return the currencies that the line may name, and those that it may mean besides.

    "$12.50 USD" names one: a sign that may mean several agrees with the code beside it.
    """
    signs = signs_in(line)
    named = [set(meanings(sign)) for sign in signs]
    wide = [{*meanings(sign), *ALSO.get(sign, ())} for sign in signs]
    return (set.intersection(*named), set.intersection(*wide)) if signs else (set(), set())


def meanings(sign: str) -> tuple[str, ...]:
    return SIGNS.get(sign) or (sign.upper(),)


def currency_of(line: str, column: str) -> str:
    """Return the currency of a price cell, "" where it names none or may mean several.

    `column` is what the row says elsewhere; a sign that may mean it means it.
    """
    named, wide = currencies_in(line)
    if column in wide:
        return column
    currencies = wide if len(wide) == 1 else named
    return next(iter(currencies)) if len(currencies) == 1 else ""


def is_known_code(text: object) -> bool:
    """Return whether the text is the code of a current currency, in capitals."""
    if not isinstance(text, str) or not text.isupper():
        return False
    return text in WORDS or SIGNS.get(text.lower()) == (text,)


def unclear_sign(line: str, column: str) -> str:
    """Return the sign in a price cell that leaves open which currency is meant, "" if none does.

    One that cannot mean the currency of the column is unclear, too.
    """
    return next(iter(signs_in(line)), "") if not currency_of(line, column) else ""


def is_whole(line: str, column: str) -> bool:
    """Return whether the price is in a currency that is not written with decimals."""
    return possible_currencies(line, column) <= WITHOUT_MINOR_UNITS


def minor_digits(code: str) -> int:
    """Return how many decimals the smallest unit of a currency makes: a yen has no cents."""
    if code in WITH_THREE_DECIMALS or code == "TND":
        return 3
    return 0 if code in WITHOUT_MINOR_UNITS - WITH_CENTS else 2


def usual_mark(mark: str, line: str, column: str) -> Mark:
    """Return the decimal mark where the price's currency is from, "" where both are in use.

    `mark` stands in the number, before three digits.
    """
    currencies = possible_currencies(line, column)
    if currencies <= WITHOUT_MINOR_UNITS:
        return other(mark)
    if not signs_in(line) and not currencies <= RUPEES:
        return ""  # A column of codes may come from a system of another country.
    if currencies <= WITH_THREE_DECIMALS and mark == ".":
        return "."
    return other(mark) if currencies <= (COMMA_GROUPS if mark == "," else DOT_GROUPS) else ""


def possible_currencies(line: str, column: str) -> Set[str]:
    """Return the currencies that the price may be in; "" stands for any."""
    named, wide = currencies_in(line)
    return {column} if column in wide or not named else named


def other(mark: str) -> Mark:
    return "," if mark == "." else "."
