"""Patterns of denials in products' texts, made of the words of a language's rules."""

import re
from dataclasses import dataclass

from catalog_search import conf
from catalog_search.text.rules import LanguageRules, language_rules
from catalog_search.text.tokens.letters import MARKS

ZERO = r"(?<![\w.,])0(?:[.,]0+)?\s?(?:%|percent|g|mg)?"
LESS_THAN = r"(?:<|less\s+than|weniger\s+als|unter|menos\s+de|moins\s+de)"
NOTHING_OF = r"(?:no|zero)(?:\s+(?:nasties|toxins|bad\s+stuff))?"
TRACE = rf"{LESS_THAN}\s?0[.,](?:[0-4]\d*|50*)\s?(?:%|g|mg)"
"""So little that labels may call it none."""
MEASURE = r"(?:\s+(?:content|level))?(?:\s*\((?:g|mg|%)[^)\n]{0,20}\))?"
"""Text between a word and its amount: "sugars (g per 100 ml): 0"."""
SOME = r"(?!0(?:[.,]0+)?(?![\d.,]))\d{1,2}(?:[.,]\d+)?\s?(?:g|mg|%)(?!\w)"
"""An amount of something that there is. What weighs 100 g may be the pack."""
CROSS = "[\u2717\u2718\u274c\u2716\U0001f6ab\u26d4]"
CHECK = "[\u2713\u2714\u2705\u2611]"
CONTAINS = r"(?:contains?|containing|contienen?|contenga|contient|contiennent|enthalt|enthalten)"
ANSWERED = (
    r"(?![\w-])(?=\s*(?:[^\w\s\-\u2013\u2014]|$|\n)|\s+[-\u2013\u2014]\s"
    r"|\s+\w+(?:\s\w+)?\s?[:=]|\s+(?:added|present|contained|detect\w+|found|used|at\s+all"
    r"|what\w+|thanks?|way|per|pro|por|par|danke|gracias|merci"
    r"|(?:anadid|agregad|ajoute|zugesetzt|hinzugefugt|enthalten|contiene|contient)\w*)\b)"
)
"""Where "no" is the answer: that of "hood: no", but not of "hood: no lining"."""
MADE_WITH = (
    r"(?:(?:made|sweetened|prepared|treated|flavou?red|scented)\s+(?:with|from|using)"
    r"|(?:comes?|coming|equipped|fitted|supplied|delivered|provided)\s+with"
    r"|(?<=not\s)(?:(?:suitable|intended|meant|made)\s+)?for|(?<=nicht\s)(?:geeignet\s+)?fur"
    r"|(?<=no\s)apt[oa]s?\s+para|(?<=pas\s)(?:adaptee?s?|compatibles?)\s+(?:a|aux?|avec|pour))"
)
ANSWERED_NO = r"\s?[:=?]\s*(?:no|false|nein|non)\s*(?:[.,;|)\n]|$)"
"""The answer behind a denial that turns it round: "sugar free: no"."""
NOT_FREE = (
    r"(?![\w-])(?!\s+(?:of\s+charge|from|of|gifts?|samples?|shipping|delivery|returns?|with))"
    rf"(?!{ANSWERED_NO})"
)
FURTHER = r"ex[ck]l\.|void\s+of|in\s+lieu\s+of|denuee?s?\s+de"
"""Deniers beside those of the rules."""


@dataclass(frozen=True, slots=True)
class DenialForms:
    """Patterns of denials in products' texts, in the catalogue's language."""

    before: re.Pattern[str]
    listing: re.Pattern[str]
    """Words that deny all items after them: "free from nuts, milk and soy"."""
    and_words: re.Pattern[str]
    or_words: re.Pattern[str]
    after: re.Pattern[str]
    suffix: re.Pattern[str]
    answered_no: re.Pattern[str]
    affirmed: re.Pattern[str]
    """What makes of a denial behind it the opposite: "not" of "not free from nuts"."""


def denial_forms() -> DenialForms:
    return conf.once("denial forms", lambda: forms_of(language_rules()))


def forms_of(rules: LanguageRules) -> DenialForms:
    return DenialForms(
        before=before_form(rules),
        listing=re.compile(rf"(?:{rules.text_listing})(?:\s?:)?|{NOTHING_OF}\s?:"),
        and_words=re.compile(rf",|\b(?:{rules.and_words})\b|&|\bu\."),
        or_words=re.compile(rf"\b(?:{rules.or_words})\b"),
        after=after_form(rules),
        suffix=re.compile(rf"(?:{rules.text_free})?(?![^\W_]|[{MARKS}]|\+\+|#)"),
        answered_no=re.compile(ANSWERED_NO),
        affirmed=re.compile(
            rf"(?:(?<![\w-])(?:{rules.text_affirmers})|n['\u2019]t)"
            r"(?:\s+(?:be(?:\s+\w+(?:ed|de))?|[^\W_]+ly|100\s?%|(?:suitable\s+)?for(?:\s+(?:people|those)\s+with)?))?\s+$"
        ),
    )


def before_form(rules: LanguageRules) -> re.Pattern[str]:
    """Return a pattern of denials before a word: "no sugar", "free from nuts, milk and soy"."""
    # A denial ends at an amount: "zero fat 10 g sugar" does not deny sugar.
    word = rf"\(?(?!(?:{rules.text_stops})(?!\w)|\d)[\w'\u2019-]+\)?"
    listing = rf"(?:{rules.text_listing}|{NOTHING_OF})\s?:"
    denier = (
        rf"(?:(?<![\w'\u2019-])(?:{listing}|{FURTHER}|{rules.text_deniers})|\wn['\u2019]t|{ZERO}|{TRACE}"
        rf"|^\s*{CROSS})"
    )
    joints = rf"{rules.or_words}|{rules.and_words}|u\."
    divider = rf"(?:\s*,\s*(?:(?:{joints})\s+)?|\s+(?:{joints}|&)\s+|\s*/\s*)"
    return re.compile(
        # With a hyphen it denies only the word behind that: "no-bake cake" is a cake.
        rf"(?P<denier>{denier})(?:-(?:\w+-)?"
        rf"|(?:\s+|(?<=(?<!\w)s/))(?:{CONTAINS}:?\s+|{MADE_WITH}\s+)?"
        rf"(?P<listed>(?:{word}(?:\s+{word}){{0,2}}{divider}){{0,5}})(?:{word}\s+){{0,3}})$"
    )


def after_form(rules: LanguageRules) -> re.Pattern[str]:
    """Return a pattern of denials behind a word: "sugar-free", "sugar: 0 g", "nuts: none"."""
    free = rf"(?:{rules.free}){NOT_FREE}"
    return re.compile(
        rf"(?:[\s_-]|\s[-\u2013\u2014]\s|)?{free}|-(?:{rules.text_free}){NOT_FREE}"
        rf"|-(?:\s*(?:,|and|or|&|und|oder)\s*\w+-?){{1,3}}[\s-]?{free}"
        rf"|{MEASURE}\s*[:=(|\u2013\u2014-]?\s+?0(?:[.,]0+)?\s?(?:%|percent|g|mg)(?!\w)"
        rf"|{MEASURE}\s*[:=(?|]\s*(?:0(?:[.,]0+)?\s?(?:%|percent|g|mg)?(?![\w%]|[.,]\d)"
        r"|not\s+(?:present|detected|detectable|contained|found|used|added)"
        r"|not\s+(?:available|provided|supplied|fitted)(?=\s*(?:[.,;!)|\n]|$))"
        r"|(?:none|nil|false|absent|never|nein|nicht\s+enthalten|n/a)(?!\w)"
        r"|(?:no|zero|without|free|keine?[rs]?|ohne|ningun[oa]|sin|aucune?|non|sans)"
        rf"{ANSWERED})"
        rf"|{MEASURE}\s*[:=(|]?\s*{TRACE}(?!\w)"
        r"|\s\((?:g|mg|%)[^)\n]{0,20}\)\s0(?:[.,]0+)?(?![\w%]|[.,]\d)"
        r"|\s+(?:nil|none|zero|absent|cero|null)(?=\s*(?:[.,;!)|\n]|$))"
        r"|\s[-\u2013\u2014]\s(?:nil|none|zero|no|nein|non)(?=\s*(?:[.,;!)|\n]|$))"
        rf"|[ \t]*[:=(]?[ \t]*{CROSS}"
        r"|[\s-]+(?:(?:(?:(?:is|are|was|were|has\s+been)\s+)?(?:not|never)[\s-]+"
        r"|(?:is|are|was|were)n['\u2019]?t\s+)(?:included|added|contained|used|present)"
        r"|(?:(?:is|are|was|were|has\s+been)\s+)?(?:excluded|omitted|removed|replaced|left\s+out|gone"
        r"|missing|sold\s+separately)|(?:est\s+|sont\s+)?exclue?s?)(?!\w)"
        r"|\s+(?:(?:ist|sind|wird|werden)\s+)?nicht\s+(?:enthalten|drin|dabei|zugesetzt|verwendet)"
        r"|\s+(?:no|non)\s+(?:anadid|agregad|ajout)\w+|\s+(?:w[iu]rden?\s+|wird\s+|haben\s+wir\s+)?verzicht\w*"
        r"|[\s-]+(?:allerg(?:y|ies|ics?)|intoleran(?:ce|t))(?!\w)"
        r"|[\s-]+(?:alternative|substitute|replacement|replacer)s?(?!\w)"
    )
