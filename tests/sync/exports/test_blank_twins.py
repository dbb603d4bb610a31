"""Exports that tell of a product twice: blank cells are filled, and translations stand in."""

from decimal import Decimal

import pytest

from catalog_search.types import Problem, Record
from tests.support.manifests import parsed

WOO = "ID,Type,SKU,Name,Published,Regular price,Sale price,In stock?,Images,Description"
MAGENTO = (
    "sku,store_view_code,attribute_set_code,product_type,name,price,special_price,product_online,"
    "is_in_stock,base_image"
)
MAGENTO_1 = "sku,_store,_type,_attribute_set,name,price,status,image"
AMAZON = "item_sku,item_name,standard_price,quantity,main_image_url,parent_child,parent_sku"
SYLIUS = "Code,Parent_Code,Channels,Locale,Enabled,Name,Main_taxon,Taxons,Price,Currency,Image"


def items(*lines: str) -> tuple[list[Record], list[Problem]]:
    found = parsed("\n".join(lines) + "\n")
    problems = [each for each in found if isinstance(each, Problem)]
    return [each for each in found if isinstance(each, Record)], problems


@pytest.mark.parametrize(
    "lines",
    [
        (WOO, "1,simple,a,,1,,,,,", "2,simple,a,Hat,1,5,,1,https://x/a.jpg,Soft"),
        (WOO, "1,simple,a,&nbsp;,1,,,,,", "2,simple,a,Hat,1,5,,1,https://x/a.jpg,Soft"),
        (MAGENTO, "a,,D,simple,,,,1,,", "a,,D,simple,Hat,5,,1,1,a.jpg"),
        (AMAZON, "a,,,,,,", "a,Hat,5,1,https://x/a.jpg,,"),
        (SYLIUS, "a,,web,en,1,,H,H,500,EUR,", "a,,web,de,1,Hat,H,H,500,EUR,a.jpg"),
    ],
    ids=["WooCommerce", "with an entity", "Magento", "Amazon", "Sylius"],
)
def test_what_the_first_row_leaves_blank_is_taken_from_the_next(lines: tuple[str, ...]) -> None:
    [hat], [problem] = items(*lines)
    assert (hat.title, hat.price, len(hat.images)) == ("Hat", 5, 1)
    assert "comes twice; the first is used" in problem.reason


def test_what_the_first_row_says_stays_as_it_is() -> None:
    first = "1,simple,a,Hat,1,9,,0,https://x/a.jpg,"
    [hat], _told = items(WOO, first, "2,simple,a,Cap,1,8,7,1,https://x/b.jpg,Soft")
    assert (hat.title, hat.description, hat.images) == ("Hat", "Soft", ("https://x/a.jpg",))
    assert (hat.price, hat.compare_at_price, hat.in_stock) == (9, None, False)


@pytest.mark.parametrize("view", ["default", "admin", "all", "de"])
def test_a_product_of_magento_may_have_rows_of_a_store_view_alone(view: str) -> None:
    found, problems = items(
        MAGENTO, f"a,{view},D,simple,Hat,5,,1,1,a.jpg", "a,fr,D,simple,Chapeau,,,,,"
    )
    old, old_problems = items(MAGENTO_1, f"a,{view},simple,D,Hat,5,1,a.jpg", ",fr,,,Chapeau,,,")
    for [hat] in (found, old):
        assert (hat.sku, hat.title, hat.price, len(hat.images)) == ("a", "Hat", 5, 1)
    assert problems == old_problems == []


def test_store_views_fill_what_the_row_of_all_leaves_blank_and_nothing_else() -> None:
    views = ("a,de,D,simple,Hut,4,3,2,0,b.jpg", "b,de,D,simple,Tasse,,,1,,")
    rows = ("a,,D,simple,Hat,5,,1,1,a.jpg", "b,,D,simple,,6,,1,1,", "c,,D,simple,Off,1,,2,1,")
    products, [problem] = items(MAGENTO, views[0], *rows, views[1], "c,de,D,simple,Aus,,,1,,")
    hat, cup = products
    assert (hat.title, hat.price, hat.compare_at_price) == ("Hat", Decimal(5), None)
    assert (hat.images, hat.in_stock) == (("file:///shop/a.jpg",), True)
    assert (cup.title, cup.price) == ("Tasse", 6)
    assert "1 product is left out" in problem.reason
