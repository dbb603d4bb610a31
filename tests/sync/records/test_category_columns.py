"""Categories whose levels stand in columns, in fields, or in objects that name their parents."""

import pytest

from tests.support.manifests import jsonl, parsed, records


@pytest.mark.parametrize(
    ("head", "row", "path"),
    [
        ("category,subcategory", "Clothing,Hats", "Clothing > Hats"),
        ("Category,Sub-Category,Sub Sub Category", "Home,Kitchen,Pans", "Home > Kitchen > Pans"),
        ("Kategorie,Unterkategorie", "Mode,Mode > Hüte", "Mode > Hüte"),
        ("category,subcategory", "Clothing > Women,Hats", "Clothing > Women > Hats"),
        ("category,subcategory", "Clothing,", "Clothing"),
        ("category,subcategory", ",Hats", "Hats"),
        ("category,subcategory", "Hats,Hats", "Hats"),
        ("category,subcategory", "Shoes; Sale,Boots", "Shoes"),
        ("Category Level 1,Category Level 2", "Home,Kitchen", "Home > Kitchen"),
        ("category,category_l1,category_l2", "Pans,Home,Kitchen", "Home > Kitchen > Pans"),
        ("category,category_l1,category_l2", "Kitchen,Home,Kitchen", "Home > Kitchen"),
        ("main_category,sub_category,sub_sub_category", "Home,Pans,Lids", "Home > Pans > Lids"),
        ("Hauptkategorie,Unterkategorie", "Mode,Hüte", "Mode > Hüte"),
        ("categoría principal,subcategoría", "Hogar,Ollas", "Hogar > Ollas"),
        ("category,parent category", "Pans,Home", "Home > Pans"),
        ("category,parent category", "Home > Pans,Home", "Home > Pans"),
        ("category,parent category", "Home > Kitchen > Pans,Kitchen", "Home > Kitchen > Pans"),
        ("category,parent_category", "Pans,17", "Pans"),
        ("Category 1,Category 2,Category 3", "Home,Kitchen,Pans", "Home > Kitchen > Pans"),
        ("category,category2", "Home,Kitchen", "Home > Kitchen"),
        ("category_1,category_2", "Home > Pans,Sale > Pans", "Home > Pans"),
        ("category_1,category_2", "Home,Home > Pans", "Home > Pans"),
        ("L1 category,L2 category", "Home,Pans", "Home > Pans"),
        ("一级分类,二级分类", "Home,Pans", "Home > Pans"),
        ("category,category_id2", "Home,5", "Home"),
    ],
)
def test_levels_in_columns_are_one_path(head: str, row: str, path: str) -> None:
    *_, record = parsed(f"sku,{head}\na,{row}\n")
    assert " > ".join(record.category) == path


def test_the_column_of_a_level_stays_an_attribute() -> None:
    (record,) = records("sku,category,subcategory\na,Clothing,Hats\n")
    assert record.attributes == {"subcategory": "Hats"}


@pytest.mark.parametrize(
    "category",
    [
        [{"id": 2, "name": "Hats", "parent": 1}, {"id": 1, "name": "Clothing", "parent": 0}],
        [{"id": 2, "name": "Hats", "parent_id": 1}, {"id": 1, "name": "Clothing"}],
        {"lvl0": "Clothing", "lvl1": "Clothing > Hats"},
        {"level1": "Clothing", "level2": "Hats"},
        {"lvl0": ["Clothing"], "lvl1": ["Clothing > Hats"]},
        {"name": "Hats", "parent": {"name": "Clothing"}},
        *("[Clothing > Hats]", "(Clothing > Hats)", "Category: Clothing > Hats"),
        *("Clothing%20%3E%20Hats", "Level 1: Clothing > Level 2: Hats", "1: Clothing > 2: Hats"),
    ],
)
def test_other_notations_of_a_path(category: object) -> None:
    (record,) = parsed(jsonl({"sku": "a", "category": category}), "catalog.jsonl")
    assert record.category == ("Clothing", "Hats")


@pytest.mark.parametrize("name", ["iPhone 12: Cases", "Size #2 pencils", "Windows 10:Games"])
def test_a_number_within_a_name_stays(name: str) -> None:
    (record,) = records(jsonl({"sku": "a", "category": name}), "catalog.jsonl")
    assert record.category == (name,)


@pytest.mark.parametrize("name", ["Uncategorized", "Sin categorizar", "Keine Kategorie", "未分类"])
def test_what_stands_for_no_category_is_none(name: str) -> None:
    (record,) = parsed(jsonl({"sku": "a", "category": name}), "catalog.jsonl")
    assert record.category == ()


@pytest.mark.parametrize(
    "address", ["https://shop.example/kitchen/pans", "gid://shopify/TaxonomyCategory/aa-1-13"]
)
def test_an_address_is_told_and_makes_no_levels(address: str) -> None:
    problem, record = parsed(f"sku,category\na,{address}\n")
    assert "is an address and no path of categories" in problem.reason
    assert record.category == ()
