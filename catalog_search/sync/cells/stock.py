"""Whether a product can be bought, from yes and no, a number of pieces, or what shops write."""

import re
from decimal import Decimal, InvalidOperation

from catalog_search.exceptions import message as _
from catalog_search.sync.cells import answers
from catalog_search.sync.cells.dates import ascii_digit
from catalog_search.text.cleaning import one_line

YES_WORDS = """
    unlimited infinite ∞ unbegrenzt illimité ilimitado preorder backorder onbackorder limited
    instock onlineonly instoreonly limitedavailability madetoorder
"""
NO_WORDS = "sold gone brak outofstock soldout"
YES, NO = frozenset(YES_WORDS.split()), frozenset(NO_WORDS.split())
"""What is all of a cell, beside yes and no."""

SOLD_OUT = """
    out of stock|no stock|sold ?out|discontinued|unavailable|no longer available|coming soon
    |ausverkauft|vergriffen|derzeit nicht|kein(?:en?)? (?:lager)?bestand
    |épuisée?|rupture|indisponible|agotado|sin existencias
    |sin stock|esaurito|non disponibile|uitverkocht|esgotado|indisponível|sem estoque
    |slutsåld|slut i lager|udsolgt|utsolgt|loppu|wyprzedan[eya]|niedostępn[ya]|brak|vyprodáno
    |není skladem|elfogyott|tükendi|stokta yok|нет в наличии|распродан\\w*|закончил\\w+
    |在庫なし|在庫切れ|品切れ?|売り切れ|売切|缺[货貨]|无货|無貨|售罄|售完|품절|재고 ?없음
    |غير متوفر|نفد\\w*|אזל\\w*|หมด
"""
SOLD = """
    in stock|in store|available|on stock|ready to ship|ships|low stock|limited|pre-?order
    |back-?order|few left|made to order|auf lager|lagernd|lieferbar|verfügbar|vorrätig
    |vorbestell\\w*|lieferzeit|en stock|disponible|en existencia|disponibile|disponibilità
    |in magazzino|op voorraad|leverbaar|em estoque|disponível|i lager|på lager|varastossa
    |na stanie|dostępn[ya]|w magazynie|skladem|raktáron|készleten|stokta|в наличии
    |есть|на складе|под заказ|在庫(?:あり|有)|有[货貨]|现货|現貨|재고 ?있음|متوفر|במלאי|มีสินค้า
"""
"""What such cells have in them, in the languages of many shops."""


def phrases(listed: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_])(?:{''.join(map(str.strip, listed.splitlines()))})(?!\w)")


IS_NO, IS_YES = phrases(SOLD_OUT), phrases(SOLD)
DENIED = re.compile(
    r"(?<!\w)(?:not|no|nicht|kein\w*|non|pas|niet|geen|inte|ikke|ei|nie|não|nao|не|нет|нема)(?!\w)"
)
LATER = re.compile(r"(?<!\w)(?:soon|bald|again|wieder|demnächst|bientôt|pronto|próximamente)(?!\w)")
"""When it can be bought is not now."""
UNITS = (
    r"pcs?|pieces?|units?|left|stk|stück|items?|only|nur|noch|st|szt|ks|db|uds?|unidades|pz|pezzi"
    r"|stuks?|pièces?|шт|個|件|个|개|in|on|stock|lager|auf|available|more|than|over|under|verfügbar"
    r"|mehr|als|über|qty|quantity|bestand|ca|restants?|plus|de|mas|más|still"
)
PIECES = re.compile(
    rf"(?:(?:{UNITS})\b|[\s()\[\]:<>≥≤~.,+-])*(\d[\d.,' ]*)(?:(?:{UNITS})\b|[\W_])*"
)
DAYS = re.compile(
    r".*\d.*(?<!\w)(?:days?|weeks?|hours?|tagen?|werktagen?|wochen?|stunden|jours?|semaines?|días"
    r"|semanas?|giorni|dagen|weken|dias|dni|дн\w*)(?!\w).*"
)
"""A time of delivery."""


UNCLEAR = _("is neither yes, no nor a number of pieces")


def in_stock(text: str) -> bool:
    """Return whether the product can be bought. An empty text counts as yes.

    Raises ValueError where that cannot be told.
    """
    answer = one_line("".join(map(ascii_digit, text))).casefold()
    answer = re.sub(r"(?<=\w)_+(?=\w)", " ", answer).strip(" .!()[]\"'")
    if not answer:
        return True
    short = re.sub(r"[\s-]+", "", answer)
    if (said := answers.answer(short)) is not None and not short[:1].isdecimal():
        return said
    if short in YES or short in NO:
        return short in YES
    if (pieces := number_in(answer)) is not None:
        return pieces > 0
    if IS_NO.search(answer):
        return False
    if IS_YES.search(answer) and not LATER.search(answer):
        return not DENIED.search(answer)
    if DAYS.fullmatch(answer):
        return True
    raise ValueError(UNCLEAR)


def number_in(answer: str) -> Decimal | None:
    """Return the number of pieces, also in a text: "5 pcs", "only 3 left", "10+", "1,000"."""
    if re.fullmatch(r"-\s?\d[\d.,' ]*", answer):
        return Decimal(-1)
    match = PIECES.fullmatch(answer)
    digits = match[1].rstrip("., '") if match else answer
    digits = re.sub(r"(?<=\d)[., '](?=\d{3}(?:\D|$))", "", digits).replace(",", ".")
    try:
        number = Decimal(digits)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
