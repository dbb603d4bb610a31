"""The values that a declared facet's cell lists."""

import pytest

from catalog_search.text.store.values import listed_values


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("S, M, L", ["S", "M", "L"]),
        ("S,M", ["S", "M"]),
        ("M|L", ["M", "L"]),
        ("M; L", ["M", "L"]),
        ("40,42,44", ["40", "42", "44"]),
        ("40, 42", ["40", "42"]),
        ("1,5", ["1,5"]),
        ("1,5 cm", ["1,5 cm"]),
        ("S/M", ["S/M"]),
        ("42/44", ["42/44"]),
        ("Black/White", ["Black", "White"]),
        ("Black / Dark red", ["Black", "Dark red"]),
        ("Cotton/Wool", ["Cotton/Wool"]),
        ("M, M, ", ["M"]),
        ("S / M / L", ["S", "M", "L"]),
        ("EU 42 / UK 8", ["EU 42 / UK 8"]),
        ("S、M", ["S", "M"]),
        ("S • M", ["S", "M"]),
        ("XS/S/M", ["XS", "S", "M"]),
        ("{S,M}", ["S", "M"]),
        ('"S", "M"', ["S", "M"]),
        ('13", 15"', ['13"', '15"']),
        ("Cotton (60%, organic), Wool", ["Cotton (60%, organic)", "Wool"]),
        (["S, M", "L"], ["S, M", "L"]),
        ("36/37/38", ["36", "37", "38"]),
        ("36 / 36.5 / 37", ["36", "36.5", "37"]),
        ("1/2", ["1/2"]),
        ("3/4 sleeve", ["3/4 sleeve"]),
        ("24/7", ["24/7"]),
        ("50/50", ["50/50"]),
        ("12/5/24", ["12/5/24"]),
        ("01/02/24", ["01/02/24"]),
        ("S, M and L", ["S", "M", "L"]),
        ("36, 37 & 38", ["36", "37", "38"]),
        ("S & M", ["S", "M"]),
        ("S and M", ["S", "M"]),
        ("S - M - L", ["S", "M", "L"]),
        ("S M L", ["S", "M", "L"]),
        ("Small/Medium/Large", ["Small", "Medium", "Large"]),
        ("Small/Medium", ["Small/Medium"]),
        ("XS-XL", ["XS-XL"]),
        ("Bed, Salt & Pepper", ["Bed", "Salt & Pepper"]),
        ("Cotton and Wool", ["Cotton and Wool"]),
        (42, ["42"]),
        (True, ["yes"]),
    ],
)
def test_a_declared_facet_lists_its_values(cell: object, values: list[str]) -> None:
    assert listed_values(cell) == values
