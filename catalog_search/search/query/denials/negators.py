"""The words of a query that deny others: "not", "without", "zero", "-free", "non-", a minus."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from catalog_search import conf
from catalog_search.search.query.denials.contents import is_content, listed_before
from catalog_search.text.denial_forms import CROSS
from catalog_search.text.rules import LanguageRules, language_rules
from catalog_search.text.rules.language import words

PREFIX = re.compile(r"(?<![\w-])non(?:[-\u2010\u2011]|\s+)(?=[^\W\d_]{3})", re.IGNORECASE)
"""As in "non-alcoholic" and "non alcoholic"."""
CLOSED_PREFIX = re.compile(
    r"(?<![\w-])(?:nicht|non|zero|0|no(?=sugar|salt|fat|carb|gluten|dairy|alcohol|caffeine))"
    r"(?=[^\W\d_]{3,}(?![\w-]))",
    re.IGNORECASE,
)
"""As in "nonalcoholic", "nichtalkoholisch". Names begin so too: the rest must be a known word."""
NO_PREFIX = re.compile(r"(?<![\w-])(?:no|zero|nil|0)-(?:added-)?(?=[^\W\d_]{3})", re.IGNORECASE)
"""As in "no-sugar cola"."""
NONE_OF = re.compile(
    r"(?<![\w'\u2019-])(?P<word>(?!size|age|level|model|number|page|price)[^\W\d_]{3,})"
    r"(?:(?P<amount>\s?[:=]\s?0(?:[.,]0+)?\s?%)|\s?[:=]\s?(?:0(?:[.,]0+)?\s?(?:%|m?g)?|none|nil|zero|no)|(?P<percent>\s0(?:[.,]0+)?\s?(?:%|m?g))"
    r"|\s+(?:not\s+(?:added|included)|excluded)"
    r"|(?P<bare>\??\s+(?:zero|nil|none|removed|avoided|not\s+wanted|(?P<answer>0|no|out))))"
    r"(?![\w%])(?!\.?\s?\d)"
    r"(?=\s+(?P<next>[^\W\d_]+))?",
    re.IGNORECASE,
)
"""As in "sugar: 0" and "sugar not added", at the end of a query. Contents can be anywhere.

An amount denies nothing else: "beer 0%" is a beer. Before further words "no" denies these.
"""
WORDS_WITH_LESS = words(
    "age aim bound care cease count defence defense effort end fault fear flaw form guilt harm "
    "heart help home hope law life limit list match mean mercy mind motion name nerve need pain "
    "peer point power price reck regard relent rest root ruth seam self sense shame sleep speech "
    "spot stain tact taste thank thought time tire truth un use value weight word worth"
)
""""Timeless" denies no time."""
REMOVED = re.compile(
    r"(?<![\w-])d[eé]s?-?(?P<word>caffeinated|alcohol(?=i[sz])|alcool(?=is)|lactosa(?=d)|lactos[eé])"
    r"(?:i[sz](?:ed|[eé]e?s?|ad[oa]s?)|d[oa]s?|es?|s)?(?![\w-])",
    re.IGNORECASE,
)
"""As in "decaffeinated"."""
LESS = re.compile(r"(?<![\w-])(?P<word>[^\W\d_]{3,}?)-?less(?![\w-])", re.IGNORECASE)
"""As in "hoodless"."""
ALLERGY = re.compile(
    r"(?:(?:(?:safe|suitable)\s+)?(?:for|with)\s+(?:an?\s+)?)?(?<![\w'\u2019-])(?P<word>[^\W\d_]{3,}?)"
    r"(?:[\s-]+(?P<what>allerg(?:y|ies|ics?)|intoleran(?:ce|t))"
    r"|-?(?P<joined>allergi(?:en?|ker(?:n|in|innen)?)|intoleran(?:z|te?[nr]?)|unvertr(?:ä|ae)glichkeit))(?!\w)",
    re.IGNORECASE,
)
"""As in "snacks for a nut allergy" and "Nussallergie"."""
EXCEPTING = "but"
"""The word of a negator such as "but" in "any jam but strawberry"."""
QUOTES = "\"'\u2018-\u201f\u00ab\u00bb(\\["
"""Quotes and brackets that may be around a denied word: not "black"."""
BEGIN = r"(?=(?:[&+#@!]\s?)?[^\W\d_])"
"""Where a word begins, maybe with the sign of a brand: "@home"."""
MINUS = re.compile(rf"(?<!\S)(?:[-!]|{CROSS}\ufe0f?\s?)[{QUOTES}]?{BEGIN}")
"""The minus sign as a search operator: "shoes -black"; other engines take "!", people crosses."""


@dataclass(frozen=True, slots=True)
class NegatorForms:
    """Patterns of negators in the catalogue's language."""

    before: re.Pattern[str]
    excepting: re.Pattern[str]
    """As in "any jam but strawberry"."""
    of_contents: re.Pattern[str]
    after: re.Pattern[str]
    """As in "sugar-free", "sugar free" and "sugarfree"."""
    un: re.Pattern[str]
    """As in "unsweetened", which products are said to be. "Unusual" denies nothing."""
    participle: re.Pattern[str]
    """As in "unstriped"."""


def forms_of(rules: LanguageRules) -> NegatorForms:
    before = (
        rf"(?<![\w-])(?:{rules.negators}|{rules.own_negators}|(?P<weak>{rules.weak_negators}))(?![\w'\u2019])(?:(?<=of)-|(?<=from)-|(?<=not)-|(?<=nicht)-|)\s*(?::\s*)?"
        rf"(?:(?:{rules.denied_lead})(?:\s+|(?<=['\u2019])))*(?:[{QUOTES}]\s?(?=\w))?"
    )
    after = (
        r"(?<!\w)(?<!\w['\u2019])(?P<word>[^\W\d_]{3,}?)(?P<joint>[\s\u2010\u2011-]|)"
        rf"(?:{rules.free})(?![\w-])(?!['\u2019]\w)"
        r"(?!\s+(?:than|from|of|von|gifts?|samples?|shipping|delivery|returns?|size)(?!\w))"
    )
    excepting = (
        rf"(?<!\w)(?:{rules.all_goods})\s+(?:[^\W\d_][\w'\u2019-]*,?\s+){{1,3}}?(?P<but>{rules.but})"
        rf"\s+(?!(?:{rules.negators})(?!\w))(?:(?:{rules.denied_lead})\s+)*{BEGIN}"
    )
    return NegatorForms(
        re.compile(before, re.IGNORECASE),
        re.compile(excepting, re.IGNORECASE),
        re.compile(rf"\b(?:{rules.contents})\b", re.IGNORECASE),
        re.compile(after, re.IGNORECASE),
        *(
            re.compile(rf"(?<![\w-])un-?(?=(?:{form})(?![\w-]))", re.IGNORECASE)
            for form in (rules.un_words, rules.participles)
        ),
    )


@dataclass(frozen=True, slots=True)
class Negator:
    """Words of a query, text[start:end], that deny the words at `denied`."""

    start: int
    end: int
    denied: int
    """Where the denied words begin."""
    word: str
    """The first word of the negator in lower case: "not", "zero", "non", "free"."""
    of_contents: bool = False
    """Whether it denies what a product has, as "without" does, rather than what it is."""
    weak: bool = False
    """Whether products use the same words, "sugar-free": then they are searched too."""
    denied_end: int | None = None
    """Where the denied words end, if the negator itself says so."""
    spaced: bool = False
    """Whether it follows its word after a space, where "free" may also mean "without charge"."""
    closed: bool = False
    """Whether it is written together with what it denies."""
    unusual: bool = False
    """Whether it is part of a word that counts as a denial only if no product has it."""
    also: tuple[tuple[int, int], ...] = ()
    """Where further words are that it denies: of "gluten and dairy free"."""


def negators_in(text: str) -> list[Negator]:
    """Return the negators in the text in their order. They may overlap."""
    return sorted(all_negators(text), key=lambda each: (each.start, each.denied))


def all_negators(text: str) -> Iterator[Negator]:
    forms = conf.once("negator forms", lambda: forms_of(language_rules()))
    yield from negators_before(text, forms)
    yield from prefixes(text, forms)
    yield from none_of(text)
    yield from allergies(text)
    yield from unusual_words(text, forms)
    yield from negators_after(text, forms)


def negators_before(text: str, forms: NegatorForms) -> Iterator[Negator]:
    """Yield words that deny what follows them, and minus signs."""
    for match in forms.before.finditer(text):
        word, contents = match[0].lower().split()[0], bool(forms.of_contents.search(match[0]))
        weak = bool(match["weak"])
        yield Negator(match.start(), match.end(), match.end(), word, contents, weak)
    for match in forms.excepting.finditer(text):
        yield Negator(match.start("but"), match.end(), match.end(), EXCEPTING)
    for match in MINUS.finditer(text):
        yield Negator(match.start(), match.end(), match.end(), "-")


def prefixes(text: str, forms: NegatorForms) -> Iterator[Negator]:
    """Yield prefixes that deny the rest of their word: "non-", "un"."""
    for form in (PREFIX, NO_PREFIX, forms.un):
        for match in form.finditer(text):
            yield Negator(match.start(), match.end(), match.end(), "non", weak=True)
    for match in REMOVED.finditer(text):
        start, end = match.span("word")
        yield Negator(match.start(), match.end(), start, "de", weak=True, denied_end=end)
    for match in CLOSED_PREFIX.finditer(text):
        yield Negator(match.start(), match.end(), match.end(), "non", weak=True, closed=True)


def unusual_words(text: str, forms: NegatorForms) -> Iterator[Negator]:
    """Yield words that deny a part of themselves and that few products use: "hoodless"."""
    for match in forms.participle.finditer(text):
        yield Negator(match.start(), match.end(), match.end(), "un", weak=True, unusual=True)
    for match in LESS.finditer(text):
        if match["word"].lower() not in WORDS_WITH_LESS:
            start, end = match.span("word")
            yield Negator(
                start, match.end(), start, "less", weak=True, denied_end=end, unusual=True
            )


def none_of(text: str) -> Iterator[Negator]:
    """Yield amounts of nothing: "sugar: 0"."""
    for match in NONE_OF.finditer(text):
        if match["answer"] and not ends_clause(text, match.end()):
            continue  # As in "baby milk 0-6 months" and "extension lead no plug".
        of_content = is_content(match["word"]) and not is_content(match["next"] or "")
        is_amount = match["amount"] or match["percent"]
        if of_content or not (match["bare"] or match["next"] or is_amount):
            denied, end = match.span("word")
            yield Negator(match.start(), match.end(), denied, "none", weak=True, denied_end=end)


def ends_clause(text: str, end: int) -> bool:
    """Return whether a clause of the query ends there: at punctuation, "and", "thanks"."""
    return bool(conf.once("ends of clauses", clause_end).match(text, end))


def clause_end() -> re.Pattern[str]:
    rules = language_rules()
    others = f"{rules.and_words}|{rules.but}|{rules.chatter_after}|{rules.courtesy}|{rules.under}"
    mark = r"(?!/\s*\d)[^\w\s+~\u2010-\u2015-]"
    return re.compile(rf"\s*(?:$|{mark}|(?:{others})(?!\w))", re.IGNORECASE)


def allergies(text: str) -> Iterator[Negator]:
    """Yield the allergies to contents, such as "nut allergy"."""
    for match in ALLERGY.finditer(text):
        if is_content(match["word"]):
            denied, end = match.span("word")
            word = (match["what"] or match["joined"]).lower()
            yield Negator(match.start(), match.end(), denied, word, weak=True, denied_end=end)


def negators_after(text: str, forms: NegatorForms) -> Iterator[Negator]:
    """Yield "free" behind what it denies, and again for a list before it."""
    for match in forms.after.finditer(text):
        negator = Negator(
            match.start(),
            match.end(),
            match.start(),
            "free",
            weak=True,
            denied_end=match.end("word"),
            spaced=match["joint"].isspace(),
            closed=not match["joint"],
        )
        yield negator
        if also := listed_before(text, *match.span()):
            yield replace(negator, start=also[0][0], also=also)


def begin_of(text: str, negator: Negator) -> int:
    """Return where the words begin that only lead to the negator: "that has absolutely"."""
    lead = conf.once("leads of negators", negator_lead).search(text, 0, negator.start)
    return lead.start() if lead else negator.start


def negator_lead() -> re.Pattern[str]:
    lead = language_rules().negator_lead
    return re.compile(rf"(?<![\w'\u2019-])(?:(?:{lead})\s+)+$", re.IGNORECASE)
