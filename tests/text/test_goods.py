"""Names of goods: what is left of one without the words that say what any goods are like."""

import pytest

from catalog_search.text.goods import bare


@pytest.mark.parametrize(
    ("name", "goods"),
    [
        ("sofa", "sofa"),
        ("big sofa", "sofa"),
        ("big green plant", "green plant"),
        ("nice red comfy office chair", "red office chair"),
        ("soft toy", "soft toy"),
        ("cute soft toy", "soft toy"),
        ("low maintenance plants", "plants"),
        ("soft dog toy", "dog toy"),
        ("beautiful", "beautiful"),
        ("old zither", "zither"),
        ("", ""),
    ],
)
def test_goods_without_what_they_are_like(name: str, goods: str) -> None:
    assert bare(name) == goods
