# ruff: noqa: RUF001  (letters of other alphabets)
"""Words beside an amount: only known ones that do not change it may stand there.

"1,5 jt" is one and a half million, "2 mil" two thousand. There are too many such words to know
all, so an amount with an unknown word right beside it is not read.
"""

import re
import unicodedata

from catalog_search.sync.cells.prices.currency_signs import without_signs
from catalog_search.sync.cells.signs import OF_A_WORD

WORDS = """
    à al au auf com con em en im in met mit na no ohne sans sem sin with without zonder avec bar
    from only each ea per pc pcs piece pieces unit units item pair set pack or approx about now was
    rrp msrp mrp incl inc including excl ex excluding plus net gross vat tax gst up price at for
    month mo pm pa year week day hour hr p/m p/p p/w p/h pp onwards
    ab nur stk stück st pro je vb fp inkl inklusive exkl zzgl brutto netto statt uvp preis ca jetzt
    neu mwst ust und bis von für pauschal mtl monatl
    desde solo sólo cada unidad ud uds c/u iva por a antes ahora precio
    de dès seulement pièce ht ttc hors taxes le la l'unité chacun soit env environ prix
    da cad cadauno pz circa prezzo invece vanaf stuk stuks btw prijs voor
    um un unid apenas od szt za tylko cena ks bez dph s kpl alkaen
    från styck moms nu fra kun pris pr adet den itibaren kdv dahil
    от шт за руб/шт с ндс без цена від грн/шт db áfa buc tva
    税込 税抜 込 約 约 起 每 件 个 個 より から まで 税込み 개 부터
    मात्र केवल सिर्फ प्रति पीस से মাত্র ราคา ต่อ ชิ้น เพียง
"""
KNOWN = frozenset(WORDS.split())
"""Words of shops in many languages for one piece, a tax, a former price and the like."""

MULTIPLYING = """
    mil mille mila millón millones milhão milhões milioni milione million millions thousand
    k m mn mln mio mill mrd bn bln tsd td tys tis tn tusen tusind duizend bin milyon
    jt juta rb ribu triệu nghìn ngàn tỷ tr cr crore crores lakh lakhs lac lacs l hazar tỉ
    тыс млн тисяч ezer millió mii milioane
"""
MULTIPLIERS = frozenset(MULTIPLYING.split())
"""Words that multiply an amount. Behind a currency sign only these make it unreadable, because
other words there say what is sold."""

LETTER = rf"(?:[^\W\d_]|{OF_A_WORD})"
WORD = rf"{LETTER}+(?:[/']{LETTER}+)?"
AFTER = re.compile(rf"\d[ .]{{0,2}}({WORD})")
BEHIND_SIGN = re.compile(rf"\d[ .-]{{0,3}}¤?[ .-]{{0,3}}({WORD})")
BEFORE = re.compile(rf"({WORD})[ .]{{0,2}}\d")


def unknown_word(line: str) -> str:
    """Return a word right beside the number that is neither a currency nor in KNOWN, or "".

    So is a sign, ⭐ 500, where no currency is named.
    """
    plain = without_signs(line)
    if "¤" not in plain:
        signs = (char for char in plain if unicodedata.category(char) in ("So", "Sc"))
        if sign := next(signs, ""):
            return sign
    words = (match[1] for pattern in (AFTER, BEFORE) for match in pattern.finditer(plain))
    behind = (match[1] for match in BEHIND_SIGN.finditer(plain))
    unknown = (word for word in words if word not in KNOWN)
    return next(unknown, "") or next((word for word in behind if word in MULTIPLIERS), "")
