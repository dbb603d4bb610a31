"""Words around what is looked for that say nothing of it."""

import pytest

from catalog_search.models import Store
from catalog_search.search.query import TextQuery, parse_query
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


def shop_of(*titles: str) -> Store:
    for title in titles:
        make_indexed_photo(make_product(title=title, category="Goods"))
    return make_store()


def words(store: Store, text: str) -> str:
    return parse_query(store, TextQuery(text, autocorrect=False)).words


@pytest.mark.parametrize(
    "text",
    [
        "search for shirts", "search shirts", "buy shirts online", "shirts online",
        "hello shirts",
        "hi, i'm looking for shirts", "shirts shop", "shirts price", "browse shirts",
        "list of shirts",
        "all shirts", "every shirts", "a few shirts", "nice shirts", "good quality shirts",
        "high-quality shirts", "great shirts, thanks", "shirts free delivery", "shirts available",
        "ok shirts please", "interested in shirts", "shirts collection", "shirts today!",
        "Show me SHIRTS", "everything shirts", "view shirts store online", "shirts on sale",
        "sort shirts", "shirts and stuff", "shirts things",
    ],
)  # fmt: skip
def test_chatter_is_left_out(text: str) -> None:
    assert words(shop_of("White shirt", "Brown belt"), text).lower() == "shirts"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Shop sign", "shop sign"), ("Price tag", "tag price"),
        ("All purpose cleaner", "all purpose"),
        ("Good morning mug", "good morning"), ("Search light", "search light"),
        ("Nice biscuits", "nice biscuits"), ("Coffee collection", "coffee collection"),
    ],
)  # fmt: skip
def test_words_of_the_store_s_names_stay(title: str, text: str) -> None:
    assert words(shop_of(title, "Other thing"), text) == text


@pytest.mark.parametrize(
    "text", ["all weather", "good vibes", "show jumping", "online", "thanks", "shop", "hello"]
)
def test_they_stay_beside_words_that_the_store_has_not(text: str) -> None:
    assert words(shop_of("White shirt"), text) == text


@pytest.mark.parametrize(
    "text",
    [
        "headphones thanks",
        "headphones, thank you!",
        "headphones pls",
        "headphones",
    ],
)
def test_courtesy_goes_beside_words_that_the_store_has_not(text: str) -> None:
    assert words(shop_of("White shirt"), text) == "headphones"


@pytest.mark.parametrize(
    "text",
    ["thank you card", "thanks giving", "card thanks", "headphones shop", "pls"],
)
def test_what_may_be_a_name_stays(text: str) -> None:
    assert words(shop_of("Thanks mug"), text) == text


@pytest.mark.parametrize(
    ("language", "title", "texts"),
    [
        ("german", "Rotes Hemd", "ich suche hemd|hemd online kaufen|schönes hemd, danke"),
        ("spanish", "Camisa roja", "quiero comprar camisa|camisa online|busco camisa"),
        ("french", "Chemise rouge", "je cherche chemise|acheter chemise en ligne|belle chemise"),
    ],
)  # fmt: skip
def test_each_language_has_its_own(settings, language: str, title: str, texts: str) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    store = shop_of(title, "Lampe")
    for text in texts.split("|"):
        assert words(store, text) in ("hemd", "camisa", "chemise"), text
