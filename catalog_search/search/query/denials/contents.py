"""Contents that products are free of, and lists of these: "gluten, dairy and nut free"."""

import re

from catalog_search import conf
from catalog_search.search.query.values import terms_in
from catalog_search.text.analysis import term
from catalog_search.text.rules import LanguageRules, language_rules
from catalog_search.text.rules.language import words

FREE_OF = words(
    "alcohol allergen almond aluminium aluminum aspartame bpa caffeine celery chemical corn "
    "cruelty dairy dye egg fat fish fragrance fructose gluten gmo lactose latex lead lupin meat "
    "milk mustard nickel nut oil paraben peanut perfume phthalate plastic preservative pvc salt "
    "scent sesame shellfish silicone soy soya sugar sulfate sulfite sulphate sulphite sweetener "
    "wheat yeast "
    "alkohol duft eier erdnüsse fett gentechnik hefe koffein laktose milch nickel nüsse palmöl "
    "parfüm salz silikon soja tierversuche weizen zucker "
    "blei erdnuss farbstoff fruktose konservierungsstoff mandeln parabene sellerie senf sesam "
    "fluor kunststoff metall plastik schalenfrüchte "
    "azúcar frutos gluten huevo lactosa leche nueces sal "
    "alcohol almendras aluminio cacahuetes cafeína colorantes conservantes edulcorantes fructosa "
    "grasa lácteos mostaza níquel parabenos plomo sésamo siliconas sulfatos sulfitos trigo "
    "arachides lait noix oeufs sel sucre "
    "alcool amandes blé caféine cacahuètes colorants conservateurs édulcorants moutarde parabènes "
    "plomb sésame sulfites"
)
"""Contents that "free" denies after a space, even if a category or facet has the same name."""
WORDS_WITH_FREE = words("care duty foot hand hands hassle rent risk scot stress tax toll worry")
""""Carefree" denies no care, and "hands-free" no hands."""
HYPHEN = r"[-\u2010\u2011]"


def joint_forms(rules: LanguageRules) -> re.Pattern[str]:
    """Return the pattern of a word in such a list, with the joint to the next one."""
    joint = rf"(?:{rules.or_words}|{rules.and_words}|[&+])\s+"
    return re.compile(
        r"(?<![\w'\u2019])(?P<word>[^\W\d_]{3,})"
        rf"(?:(?P<cut>{HYPHEN})?(?:(?P<comma>\s*,\s*)(?:{joint})?|\s+{joint}|\s*/\s*)|{HYPHEN})$",
        re.IGNORECASE,
    )


def listed_before(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return where the words are that text[start:end], such as "nut free", denies as well.

    They are contents, or end with the hyphen of "sugar- and gluten-free". If the text is no more
    than "milk, gluten free", milk is what is searched for.
    """
    forms = conf.once("joints of lists", lambda: joint_forms(language_rules()))
    spans: list[tuple[int, int]] = []
    joined = bool(re.search(r"\w", text[end:]))
    while (match := forms.search(text, 0, start)) and (match["cut"] or is_content(match["word"])):
        spans.insert(0, match.span("word"))
        start = match.start()
        joined = joined or match[0] != match["word"] + (match["comma"] or "")
    return tuple(spans) if joined or text[:start].strip() else ()


def is_content(word: str) -> bool:
    """Return whether products are often said to be free of it."""
    return term(word.casefold()) in terms_in(FREE_OF)
