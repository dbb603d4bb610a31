"""Goods named after what they hold, which a query wants without it: "knife block, no knives"."""

import pytest

from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "text", "found", "others"),
    [
        (
            "english", "knife blocks without knives",
            {"Knife block oak": "Without knives.", "Knife block": "For knives up to 20 cm."},
            {"Knife block with 6 knives": "", "Chef knife": ""},
        ),
        (
            "english", "wine rack no wine",
            {"Wine rack for 12 bottles": ""}, {"Wine rack with a red wine": "", "Red wine": ""},
        ),
        (
            "english", "wine rack without bottles",
            {"Wine rack for 12 bottles": "Bottles not included."}, {"Wine rack with bottles": ""},
        ),
        ("english", "picture frame without picture",
            {"Picture frame": ""}, {"Picture frame with picture": ""}),
        ("english", "tool box no tools", {"Tool box": ""}, {"Tool box red": "Includes tools."}),
        ("german", "Messerblock ohne Messer",
            {"Messerblock": "Ohne Messer."}, {"Messerblock mit Messern": ""}),
        ("german", "Weinregal ohne Wein",
            {"Weinregal": "Für Wein.", "Weinregal rot": "Für bis zu 12 Weine."}, {"Wein": ""}),
        ("english", "nut box without nuts", {}, {"Nut box": "", "Nut box mixed": "With nuts"}),
        ("english", "milk chocolate without milk", {}, {"Milk chocolate": ""}),
        ("english", "chicken soup without chicken", {}, {"Chicken soup": ""}),
        ("english", "box without lid", {"Box": ""}, {"Lid box": "", "Box with lid": ""}),
        ("english", "no knife block", {}, {"Knife block": ""}),
    ],
)  # fmt: skip
def test_the_name_of_what_holds_it_does_not_say_that_it_is_there(
    settings, language: str, text: str, found: dict[str, str], others: dict[str, str]
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    for title, description in {**found, **others}.items():
        make_indexed_photo(make_product(title=title, description=description))
    titles = {item.product.title for item in by_text(make_store(), text).items}
    assert titles == {*found}
