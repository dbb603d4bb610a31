"""What descriptions begin with, as far as it says what a product is."""

import pytest

from catalog_search.text.store.first_phrases import first_phrase


@pytest.mark.parametrize(
    ("description", "phrase"),
    [
        ("gaming laptop with 165 hz display", "gaming laptop"),
        ("a sturdy crate for trips to the vet.", "sturdy crate"),
        ("6.4 inch phone. two cameras", "6.4 inch phone"),
        ("oak smoked paprika from spain", "oak smoked paprika"),
        ("stainless kettle", "stainless kettle"),
        ("kids' tent", "kids' tent"),
        ("fits most dog crates", ""),
        ("no dog bed is softer", ""),
        ("for headphones.", ""),
        ("with a lead", ""),
        ("", ""),
        ("one two three four five six seven eight nine", ""),
    ],
)
def test_the_first_phrase_is_what_the_product_is(description: str, phrase: str) -> None:
    assert first_phrase(description) == phrase
