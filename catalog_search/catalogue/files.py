"""Columns as arrays of a published file, and columns that are read from one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from catalog_search.catalogue.columns import Columns
from catalog_search.catalogue.sales import Sales
from catalog_search.catalogue.values import Names, Values
from catalog_search.published.container import Container
from catalog_search.published.strings import Arrays, Strings, pack

FORMAT = 2
"""Increase it whenever the arrays, or what they mean, change."""

OF_SALES = ("rows", "normal", "reduced", "starts", "ends")


def arrays_of(columns: Columns) -> tuple[Arrays, dict[str, object]]:
    """Return the arrays of the columns and the header of their file."""
    arrays: Arrays = {
        "products": columns.products,
        "prices": columns.read_prices,
        "in_stock": columns.in_stock,
        **{f"sales.{name}": getattr(columns.sales, name) for name in OF_SALES},
    }
    for name, values in columns.fields.items():
        arrays |= {f"{name}.starts": values.starts, f"{name}.codes": values.codes}
        arrays |= pack(f"{name}.names", values.names.listed)
    nested = {name: values.names.nested for name, values in columns.fields.items()}
    return arrays, {"nested": nested}


@dataclass(frozen=True)
class ColumnsFile:
    """The columns in a file; nothing of it is read before it is used."""

    container: Container

    def has(self, names: Sequence[str]) -> bool:
        """Return whether it has these fields and no other."""
        return set(self.container.about["nested"]) == set(names)

    @cached_property
    def columns(self) -> Columns:
        file = self.container
        nested: dict[str, bool] = file.about["nested"]
        return Columns(
            file["products"],
            file["prices"],
            file["in_stock"].astype(bool, copy=False),
            {
                name: Values(
                    Names(Strings(file, f"{name}.names"), is_nested),
                    file[f"{name}.starts"].astype(np.int32, copy=False),
                    file[f"{name}.codes"].astype(np.int32, copy=False),
                )
                for name, is_nested in nested.items()
            },
            Sales(*(file[f"sales.{name}"] for name in OF_SALES)),
        )
