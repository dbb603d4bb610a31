"""Category paths in the notations of shop systems; what cannot be known is told."""

import pytest

from catalog_search.sync.cells.categories.paths import (
    CategoryStyle,
    UncertainPath,
    read_path,
)
from catalog_search.sync.cells.categories.styles import style_of
from tests.support.manifests import jsonl, parsed

SLASHES = CategoryStyle(slashes=True)


@pytest.mark.parametrize(
    ("cell", "path"),
    [
        ("Home > Kitchen", ("Home", "Kitchen")),
        ("Home -> Kitchen", ("Home", "Kitchen")),
        ("Home - > Kitchen", ("Home", "Kitchen")),
        ("Home » Kitchen", ("Home", "Kitchen")),
        ("Home › Kitchen › Pans", ("Home", "Kitchen", "Pans")),  # noqa: RUF001
        ("Home → Kitchen", ("Home", "Kitchen")),
        ("Home::Kitchen", ("Home", "Kitchen")),
        ("Home &gt; Kitchen &amp; Bath", ("Home", "Kitchen & Bath")),
        ("Clothing > Tshirts, Clothing > Sale", ("Clothing", "Tshirts")),
        ("Clothing, Clothing > Hoodies", ("Clothing",)),
        ("Food > Fruit, nuts, Food > Tea", ("Food", "Fruit, nuts")),
        ("Food > Fruit,nuts, tea, Food > Milk, eggs", ("Food", "Fruit,nuts, tea")),
        ("Food > Tea, Milk > Eggs, Milk", ("Food", "Tea")),
        ("Clothing > Tshirts | Sale > Summer", ("Clothing", "Tshirts")),
        ("Clothing > Tshirts; Sale", ("Clothing", "Tshirts")),
        ("Home, garden > Tools", ("Home, garden", "Tools")),
        ("Clothing > Tops, tees", ("Clothing", "Tops, tees")),
        ("Home > Bed/Bath", ("Home", "Bed/Bath")),
        ("Black & Decker", ("Black & Decker",)),
        ("Home « Kitchen « Pots", ("Home", "Kitchen", "Pots")),
        ("Home ‹ Kitchen", ("Home", "Kitchen")),  # noqa: RUF001
        ("Home‣Kitchen", ("Home", "Kitchen")),
        ("1604 - Apparel & Accessories > Clothing", ("Apparel & Accessories", "Clothing")),
        ("aa-1 : Apparel & Accessories > Clothing", ("Apparel & Accessories", "Clothing")),
        ("5 > 3 rings", ("5", "3 rings")),
        ("2 - 4 years > Shoes", ("2 - 4 years", "Shoes")),
        ("Home > Kitchen / Home > Sale", ("Home", "Kitchen")),
        ("Home > Kitchen / Dining > Pots", ("Home", "Kitchen / Dining", "Pots")),
        ("1/2 inch fittings", ("1/2 inch fittings",)),
        ("", ()),
        (" > ", ()),
    ],
)
def test_a_path_is_read_from_its_cell(cell: str, path: tuple[str, ...]) -> None:
    assert read_path(cell) == path


@pytest.mark.parametrize(
    ("cell", "path"),
    [
        ("Men/Tops/Jackets", ("Men", "Tops", "Jackets")),
        ("Men / Tops", ("Men", "Tops")),
        ("Default Category/Gear,Default Category/Gear/Bags", ("Default Category", "Gear")),
    ],
)
def test_slashes_divide_where_the_file_shows_it(cell: str, path: tuple[str, ...]) -> None:
    assert read_path(cell, SLASHES) == path


@pytest.mark.parametrize(
    ("cells", "slashes"),
    [
        (["Men/Tops/Jackets"], True),
        (["Men/Tops", "Men/Shoes"], True),
        (["Men", "Men/Tops"], True),
        (["A/B,A/B/C"], True),
        (["Hats/Caps", "Home > Kitchen"], False),
        (["Hats/Caps", "Bags"], None),
        (["Bags"], None),
    ],
)
def test_a_file_shows_whether_slashes_divide(cells: list[str], slashes: bool | None) -> None:
    assert style_of(cells).slashes is slashes


@pytest.mark.parametrize(
    ("cells", "paths"),
    [
        (["Men|Tops|Tees", "Men|Shoes", "Women"], [("Men", "Tops", "Tees"), ("Men", "Shoes")]),
        (["Sale|Men", "Men|Sale"], [("Sale",), ("Men",)]),
        (["Shirts|Sale", "Sale"], [("Shirts",)]),
        (["A > B|C > D"], [("A", "B")]),
        (["Men: Tops", "Men: Shoes", "Men"], [("Men", "Tops"), ("Men", "Shoes")]),
        (["Men:Tops:Tees", "Men:Shoes"], [("Men", "Tops", "Tees"), ("Men", "Shoes")]),
        (["Men - Tops", "Men - Shoes", "Men"], [("Men", "Tops"), ("Men", "Shoes")]),
        (["Star Wars: Toys", "Lego - Technic"], [("Star Wars: Toys",), ("Lego - Technic",)]),
        (["/men/tops/", "/women"], [("men", "tops")]),
        (["Men//Tops", "Men//Shoes"], [("Men", "Tops")]),
        (["Men\\Tops\\Tees"], [("Men", "Tops", "Tees")]),
        (["男装＞上衣"], [("男装", "上衣")]),  # noqa: RUF001
        (["Men ❯ Tops"], [("Men", "Tops")]),  # noqa: RUF001
        (["Men ⇒ Tops", "Men ➔ Tops", "Men ► Tops"], [("Men", "Tops")] * 3),
        (["Men·Tops", "Men · Tops", "Men · Tees", "Men"], [("Men·Tops",), ("Men", "Tops")]),
        (["Men#Tops", "Men##Tops", "Men##Tees", "Men"], [("Men#Tops",), ("Men", "Tops")]),
        (["Men--Tops", "Men--Tees", "Men"], [("Men", "Tops")]),
        (["Men.Tops.Tees", "Men.Hats", "Men"], [("Men", "Tops", "Tees")]),
        (["Men:Tops", "Men:Shoes"], [("Men", "Tops")]),
        (["男装：上衣", "男装：鞋"], [("男装", "上衣")]),  # noqa: RUF001
        (["男装｜上衣｜衫", "男装｜鞋", "男装"], [("男装", "上衣", "衫")]),  # noqa: RUF001
        (["Men / T-Shirts/Tops", "Men / Hats", "Men"], [("Men", "T-Shirts/Tops"), ("Men", "Hats")]),
        (["Men ∕ Tops ∕ Tees"], [("Men", "Tops", "Tees")]),  # noqa: RUF001
        (["Men/Tops/", "Men/Hats", "Bags/"], [("Men", "Tops"), ("Men", "Hats"), ("Bags",)]),
        (["Tops, Sale", "Tops", "Sale", "Tops, tees"], [("Tops",), ("Tops",)]),
        (["Tops, tees", "Tops"], [("Tops, tees",)]),
        (
            ["Men, Tops, Jackets", "Men, Shoes", "Men"],
            [("Men", "Tops", "Jackets"), ("Men", "Shoes"), ("Men",)],
        ),
        (["Men,Tops,Jackets", "Men,Shoes", "Hats"], [("Men", "Tops", "Jackets"), ("Men", "Shoes")]),
        (["Shirts, Sale", "Hats, Sale", "Shirts"], [("Shirts",), ("Hats",), ("Shirts",)]),
        (
            ["Clothing, Shoes & Jewelry", "Clothing, Accessories & Bags", "Toys"],
            [("Clothing, Shoes & Jewelry",), ("Clothing, Accessories & Bags",), ("Toys",)],
        ),
        (
            ["Movies, Music & Games", "Toys, Kids & Baby"],
            [("Movies, Music & Games",), ("Toys, Kids & Baby",)],
        ),
        (["Men·Tops·Tees", "Men·Shoes"], [("Men", "Tops", "Tees"), ("Men", "Shoes")]),
        (["Col·lecció", "Col·lecció d'or"], [("Col·lecció",)]),
        (['"Men > Tops"', "'Men > Tops'", "Men\u200b > \u200bTops"], [("Men", "Tops")] * 3),
        (["E\u0301te\u0301 > Robes"], [("\u00c9t\u00e9", "Robes")]),
        (["Toys/3D Puzzles", "Toys/Board Games", "Toys"], [("Toys", "3D Puzzles")]),
        (["Phones/iPhone 15/Cases", "Phones"], [("Phones", "iPhone 15", "Cases")]),
        (["Sofas/3-seater", "Sofas/2-seater", "Sofas"], [("Sofas", "3-seater")]),
        (["Lego/Star Wars/75192", "Lego/18+/Art"], [("Lego", "Star Wars", "75192")]),
        (["Men (Adult)/Tops", "Men (Adult)/Shoes"], [("Men (Adult)", "Tops")]),
        (["Sale 50%/Shoes", "Sale 50%"], [("Sale 50%", "Shoes")]),
        (["Audio/'90s", 'Audio/"New"', "Audio"], [("Audio", "'90s"), ("Audio", '"New"')]),
        (["साड़ी/रेशम", "साड़ी/सूती"], [("साड़ी", "रेशम"), ("साड़ी", "सूती")]),
        (["Toys///2024///12", "Toys"], [("Toys", "2024", "12")]),
        (
            ["Bits/1/4 inch", 'Bits/1/2" bits', "Bits"],
            [("Bits", "1/4 inch"), ("Bits", '1/2" bits')],
        ),
        (["Cases/iPhone 7/8", "Cases"], [("Cases", "iPhone 7/8")]),
        (["Herren-/Damenschuhe", "Herren-/Damenhosen"], [("Herren-/Damenschuhe",)]),
        (
            ["Men;Tops;Tees", "Men;Hats", "Bags;Big;Red", "Men", "Bags"],
            [("Men", "Tops", "Tees"), ("Men", "Hats"), ("Bags", "Big", "Red"), ("Men",)],
        ),
        (["Men; Tops", "Men; Hats", "Men"], [("Men", "Tops"), ("Men", "Hats"), ("Men",)]),
        (["Sale;Men", "Men;Sale"], [("Sale",), ("Men",)]),
        (["Men > Tops; Sale", "Women; Sale"], [("Men", "Tops"), ("Women",)]),
        (["Men,Tops;Sale", "Men,Hats;Sale", "Men"], [("Men", "Tops"), ("Men", "Hats")]),
        (["Men\u2014Tops", "Men\u20143D", "Men"], [("Men", "Tops"), ("Men", "3D")]),
        (["Men\u2014Tops", "Hats\u2014Tops", "Men"], [("Men\u2014Tops",)]),
        (["Age 2\u20144", "Age 2\u20146", "Age 2"], [("Age 2\u20144",)]),
        (["Shoes/w/o laces", "Shoes/N/A"], [("Shoes", "w/o laces"), ("Shoes",)]),
    ],
)
def test_other_dividers_count_where_the_file_shows_them(
    cells: list[str], paths: list[tuple[str, ...]]
) -> None:
    style = style_of(cells)
    assert [read_path(cell, style) for cell in cells[: len(paths)]] == paths


@pytest.mark.parametrize(
    "cell",
    [
        ["Men", "Tops"], ["Men > Tops", "Sale > Tops"], [["Men", "Tops"], ["Sale"]],
        [{"id": 3, "name": "Men"}, {"id": 4, "name": "Tops"}], {"id": 4, "path": "Men > Tops"},
        '[["Men", "Tops"], ["Sale"]]', '[{"name": "Men"}, {"name": "Tops"}]', "('Men', 'Tops')",
        "{Men,Tops}", ["Men", "", None, "Tops"],
    ],
)  # fmt: skip
def test_lists_and_objects_are_paths(cell: object) -> None:
    [record] = parsed(jsonl({"sku": "a", "category": cell}), "catalog.jsonl")
    assert record.category == ("Men", "Tops")


@pytest.mark.parametrize("cells", [["Men|Tops"], ["Men;Tops"], ["Men; Tops", "Hats; Tops", "Men"]])
def test_dividers_of_levels_or_paths_are_told(cells: list[str]) -> None:
    with pytest.raises(UncertainPath, match="write 'Men > Tops' if it is a path") as raised:
        read_path(cells[0], style_of(cells))
    assert raised.value.path == ("Men",)


def test_what_cannot_be_known_is_one_name_and_told() -> None:
    with pytest.raises(UncertainPath, match="write 'Hats > Caps' if it is a path") as raised:
        read_path("Hats/Caps")
    assert raised.value.path == ("Hats/Caps",)
    with pytest.raises(UncertainPath, match="write 'Baby > 0-3 Months' if it is a path"):
        read_path("Baby/0-3 Months")
    with pytest.raises(UncertainPath, match="divide paths by semicolons") as raised:
        read_path("Home > Tools, Garden > Spades")
    assert raised.value.path == ("Home", "Tools, Garden", "Spades")


def test_known_roots_tell_several_paths_from_one() -> None:
    style = style_of(["Home > Tools", "Garden > Spades"])
    assert read_path("Home > Tools, Garden > Spades", style) == ("Home", "Tools")


def test_a_manifest_is_read_with_the_evidence_of_all_its_cells() -> None:
    cells = ["Men/Tops", "Men/Shoes", "Home -> Kitchen"]
    read = parsed(
        jsonl(*({"sku": str(n), "category": cell} for n, cell in enumerate(cells))), "catalog.jsonl"
    )
    assert [record.category for record in read] == [
        ("Men", "Tops"),
        ("Men", "Shoes"),
        ("Home", "Kitchen"),
    ]
    problem, record = parsed("sku,category\na,Hats/Caps\n")
    assert "is taken as one name" in problem.reason
    assert record.category == ("Hats/Caps",)


@pytest.mark.parametrize(
    ("cell", "path"),
    [
        ("123:Shoes", ("Shoes",)),
        ("12:Women > 34:Shoes", ("Women", "Shoes")),
        ("[12] Women > [34] Shoes", ("Women", "Shoes")),
        ("Women|12>Shoes|34", ("Women", "Shoes")),
        ("Women > N/A", ("Women",)),
        ("null > Shoes > null", ("Shoes",)),
        ("Shoes > shoes > Boots", ("Shoes", "Boots")),
        ("Women,", ("Women",)),
        ("Electronics/A/C/Portable", ("Electronics", "A/C", "Portable")),
        ("4:3 Monitors > 3D", ("4:3 Monitors", "3D")),
    ],
)
def test_numbers_and_empty_places_are_no_names(cell: str, path: tuple[str, ...]) -> None:
    assert read_path(cell, SLASHES) == path


@pytest.mark.parametrize(
    "category",
    [
        [{"id": 2, "name": "Shoes", "level": 2}, {"id": 1, "name": "Women", "level": 1}],
        [{"path": "Women > Shoes"}, {"path": "Sale"}],
        {"name": "Shoes", "parent": {"name": "Women", "parent": None}},
        {"name": "Shoes", "ancestors": [{"name": "Women"}]},
        [{"name": "Shoes", "parent": {"name": "Women"}}, {"name": "Sale"}],
        [{"name": "Women"}, {"name": "Shoes"}],
    ],
)
def test_objects_of_json_are_read_from_the_root_down(category: object) -> None:
    [record] = parsed(jsonl({"sku": "a", "category": category}), "catalog.jsonl")
    assert record.category == ("Women", "Shoes")


@pytest.mark.parametrize(
    ("cells", "paths"),
    [
        (["Home\\, garden", "Toys"], [("Home, garden",), ("Toys",)]),
        (
            ["Home > Bowls\\, cups, Home > Sale", "Home > Pots"],
            [("Home", "Bowls, cups"), ("Home", "Pots")],
        ),
        (["Desk/Mice \\/ pads", "Desk/Lamps"], [("Desk", "Mice / pads"), ("Desk", "Lamps")]),
        (["Desk/Mice / pads", "Desk/Lamps", "Desk"], [("Desk", "Mice / pads"), ("Desk", "Lamps")]),
        (["Home > A\\>B", "Home > C\\;D; Sale"], [("Home", "A>B"), ("Home", "C;D")]),
        (["Home\\/Pots\\/Lids", "Toys"], [("Home", "Pots", "Lids"), ("Toys",)]),
        (["Home:::Pots", "Home:::Lids"], [("Home", "Pots"), ("Home", "Lids")]),
        (["Home/Pots/Lids::1::0::1;;Sale::1::1::1"], [("Home", "Pots", "Lids")]),
        (["Home/Pots/Lids|Sale/Home/Pots"], [("Home", "Pots", "Lids")]),
        (["Home/Pots|Sale", "Home/Lids"], [("Home", "Pots"), ("Home", "Lids")]),
    ],
)
def test_a_sign_may_be_kept_from_dividing(cells: list[str], paths: list[tuple[str, ...]]) -> None:
    style = style_of(cells)
    assert [read_path(cell, style) for cell in cells][: len(paths)] == paths
