# ruff: noqa: RUF001  (letters of other alphabets)
"""What spreadsheets, databases and programs write in a cell that has no value."""

import re

OF_PROGRAMS = """
    null|nan|-nan|<na>|<nan>|undefined|\\n|(null)|<null>|[null]|(blank)|(empty)|<empty>
    [object object]|n/a|#n/a|<n/a>|(n/a)|#n/a n/a|-|--|---|\u2013|\u2014|1.#qnan|1.#ind|-1.#ind
"""
OF_SPREADSHEETS = """
    #ref!|#value!|#name?|#div/0!|#null!|#num!|#spill!|#calc!|#field!|#getting_data|#error!
    #blocked!|#connect!|#propagation!|#unknown!|#busy!|#python!|#external!|#nombre?|#diviser/0!
    err:501|err:502|err:503|err:504|err:508|err:509|err:511|err:519|err:520|err:522|err:523
    #nv|#bezug!|#wert!|#zahl!|#überlauf!|#valeur!|#nom?|#nombre!|#nul!
    #n/d|#¡ref!|#¡valor!|#¿nombre?|#¡div/0!|#¡num!|#¡nulo!|#rif!|#valore!|#nome?|#nullo!
    #valor!|#núm!|#nulo!|#n/b|#verw!|#waarde!|#naam?|#deel/0!|#getal!|#leeg!
    #n/d!|#adr!|#arg!|#nazwa?|#dziel/0!|#liczba!|#zero!|#saknas!|#referens!|#värdefel!
    #namn?|#division/0!|#ogiltigt!|#i/t|#reference!|#værdi!|#navn?|#puuttuu!|#viittaus!
    #arvo!|#nimi?|#jako/0!|#luku!|#н/д|#ссылка!|#знач!|#имя?|#дел/0!|#число!|#пусто!
    #yok|#başv!|#değer!|#ad?|#sayı/0!|#sayı!|#odkaz!|#hodnota!|#název?|#číslo!
    #hiányzik|#hiv!|#érték!|#név?|#zéróosztó!|#szám!
"""
PLACEHOLDERS = frozenset(
    word.strip() for word in re.split(r"[|\n]", OF_PROGRAMS + OF_SPREADSHEETS) if word.strip()
)
NO_VALUE = frozenset(
    ["none", "nil", "(none)", "n.a.", "n.a", "tbd", "tba", "<none>", "[none]", "[]", "{}"]
)
"""Words that say the same in a column whose meaning is known."""
CAPITALS = ("NA", "NaT")
"""What R and pandas write, in these letters alone: "Nat" is a name."""
TOO_NARROW = re.compile("#{4,}")
"""What a spreadsheet shows where a column is too narrow for its numbers."""
MARKS = re.compile(r"[.?*_'\"`~/\\|,:;\s\u2013\u2014\u2026-]+")
"""Marks alone; a title may be "!!!", and a currency a sign."""
MAX_LENGTH = 20


def is_placeholder(value: object, is_documented: bool = True) -> bool:
    """Return whether a cell stands for no value, such as "#N/A".

    In a documented column so do "None" and punctuation alone. In a column that only the merchant
    knows they may say something.
    """
    if not isinstance(value, str) or len(value) >= MAX_LENGTH:
        return False
    plain = value.strip()
    text = plain.lower()
    if text in PLACEHOLDERS or TOO_NARROW.fullmatch(text):
        return True
    if not is_documented:
        return False
    is_marks = not text[:1].isalnum() and MARKS.fullmatch(text)
    return bool(plain in CAPITALS or text in NO_VALUE or is_marks)


def stands_for_nothing(value: object, column: str, is_documented: bool) -> bool:
    """Return whether the cell of this column is as good as empty.

    "NA" may be a SKU, and "none" may say that there are no pieces.
    """
    if column == "sku":
        return is_no_key(value)
    if column == "in_stock":
        return is_placeholder(value, is_documented=False) or value == "NA"
    return is_placeholder(value, is_documented)


def is_no_key(value: object) -> bool:
    """Return whether what should be the key of a product stands for none."""
    is_word = isinstance(value, str) and value.strip().lower() in NO_VALUE
    return is_word or is_placeholder(value, is_documented=False)
