# ruff: noqa: RUF001, RUF002  (letters of other alphabets)
"""Yes and no, as people, programs, and spreadsheets of many countries write them."""

import re
import unicodedata
from functools import lru_cache

YES_WORDS = """
    yes y true t on enabled active checked ✓ ✔ ✅ ☑
    ja j wahr aktiv aktiviert oui vrai actif active activé sí si s verdadero cierto activo activa
    vero attivo attiva waar actief sim verdadeiro ativo ativa tak prawda aktywny aktywna
    ano áno pravda aktivní da adevărat activ igen igaz aktív kyllä tosi evet doğru etkin aktif
    sand aktiv sant aktiv sann jah tõene jā taip tiesa já satt cert bai egia
    да истина активен активный так істина ναι αληθής αληθές
    是 真 有 ○ はい 예 참 네 نعم صحيح صواب כן אמת हाँ ใช่ จริง có đúng ya benar
"""
NO_WORDS = """
    no n false f off disabled inactive unchecked ✗ ✘ ❌ ☐ ×
    nein falsch inaktiv deaktiviert non faux inactif inactive désactivé falso falsa inactivo
    inactiva desactivado inattivo inattiva disattivato nee onwaar inactief não falso inativo inativa
    desativado nie fałsz nieaktywny nieaktywna ne nepravda neaktivní nu fals inactiv nem hamis
    inaktív ei epätosi hayır yanlış pasif nej falsk falskt inaktiv nei usann usant väär nē aplams
    nepatiesa melas klaidinga ósatt ez faltsua
    нет ложь неактивен неактивный отключен не лъжа ні хибність хибно όχι ψευδής ψευδές
    否 假 無 无 いいえ 偽 아니오 아니요 거짓 لا خطأ לא שקר नहीं ไม่ ไม่ใช่ เท็จ không sai tidak salah
"""
MAX_LENGTH = 20
WHOLE = re.compile(r"([01])(?:[.,]0+)?")
"""A yes or no in a column of numbers, also as programs write it that calculate: "1.0"."""
SIGNS = {True: ("1", "yes", "true", "y"), False: ("0", "no", "false", "n")}
"""One of these is in every list of words that means yes, or no."""


def folded(text: str) -> str:
    """Return the text in small letters without accents: "HAYIR" and "hayır" are the same."""
    letters = unicodedata.normalize("NFD", text.strip().casefold().replace("ı", "i"))
    return "".join(char for char in letters if not unicodedata.combining(char))


YES, NO = frozenset(map(folded, YES_WORDS.split())), frozenset(map(folded, NO_WORDS.split()))


@lru_cache(maxsize=5000)
def answer(text: str) -> bool | None:
    """Return whether the text says yes, None if it says neither yes nor no."""
    if len(text) > MAX_LENGTH:
        return None
    word = folded(text).strip(" .!")
    if match := WHOLE.fullmatch(word):
        return match[1] == "1"
    return True if word in YES else False if word in NO else None
