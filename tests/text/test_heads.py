"""Words at the end of German compounds: "bier" of "Weizenbier"."""

import pytest

from catalog_search.models import Product
from catalog_search.published.strings import SortedStrings, pack
from catalog_search.text.query.terms import parse_terms_with
from catalog_search.text.store import words_build

CASES = """
Uhr: Armbanduhr, Wanduhren: Abfuhr, Einfuhr
Hut: Sonnenhut, Strohhüte: Vorhut, Schutz
Tee: Kräutertee, Eistee: Frottee, Komitee, Klischee
Öl: Olivenöl, Massageöl, Lederöl: Alkohol, Panthenol, Petrol, Whirlpool, Geröll
Eis: Vanilleeis, Erdbeereis: Basmatireis, Stromkreis, Festpreis, Ausweis
Gel: Duschgel, Rasiergel: Vogel, Kleiderbügel, Mangel
Set: Werkzeugset: Headset
Tür: Haustür, Schranktür: Armatur, Textur
Ei: Spiegelei, Osterei: Partei, Bücherei
Bier: Weizenbier, Dunkelbiere:
Biere: Weizenbier:
Schere: Gartenschere, Heckenscheren:
Dünger: Rasendünger: Kleidung, Verbindung
Tisch: Beistelltisch, Couchtische: Wischtuch
Fisch: Tintenfisch, Thunfisch: Wischmopp
Essig: Apfelessig:
Honig: Blütenhonig:
Heizung: Fußbodenheizung:
Eimer: Putzeimer: Holzleim
Zunge: Rinderzunge: Heizung
Räder: Kinderrad: Kamerad
Reiniger: Glasreiniger: Bereinigung
Halter: Handyhalter: Gehalt
"""


def found(text: str, titles: list[str]) -> set[str]:
    words = words_build.build([Product(pk=pk, title=title) for pk, title in enumerate(titles)])
    mask = parse_terms_with(words, text).complete(words.products)
    return {titles[key] for key in words.products[mask].tolist()}


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_compounds_are_found_by_their_last_part(settings, case: str) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": "german"}
    text, *sides = case.split(":")
    compounds, others = ([each.strip() for each in side.split(",") if each] for side in sides)
    assert found(text, [*compounds, *others]) == set(compounds)


def test_other_languages_have_no_short_heads(settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": "swedish"}
    assert found("set", ["Closet", "Verktygsset"]) == set()


def test_texts_that_contain_a_part() -> None:
    strings = SortedStrings(pack("texts", ["ab", "bier", "dunkelbi", "erde", "ähre"]), "texts")
    assert strings.containing("bi") == ["bier", "dunkelbi"]
    assert strings.containing("bier") == ["bier"]
    assert strings.containing("ähr") == ["ähre"]
