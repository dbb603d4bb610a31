"""What a project's own code gives for records: cleaned, with a problem for what cannot be used."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from django.core.files.base import File
from django.utils.functional import Promise

from catalog_search.exceptions import SourceUnavailable
from catalog_search.exceptions import message as _
from catalog_search.sync.records.deep_cells import without_deep_cells
from catalog_search.sync.records.records import COLUMNS, OTHER_COLUMNS, attributes, from_row
from catalog_search.types import Problem, Record


def checked(item: object, where: str) -> Record:
    """Return the record. Raises SourceUnavailable if it is something else."""
    if isinstance(item, Record):
        return item
    raise SourceUnavailable(
        _(
            "%(where)s gave something of the type %(kind)s. Give a catalog_search.types.Record.",
            where=where,
            kind=type(item).__name__,
        )
    )


def cleaned(record: Record, where: str) -> Iterator[Record | Problem]:
    """Yield a Problem for each unusable field, then the record, cleaned for the database."""
    where = record.where or where
    record, reasons = with_mappings(record)
    cells = {name: getattr(record, name) for name in (*OTHER_COLUMNS, *COLUMNS)}
    yield from (Problem(where, reason, record.line) for reason in reasons)
    readable, problems = without_deep_cells(cells, where, record.line)
    yield from problems
    row = {name: plain(cell) for name, cell in readable.items()}
    for item in from_row(row, where, record.line):
        if isinstance(item, Problem):
            yield item
        else:
            told = record.stock_told
            yield replace(item, attributes=attributes(record.attributes), stock_told=told)


def with_mappings(record: Record) -> tuple[Record, list[str]]:
    """Return the record without attributes and variants that are no dictionaries, and why."""
    reasons: list[str] = []
    if not isinstance(record.attributes, Mapping):
        reasons.append(no_mapping(record, "attributes", '{"material": "oak"}'))
        record = replace(record, attributes={})
    listed = isinstance(record.variants, list | tuple)
    if listed and not all(isinstance(each, Mapping) for each in record.variants):
        reasons.append(no_mapping(record, "variants", '[{"color": "red", "size": "M"}]'))
        record = replace(record, variants=())
    return record, reasons


def no_mapping(record: Record, name: str, example: str) -> str:
    return _(
        "%(sku)s: %(name)s must be dictionaries, such as %(example)s.",
        sku=record.sku,
        name=name,
        example=example,
    )


def plain(value: object) -> object:
    """Return text for a lazy translation, the name in its storage for a file of a model."""
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, File):
        return value.name
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value
