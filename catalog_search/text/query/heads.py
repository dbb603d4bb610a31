"""Words at the end of compounds, which say what these are: "bier" of "weizenbier".

Stems do not tell it alone: that of "weizenbier" is "weizenbi", and "eimer" has that of "leim".
What is known of single words is German.
"""

import re

from catalog_search.text.analysis import language_of_words, term

SHORTEST_HEAD, SHORTEST_BEGINNING = 4, 3
"""Letters of a word at the end of compounds, and of what stands before it."""
SHORT_HEADS = {
    "bad": "",
    "box": "",
    "cap": "",
    "ei": r"(?<!oster)(?<!spiegel)(?<!huhner)(?<!wachtel)(?<!uberraschungs)(?<!schoko)(?<!laden)ei",
    "eis": r"(?<!e)reis|klebereis|[gkp]reis|weis|gleis|speis",
    "gel": r"(?<!bade)(?<!massage)(?<!pflege)(?<!energie)(?<!aloe)(?<=[aeiou])gel|[aeiou]ngel",
    "hut": r"vorhut|nachhut",
    "kur": r"merkur",
    "ol": r"alkohol|ethanol|propanol|enthol|anthenol|phenol|eugenol|retinol|petrol|cholesterol"
    r"|styrol|pherol|glycerol|gl[yv][ck]ol|[iy]tol|thymol|aniol|benzol|toluol|xylol|bolol|symbol"
    r"|parasol|aerosol|lysol|ontrol|karneol|monopol|kapitol|pistol|bristol|vitriol|acetamol|(?:ch|p|t|w)ool",
    "pad": "",
    "rad": r"grad|kamerad|konrad",
    "set": r"headset|handset|closet|offset|reset|korset",
    "tee": r"frottee|komitee|kommitee",
    "top": r"laptop|desktop|stop|rooftop|tabletop",
    "tur": r"(?<!sauna)(?<=a)tur|itur|ultur|[eu]ktur|extur|kontur|montur",
    "uhr": r"(?:ab|an|aus|durch|ein|vor|zu)fuhr",
    "zug": r"(?:ab|an|auf|aus|be|durch|ein|ent|nach|uber|um|vor|klimm)zug",
}
"""German words that are shorter, and ends of others that end so: "preis" is no "eis"."""
PLURALS = frozenset(
    re.findall(
        r"\w+",
        "bad band bild blatt brett buch dach ei fach fass feld glas haus holz horn huhn kalb kind "
        "kleid korn kraut lamm land licht lied loch mann nest rad rind schild tuch wort",
    )
)
"""German words with plurals in "er"."""
LONG = "einzel"
"""The beginning of a word so long that stemmers take all endings off it."""


def may_end_compounds(token: str) -> bool:
    """Return whether the token is long enough, or a word that is known to end compounds."""
    return len(token) >= SHORTEST_HEAD or (is_german() and token in SHORT_HEADS)


def ends_compound(token: str, written: str) -> bool:
    """Return whether the token, with any ending, is the last part of a written compound."""
    if not is_german():
        return True
    place = written.rfind(begin_of(token))
    head, part = term(token), written[place:]
    if place < SHORTEST_BEGINNING or is_another_word(head, written):
        return False
    # "Heizung" has no "Zunge".
    is_cut = head.endswith("ung") and part == head != token
    return term(part) == head and not is_cut


def is_another_word(head: str, written: str) -> bool:
    others = SHORT_HEADS.get(head)
    return bool(others and re.search(rf"(?:{others})(?:e|en|er|n|s|es)?$", written))


def begin_of(token: str) -> str:
    """Return what all forms of the token begin with.

    That is its stem, but for singulars in "er": an "eimer" is no "leim".
    """
    stem = term(token)
    is_singular = is_german() and token == f"{stem}er" and stem not in PLURALS
    return token if is_singular else stem


def is_shortened(token: str) -> bool:
    """Return whether stems of German compounds end before that of their last part does."""
    return is_german() and not term(f"{LONG}{token}").endswith(term(token))


def is_german() -> bool:
    return language_of_words() == "german"
