"""The head of a table of categories: which of its columns say what."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalog_search.categories.taxonomy.lines import Line
from catalog_search.exceptions import InvalidTaxonomy
from catalog_search.exceptions import message as _

DELIMITERS = ",;\t|"
IDS = (
    *("id", "categoryid", "catid", "termid", "entityid", "idcategory"),
    *("kategorieid", "kategorienummer", "idcatégorie", "idcategoría", "idcategoria"),
)
OTHER_IDS = ("externalid", "slug", "handle", "code", "key", "urlkey", "categorycode")
"""Columns that parents may name instead of the id."""
PARENTS = (
    *("parentid", "parentcategoryid", "idparent", "parent", "parentcategory", "parenttermid"),
    *("categoryparentid", "categoryparent", "parentcode", "parentslug"),
    *("elternid", "elternkategorie", "oberkategorie", "übergeordnetekategorie"),
    *("catégorieparent", "catégorieparente", "categoríapadre", "idpadre", "padre"),
)
NAMES = (
    *("name", "categoryname", "title", "label", "kategoriename", "bezeichnung", "termname"),
    *("nom", "nomdelacatégorie", "nombre", "nombredelacategoría"),
)
PATHS = (
    *("path", "categorypath", "fullpath", "fullname", "fullcategory", "breadcrumb", "breadcrumbs"),
    *("kategoriepfad", "pfad", "chemin", "ruta"),
)
CATEGORIES = (
    *("category", "categories", "productcategory", "producttype", "googleproductcategory"),
    *("kategorie", "kategorien", "warengruppe", "catégorie", "catégories"),
    *("categoría", "categorías", "categoria", "categorias", "categorie"),
)
"""What a column of paths, of names or of one level is called."""
LEVEL = re.compile(
    r"(?:category|kategorie|cat[eé]gorie|categor[ií]a)?(?:level|lvl|ebene|niveau|nivel|l)(\d)"
    r"|cat(?:egory)?(\d)|kategorie(\d)|cat[eé]gorie(\d)|categor[ií]a(\d)"
)
"""A column for one level: "level1", "Ebene 2", "category_1"."""
RANKS = (
    "department segment division section maincategory topcategory rootcategory primarycategory "
    "hauptkategorie hauptgruppe hauptwarengruppe obergruppe bereich abteilung sparte oberkategorie "
    "departamento sección seccion categoríaprincipal categoriaprincipal rayon rayón univers "
    "département departement catégorieprincipale categorieprincipale parentcategory",
    "category categories productcategory kategorie kategorien warengruppe catégorie catégories "
    "categoría categorías categoria categorie family famille familia familie group gruppe groupe "
    "grupo productgroup produktgruppe class",
    "subcategory secondarycategory subcategories unterkategorie unterkategorien untergruppe "
    "unterwarengruppe childcategory brick souscatégorie souscategorie sousfamille sousrayon "
    "subcategoría subcategoria subfamilia subfamily subgroup subgrupo sub subclass",
    "subsubcategory unterunterkategorie subunterkategorie soussouscatégorie soussouscategorie "
    "subsubcategoría subsubcategoria soussousfamille subsubfamilia",
)
"""What columns of levels are called, from the root down."""
RANK_OF = {name: rank for rank, names in enumerate(RANKS) for name in names.split()}
WORD = re.compile(r"(.+?)(?:name|title|titel)?(\d?)")
DIVIDER = re.compile(r"\s[>»›→]\s|>")  # noqa: RUF001
"""What a name of a column does not have: a line with it is a path."""
TABS = re.compile(r"[^\s>»›→]\t+[^\s>»›→]")  # noqa: RUF001
"""Columns that tabs divide."""
IN_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]](?=[\s*]*$)")
DECLARED = re.compile(r"\"?sep=(.)\"?\s*", re.IGNORECASE)
"""The line above the head that names a spreadsheet's delimiter."""


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table that say something of categories, by what they say."""

    delimiter: str
    width: int
    columns: Mapping[str, int]
    """Places of the columns parent and name, or of path."""
    keys: Sequence[int] = ()
    """Places of the columns that a parent may be named by."""
    levels: Sequence[int] = ()
    """Places of the columns of levels, from the root."""


def header_of(line: Line, *, is_table: bool, is_tree: bool, declared: str = "") -> Header | None:
    """Return the header in a file's first line, None if the file has none.

    One word is a header where it stands for paths, and the root of a tree where `is_tree` says that
    other lines are indented. `declared` is the delimiter that the file names.
    Raises InvalidTaxonomy if the file is a table without any column that is known.
    """
    number, text = line
    single: Header | None = None
    for delimiter in declared + DELIMITERS:
        names = [plain(name) for name in next(csv.reader([text], delimiter=delimiter), [])]
        header = header_with(names, delimiter)
        is_path = names and names[0] in (*PATHS, *CATEGORIES) and not is_tree
        if header and len(names) > 1:
            return header
        single = single or (header if is_table or is_path else None)
    if single is None and (TABS.search(text) or (is_table and not DIVIDER.search(text))):
        raise InvalidTaxonomy(
            _(
                "Line %(number)s: no column of %(text)r is known. A table needs the column path, "
                "the columns id, parent and name, or the columns level1, level2 and so on.",
                number=number,
                text=text[:200],
            )
        )
    return single


def plain(name: str) -> str:
    """Return a column's name in lower case, without spaces, signs and a language behind it."""
    return "".join(filter(str.isalnum, IN_BRACKETS.sub("", name).casefold()))


def header_with(names: Sequence[str], delimiter: str) -> Header | None:
    width, keys = len(names), keys_in(names)
    roles = {"parent": PARENTS, "name": NAMES, "path": PATHS, "category": CATEGORIES}
    at = {role: each for role, known in roles.items() if (each := place(names, known)) is not None}
    named = at.get("name", at.get("category"))
    path = at.get("path", at.get("category", at.get("name") if width == 1 else None))
    levels = [] if "path" in at else levels_in(names)
    columns = {} if path is None else {"path": path}
    if "parent" in at and named is not None and (keys or not levels):
        return Header(delimiter, width, {"parent": at["parent"], "name": named}, [*keys, named])
    if "parent" in at and named is not None:
        columns = {"parent": at["parent"], "name": named}
        return Header(delimiter, width, columns, [named], levels)
    if keys and "name" in at and "path" in at:
        return Header(delimiter, width, {"name": at["name"], "path": at["path"]}, keys)
    return Header(delimiter, width, columns, levels=levels) if columns or levels else None


def keys_in(names: Sequence[str]) -> list[int]:
    """Return the places of the columns with ids, the surest first."""
    places = (place(names, known) for known in (IDS, *((each,) for each in OTHER_IDS)))
    return [each for each in places if each is not None]


def levels_in(names: Sequence[str]) -> list[int]:
    """Return the places of the columns that hold one level each, from the root; [] without any."""
    ranks = {at: rank for at, name in enumerate(names) if (rank := rank_of(name))}
    if any(number in (0, 1) for rank, number in ranks.values() if number is not None and rank == 1):
        # Beside level1, level2 a column "category" holds something else.
        ranks = {at: each for at, each in ranks.items() if each != (1, None)}
    if len(set(ranks.values())) < 2:
        return []
    return sorted(ranks, key=lambda at: (ranks[at][0], ranks[at][1] or 0, at))


def rank_of(name: str) -> tuple[int, int | None] | None:
    """Return how far below the root the level is that a column of this name holds."""
    if level := LEVEL.fullmatch(name):
        return 1, int(next(filter(None, level.groups())))
    word = WORD.fullmatch(name)
    rank = RANK_OF.get(name) if word is None else RANK_OF.get(word[1])
    number = int(word[2]) if word and word[2] else None
    return None if rank is None else (rank, number)


def place(names: Sequence[str], known: Iterable[str]) -> int | None:
    """Return where the first of the known names stands."""
    return next((names.index(each) for each in known if each in names), None)
