"""What all rows of a file show together: whose export it is, and how it writes its cells."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from catalog_search.sync.cells.style import FileStyle, style_of
from catalog_search.sync.exports import Export, export_of, normal_name
from catalog_search.sync.exports.renaming import with_renamed
from catalog_search.sync.photo_names.image_cells import paths
from catalog_search.sync.photo_names.spellings import is_photo_name
from catalog_search.sync.records.amounts import PRICES
from catalog_search.sync.tables.columns import column, documented_name
from catalog_search.sync.tables.left_out import PHOTO
from catalog_search.types import Problem

LONGEST_CELL = 500
"""Characters of a cell that show how its file writes prices or categories."""

MAX_CELLS = 50_000
"""Different cells of a column that are looked at; more show nothing new."""

MAX_NAMES = 1000
"""Names of columns that are remembered of one file."""

LOOKED_AT = 1000
"""Rows in which columns of photos are looked for, and columns of an export."""

KINDS = frozenset(["variable", "variation"])
"""Kinds of products that WooCommerce names in English whatever the language of the titles is."""

Row = tuple[int, Mapping[str, object]]


@dataclass
class Survey:
    """What all rows of a file show together."""

    export: Export | None = None
    cells: dict[str, set[str]] = field(default_factory=lambda: {"price": set(), "category": set()})
    """Different texts that stand in these columns."""
    targets: dict[str, str] = field(default_factory=dict)
    """Which of them each column of the file fills, "" for others."""
    photos: set[str] = field(default_factory=set)
    """Columns whose cells name photos although they are none of images."""
    foreign: bool = False
    """Whether it looks like WooCommerce's export with titles in a language that is not known."""
    is_unknown: bool = True
    """Whether no row has shown yet if it is an export or a manifest."""
    is_empty: bool = True
    """Whether the file has no row, readable or not."""

    @property
    def has_more_names(self) -> bool:
        """Whether the file may have more columns than those in `targets`."""
        return len(self.targets) == MAX_NAMES

    @property
    def style(self) -> FileStyle:
        """How the file writes its cells; looks at all of them each time."""
        export = self.export
        if export is None:
            return style_of(self.cells)
        return style_of(self.cells, slashes=export.slashes, pipes=export.pipes)

    def recognise(self, row: Mapping[str, object]) -> None:
        """Find out from this row what the file is: XML and JSON may leave out what is empty."""
        if export := export_of(row):
            self.export = with_renamed(export, [*self.targets, *row])
            self.targets.clear()
            self.photos.clear()
        self.is_unknown = not self.export and "sku" not in map(column, row)

    def add(self, name: str, value: object) -> None:
        if name not in self.targets and len(self.targets) < MAX_NAMES:
            self.targets[name] = next((each for each in self.cells if self.fills(name, each)), "")
        cells = self.cells.get(self.targets.get(name, ""))
        if cells is not None and isinstance(value, str) and len(cells) < MAX_CELLS:
            cells.add(value[:LONGEST_CELL])

    def look_for_photos(self, row: Mapping[str, object]) -> None:
        """Note the undocumented columns that name photos in this row."""
        for name, value in row.items():
            if name not in self.photos and names_photos(value) and not documented_name(name):
                self.photos.add(name)

    def fills(self, name: str, documented: str) -> bool:
        if self.export:
            normal = normal_name(name)
            return self.export.renamed.get(normal, normal) in self.export.sources(documented)
        named = column(name)
        return named in PRICES if documented == "price" else named == documented


def survey(rows: Iterable[Row | Problem]) -> Survey:
    """Read all rows once; one of the first shows whether they are a shop system's export."""
    file = Survey()
    for count, row in enumerate(rows, 1):
        if isinstance(row, Problem):
            file.is_empty = file.is_empty and row.warning
            continue
        file.is_empty = False
        if file.is_unknown and count <= LOOKED_AT:
            file.recognise(row[1])
        for name, value in row[1].items():
            file.add(name, value)
        if count <= LOOKED_AT and not file.export:
            file.look_for_photos(row[1])
        file.foreign = file.foreign or (not file.export and is_foreign(row[1]))
    return file


def names_photos(value: object) -> bool:
    """Return whether a cell holds names of photos and nothing else, and is no text with tags."""
    if isinstance(value, str) and (len(value) > LONGEST_CELL or "<" in value):
        return False
    if isinstance(value, str) and not PHOTO.search(value):
        return False
    names = paths(value) if isinstance(value, str | list | Mapping) else []
    return bool(names) and all(isinstance(each, str) and is_photo_name(each) for each in names)


def is_foreign(row: Mapping[str, object]) -> bool:
    """Return whether the row has no title but values of WooCommerce: a variation, and visible."""
    values = {value for value in row.values() if isinstance(value, str)}
    return "visible" in values and not KINDS.isdisjoint(values) and "title" not in map(column, row)
