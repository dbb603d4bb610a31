"""A page with the worst answers and their pictures, for people who have the data folder.

It shows queries of the half `train` alone. Its pictures are the data's: it belongs beside them and
nowhere else.
"""

import base64
import io
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path

from PIL import Image

from catalog_search.types import Record
from tests.quality import report
from tests.quality.goods import SHOPS
from tests.quality.judged import NONE
from tests.quality.report import Asked

SIDE = 160
"""Pixels of a picture's longer side."""
SHOWN = 5
"""Products of each list."""
STYLE = (
    "body{font:15px/1.4 system-ui,sans-serif;margin:2rem;max-width:70rem}"
    "ul{display:flex;gap:.75rem;flex-wrap:wrap;list-style:none;padding:0}"
    "li{width:10.5rem;font-size:.8rem}img{display:block;height:9rem;max-width:100%;"
    "object-fit:contain}.g0{color:#a00}.g3,.g2{color:#060}"
)
HEAD = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Failures</title>'
Pictures = Callable[[Record], bytes]


def page(shops: Mapping[str, Sequence[Asked]], count: int, data: Path) -> str:
    """Return the page as HTML: for each shop its worst queries, and what it has not."""
    parts = [section(name, asked, count, data) for name, asked in shops.items()]
    return "\n".join([f"{HEAD}<style>{STYLE}</style>", *parts])


def section(name: str, asked: Sequence[Asked], count: int, data: Path) -> str:
    records = {record.sku: record for record in SHOPS[name].records(data)}

    def picture(record: Record) -> bytes:
        return SHOPS[name].read_photo(data, record.images[0])

    trained = [each for each in asked if each.judged.half == "train"]
    some = sorted(report.answerable(trained), key=lambda each: each.ndcg("ours"))[:count]
    untold = [each for each in trained if each.judged.kind == NONE and not each.nothing]
    blocks = [block(each, records, picture) for each in [*some, *untold]]
    return "\n".join([f"<h1>{escape(name)}</h1>", *blocks])


def block(asked: Asked, records: Mapping[str, Record], picture: Pictures) -> str:
    """Return the query with what is shown first, and what would be best."""
    kind, best = asked.judged.kind, sorted(asked.grades, key=lambda sku: -asked.grades[sku])
    figure = "not sold" if kind == NONE else f"{kind}, nDCG@10 {report.short(asked.ndcg('ours'))}"
    message = " The page says that there is none." if asked.nothing else ""
    lists = [("Shown", asked.lists["ours"]), ("Best", best)]
    return "\n".join(
        [
            f"<h2>“{escape(asked.judged.query)}”</h2><p>{figure}.{message}</p>",
            *(row(title, skus[:SHOWN], asked, records, picture) for title, skus in lists if skus),
        ]
    )


def row(
    title: str,
    skus: Sequence[str],
    asked: Asked,
    records: Mapping[str, Record],
    picture: Pictures,
) -> str:
    items = (item(records[sku], asked.grades.get(sku, 0), picture) for sku in skus)
    return f"<h3>{title}</h3><ul>{''.join(items)}</ul>"


def item(record: Record, grade: int, picture: Pictures) -> str:
    shown = f'<img alt="" src="{thumbnail(picture(record))}">' if record.images else ""
    return f'<li class="g{grade}">{shown}{grade}: {escape(record.title)}</li>'


def thumbnail(content: bytes) -> str:
    """Return the picture, made small, as an address that needs no file."""
    image = Image.open(io.BytesIO(content)).convert("RGB")
    image.thumbnail((SIDE, SIDE))
    small = io.BytesIO()
    image.save(small, "JPEG", quality=80)
    return f"data:image/jpeg;base64,{base64.b64encode(small.getvalue()).decode()}"
