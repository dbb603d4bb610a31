"""Keys of photos: their readable names, and that no path leads out of the prefix."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_search.sync.cells.cleaning import is_photo, readable, resolved, without_suffix


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("red-canvas_shoe-02.jpg", "Red canvas shoe"),
        ("shop/Red.Shoe (2).JPG", "Red Shoe"),
        ("10007.jpg", "10007"),
        ("12.jpg", "12"),
        ("a/ .jpg", "A/ .jpg"),
        ("größe+M.webp", "Größe M"),
        ("x\n\x00y.png", "X y"),
    ],
)
def test_file_names_can_be_read(key, title):
    assert readable(key) == title


def test_keys_without_suffix():
    assert without_suffix("a.b/c.jpg") == "a.b/c"
    assert without_suffix(".jpg") == ".jpg"
    assert is_photo("a.JPeG")
    assert not is_photo("a.jpg.txt")


@given(st.text(), st.sampled_from(["", "a/", "a/b/"]))
def test_no_path_leads_out_of_the_prefix(path, folder):
    key = resolved(path, f"pre/{folder}", "pre/")
    assert key is None or key.startswith("pre/")
    assert key is None or ".." not in key.split("/")
