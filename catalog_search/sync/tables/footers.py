# ruff: noqa: RUF001  (letters of other alphabets)
"""Lines below the products of a table: totals, counts, the date of the export."""

import re
from collections.abc import Iterator, Mapping

from catalog_search.exceptions import message as _
from catalog_search.sync.cells.cleaning import quoted
from catalog_search.text.cleaning import one_line
from catalog_search.types import Problem

SUMS = (
    r"(?:(?:grand|net|gross|overall) )?(?:sub[- ]?)?(?:totals?|sum|average|avg|mean|median"
    r"|min(?:imum)?|max(?:imum)?|durchschnitt|mittelwert|moyenne|promedio|średnia|gemiddelde?"
    r"|toplam|genel toplam|ara toplam|σύνολο|[σ∑]|סה\"כ|סך הכל|รวม|tổng(?: cộng)?|कुल|jumlah"
    r"|(?:ال)?إجمالي|среднее"
    r"|summe|zwischensumme|gesamt(?:summe|betrag|preis)?|insgesamt|suma|somme|sous-total|totaux"
    r"|total(?:e|es|aal|t)(?: \w+)?|total g[eé]n[eé]ral|razem|ogółem|celkem|összesen|yhteensä"
    r"|summa|i alt|итого|всего|合計|小計|总计|合计|總計|합계|المجموع)"
)
TOTAL = re.compile(rf"\W*{SUMS}\W*", re.IGNORECASE)
THINGS = (
    "products?|items?|rows?|records?|lines?|entries|articles?|artikel|produkte?|positionen"
    "|datensätze|zeilen|einträge|productos?|artículos?|filas|registros|produits?|lignes"
    "|prodotti|righe|producten|regels|produkty|produkter"
)
COUNT = re.compile(
    rf"\W*(?:{SUMS}[: ]+)?\d[\d.,']* (?:{THINGS})(?:\(s\))?"
    r"(?: (?:in total|exported|found|total|affected|selected|returned|fetched|retrieved|in set))?"
    r"(?: \([\d.:,]+ \w+\))?\W*"
    rf"|\W*{SUMS}\s*[:=(]\s*\D{{0,3}}\d[\d.,']*\D{{0,4}}"
    r"|\W*(?:time|elapsed|duration|laufzeit|dauer) *: *\d[\d.,:]* *(?:m?s|sec\w*)?\W*"
    rf"|\W*(?:(?:number of|anzahl|nombre de|total|count) )?(?:{THINGS}|count|anzahl)(?: total)?"
    r"\s*[:=]\s*\d[\d.,']*\W*",
    re.IGNORECASE,
)
END = re.compile(
    r"\W*(?:eof|end|ende|dateiende|fin|end of (?:the )?\w+|fin d[eu]l? \w+|ende der \w+"
    r"|ok|query ok|done|finished|completed?|fertig|terminé|thank you|vielen dank|merci|gracias"
    r"|confidential|vertraulich|confidentiel|confidencial)\W*|\W+",
    re.IGNORECASE,
)
SENTENCE = re.compile(
    r"\W*(?:(?:export(?:ed)?|generated|created|printed|downloaded|report|data as of|as of|updated"
    r"|erstellt|exportiert|generiert|gedruckt|stand|généré|exporté|créé|imprimé|generado|exportado"
    r"|creado|generato|esportato|copyright|page|seite|página|notes?|hinweis|source|quelle"
    r"|filter(?:ed by)?:|(?:all |alle )?(?:prices|preise)|(?:tous les )?prix|precios)(?!\w)"
    r"|©|\(c\)).* .*",
    re.IGNORECASE,
)
"""When and by what the file was made, in words that begin no SKU with a space in it."""
AMOUNT = re.compile(r"[^\w]*(?:[A-Za-z]{1,3}[ .]?)?\d[\d.,' ]*\W*(?:[A-Za-z]{1,3}\W*)?")
MAX_LINES = 10
LONGEST = 300
"""Characters that no cell of a footer has, and no amount."""

Row = tuple[int, Mapping[str, object]]


def without_footer(rows: Iterator[Row | Problem]) -> Iterator[Row | Problem]:
    """Yield the rows but those of a footer, which are told in one warning.

    A footer ends the file and has one text, which is no name of a product; all else are numbers.
    """
    waiting: list[Row] = []
    is_below = False
    for row in rows:
        if is_below and not isinstance(row, Problem) and is_footer(row[1]):
            waiting.append(row)
            if len(waiting) <= MAX_LINES:
                continue
        elif not isinstance(row, Problem):
            is_below = True
            waiting.append(row)
        yield from waiting
        waiting = []
        if isinstance(row, Problem):
            yield row
    if waiting:
        line, cells = waiting[0]
        text = quoted(next(filter(None, cells.values())))
        reason = _(
            "The file ends with what looks like a footer, from %(text)s on, which is left out. If "
            "it is a product, give it a title.",
            text=text,
        )
        yield Problem("", reason, line, warning=True)


def is_footer(row: Mapping[str, object]) -> bool:
    first = next(filter(None, row.values()), "")
    if not any(pattern.match(str(first)[:LONGEST]) for pattern in (TOTAL, COUNT, END, SENTENCE)):
        return False
    texts = [text for cell in row.values() if (text := one_line(str(cell)))]
    if max(map(len, texts), default=LONGEST) >= LONGEST:
        return False
    if len(texts) == 1:
        return any(pattern.fullmatch(texts[0]) for pattern in (TOTAL, COUNT, END, SENTENCE))
    is_total = TOTAL.fullmatch(texts[0]) or COUNT.fullmatch(texts[0])
    return bool(is_total or texts[0].lower() == "query ok") and all(
        is_amount(text) or COUNT.fullmatch(text) for text in texts[1:]
    )


def is_amount(text: str) -> bool:
    return len(text) < LONGEST and AMOUNT.fullmatch(text) is not None
