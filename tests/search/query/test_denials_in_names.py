"""Titles and brands with words that deny: where these belong to the name, and where they do not."""

import pytest

from catalog_search.models import Store
from catalog_search.search.query import TextQuery, parse_query
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


def shop_of(*titles: str) -> Store:
    for title in titles:
        make_indexed_photo(make_product(title=title, price=15, currency="EUR"))
    return make_store()


def titles(store: Store, text: str) -> list[str]:
    return [item.product.title for item in by_text(store, text).items]


@pytest.mark.parametrize(
    ("language", "title", "text", "limits"),
    [
        ("english", "Forget Me Not", "forget me not under 80", (None, 80)),
        ("english", "Forget Me Not earrings", "forget me not over 10", (10, None)),
        ("english", "Why Not? poster", "why not under 20", (None, 20)),
        ("english", "All or Nothing", "all or nothing under 20", (None, 20)),
        (
            "german",
            "Mensch ärgere dich nicht",
            "spiel mensch ärgere dich nicht unter 20 euro",
            (None, 20),
        ),
        ("german", "Sag niemals nie", "sag niemals nie über 10 euro", (10, None)),
        ("french", "Ne me quitte pas", "ne me quitte pas moins de 20 euros", (None, 20)),
        ("spanish", "Todo o nada", "todo o nada menos de 20 euros", (None, 20)),
    ],
)
def test_a_name_that_ends_with_a_negator_does_not_turn_a_price_round(
    settings, language: str, title: str, text: str, limits: tuple[float | None, float | None]
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    store = shop_of(title, "Spiel classic")
    filters = parse_query(store, TextQuery(text)).filters
    assert (filters.price_min, filters.price_max) == limits
    assert title in titles(store, text)


@pytest.mark.parametrize(
    "text", ["shoes not under 10", "lamp that is not under 10", "blue shoes not under 10"]
)
def test_a_negator_that_ends_no_name_turns_the_price_round(text: str) -> None:
    store = shop_of("Shoes not for kids", "Lamp that is not hot", "Blue shoes not black")
    assert parse_query(store, TextQuery(text)).filters.price_min == 10


@pytest.mark.parametrize(
    ("language", "text", "first"),
    [
        ("english", "chicken free range", "Free range chicken"),
        ("english", "eggs free range", "Free Range eggs"),
        ("english", "running shoes free run", "Shoes Nike Free Run"),
        ("english", "chair free hanging", "Chair Free Hanging"),
        ("german", "kugel frei rollend", "Kugel frei rollend"),
    ],
)
def test_free_belongs_to_the_next_word_where_a_title_has_both(
    settings, language: str, text: str, first: str
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    others = ("Range hood", "Shoes run", "Chair with arms", "Chicken broth", "Egg cup", "Kugel rot")
    store = shop_of(
        "Free range chicken", "Free Range eggs", "Shoes Nike Free Run", "Chair Free Hanging",
        "Kugel frei rollend", *others,
    )  # fmt: skip
    assert parse_query(store, TextQuery(text)).constraints == ()
    assert titles(store, text)[0] == first


@pytest.mark.parametrize("text", ["egg free cake", "gluten free bread", "bread gluten free"])
def test_free_still_denies_contents(text: str) -> None:
    store = shop_of("Guilt free cake", "Cake with egg", "Gluten free bread", "Bread with gluten")
    assert [each.kind for each in parse_query(store, TextQuery(text)).constraints] == ["not"]


BRANDS = ("Zero", "Noname", "Sans", "& Other Stories", "Only", "Best", "All", "@home", "!Important")
DENIALS = ("hoodie not {}", "hoodie without {}", "hoodie other than {}", "hoodie not {} under 90")


@pytest.mark.parametrize("brand", BRANDS)
def test_a_brand_of_such_words_can_be_excluded(brand: str) -> None:
    for each in (*BRANDS, "Basics"):
        make_indexed_photo(
            make_product(title="Hoodie", brand=each, category="Hoodies", price=20, currency="EUR")
        )
    store = make_store()
    for denial in DENIALS:
        found = {item.product.brand for item in by_text(store, denial.format(brand.lower())).items}
        assert found == {*BRANDS, "Basics"} - {brand}, denial


@pytest.mark.parametrize("text", ["hoodie -zero", "any hoodie but zero", "hoodie -@home"])
def test_a_brand_behind_a_sign_or_but_can_be_excluded(text: str) -> None:
    for each in ("Zero", "@home", "Basics"):
        make_indexed_photo(make_product(title="Hoodie", brand=each, category="Hoodies"))
    found = {item.product.brand for item in by_text(make_store(), text).items}
    assert found == {"Basics", "@home" if "zero" in text else "Zero"}


@pytest.mark.parametrize("text", ["hoodie not only for men", "hoodie not all black"])
def test_such_words_before_others_are_no_brand(text: str) -> None:
    for each in ("Only", "All", "Basics"):
        make_indexed_photo(make_product(title="Hoodie", brand=each, category="Hoodies"))
    found = {item.product.brand for item in by_text(make_store(), text).items}
    assert {"Only", "All"} <= found


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        ("english", "Not For Tourists guide", "not for tourists"),
        ("english", "Not For Tourists guide", "guide not for tourists"),
        ("english", "All But Me card", "card all but me"),
        ("english", "Anything But Ordinary mug", "mug anything but ordinary"),
        ("french", "Sans Toit ni Loi dvd", "dvd sans toit ni loi"),
        ("spanish", "Sin noticias de Gurb libro", "libro sin noticias de gurb"),
        ("german", "Nicht für Kinder Puzzle", "puzzle nicht für kinder"),
    ],
)
def test_a_title_that_begins_with_a_denial_is_found_first(
    settings, language: str, title: str, text: str
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    store = shop_of(f"{title.split()[-1]} classic", title)
    assert titles(store, text)[0] == title


def test_its_denial_still_excludes_others() -> None:
    store = shop_of("Not For Sale shirt", "Shirt about sale", "Shirt, not without sale")
    assert titles(store, "shirt not for sale") == ["Not For Sale shirt"]
    assert "Shirt, not without sale" not in titles(store, "shirt without sale")


@pytest.mark.parametrize(
    ("language", "title", "description"),
    [
        ("english", "Jacket no hood", "With hood."),
        ("english", "Dress without sleeves", "With sleeves."),
        ("french", "Bière sans alcool", "5 % d'alcool"),
        ("spanish", "Café sin cafeína", "Con cafeína."),
        ("german", "Kleid ohne Ärmel", "Mit Ärmeln."),
    ],
)
def test_a_title_with_a_denial_excludes_what_others_say_in_descriptions(
    settings, language: str, title: str, description: str
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    make_indexed_photo(make_product(title=title))
    make_indexed_photo(make_product(title=title.split()[0], description=description))
    store = shop_of(f"{title.split()[0]} classic")
    found = titles(store, title)
    assert title.split()[0] not in found
    assert found[0] == title


def test_a_title_with_a_denial_excludes_no_other_goods() -> None:
    make_indexed_photo(make_product(title="Poster", description="A cause for every wall."))
    store = shop_of("Rebel without a cause")
    assert parse_query(store, TextQuery("rebel without a cause")).constraints == ()
