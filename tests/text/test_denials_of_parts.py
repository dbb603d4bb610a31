"""What a text says of a part or content that is named beside another denial."""

import pytest

from catalog_search.text.analysis import fold
from catalog_search.text.denials import DenialReader, plain

CASES = [
    (
        "german",
        {"kapuze"},
        "Ohne Kapuze.|Kapuze: nein|Kapuze: keine|Jacke, keine Kapuze",
        "Ohne Fell an der Kapuze.|Kein Fell an der Kapuze.|Keine Kordel in der Kapuze."
        "|Ohne Naht im Stoff der Kapuze|Kapuze: nicht abnehmbar|Kapuze: ohne Fell",
    ),
    ("german", {"absatz"}, "Ohne Absatz.", "Ohne Riemen am Absatz.|Ohne Logo auf dem Absatz."),
    (
        "french",
        {"capuche"},
        "Sans capuche.|Capuche : non|Capuche : non.|Capuche (non)|Capuche : aucune",
        "Sans fourrure à la capuche.|Sans cordon à la capuche.|Capuche : non amovible."
        "|Capuche : non doublée.|Capuche (non amovible).|Capuche : sans fourrure"
        "|Veste sans manches à capuche",
    ),
    ("french", {"hood"}, "without a hood|does not have a hood", "with a hood"),
    (
        "spanish",
        {"capucha"},
        "Sin capucha.|Capucha: no|Capucha: no, bolsillos: sí|Capucha (no)",
        "Capucha: no desmontable.|Capucha: no extraíble|Capucha (no desmontable)"
        "|Sin pelo en la capucha",
    ),
    (
        "spanish",
        {"azucar"},
        "s/azúcar|s/ azúcar|azúcar: no añadido|azúcar: no contiene",
        "c/azúcar",
    ),
    (
        "english",
        {"strap"},
        "No strap.|Strap: no|Strap: none|strap: no - lining: yes|strap: none lining: none",
        "Strap: no adjustment needed.|Strap: not adjustable|Strap: no-slip|Strap: non-slip"
        "|Strap: zero slip|Strap: without padding",
    ),
    (
        "english",
        {"sugar"},
        "All the taste, none of the sugar.|no nasties: sugar, SLS|sugar: no thanks"
        "|sugar: none added|sugar: zero per serving",
        "No longer sugar-free.|No lack of sugar.|not lacking sugar|Can't be made without sugar."
        "|Made without caffeine from sugar and water.|No gluten / sugar 10 g"
        "|No silicone, sugar, parfum|0% fat, sugar, salt",
    ),
    (
        "english",
        {"parfum"},
        "0% silicone, parfum, dyes|No silicone, parfum, dyes",
        "No bag, parfum",
    ),
    ("english", {"alcohol"}, "0,0 % vol. alcohol|0.0% vol alcohol", "alcohol 5 % vol."),
    ("german", {"parfum"}, "0% Silikone, Parfüm, Farbstoffe", "Silikone 0 %. Mit Parfüm"),
    ("french", {"parfum"}, "0 % silicone, parfum, colorant", "0 % lait, parfum"),
    ("german", {"zucker"}, "zuckerfrei", "nicht mehr zuckerfrei"),
]


@pytest.mark.parametrize(("language", "forms", "denied", "affirmed"), CASES)
def test_only_what_denies_the_word_itself_counts(
    settings, language: str, forms: set[str], denied: str, affirmed: str
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    reader = DenialReader(forms)
    says = {text: reader.mentions(plain(fold(text))) for text in f"{denied}|{affirmed}".split("|")}
    assert [text for text in denied.split("|") if not says[text].denied] == []
    assert [text for text in affirmed.split("|") if not says[text].affirmed] == []
